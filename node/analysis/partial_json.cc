// Wire form of a partial (FORMAT.md) and the pipe form of what the worker hands to the gate.
#include <cmath>
#include <nlohmann/json.hpp>

#include "node/analysis/grid.h"
#include "node/analysis/partial.h"
#include "node/analysis/sums_json.h"
#include "node/base/fields.h"

namespace passerelle::analysis {
namespace {

constexpr int kMostLevels = 1000;
constexpr std::int64_t kLastPlace = std::int64_t{1} << 41;  // of a grid, on either side of zero
constexpr const char* kAsBefore = "as before";

Json slot_json(const Slot& slot) {
  Json json{{"analysis", slot.analysis}};
  if (!slot.variable.empty()) json["variable"] = slot.variable;
  if (!slot.level.empty()) json["level"] = slot.level;
  return json;
}

Slot read_slot(Fields& fields) {
  return {fields.text("analysis"), fields.has("variable") ? fields.text("variable") : std::string(),
          fields.has("level") ? fields.text("level") : std::string()};
}

Result<std::map<Slot, std::optional<Sums>>> read_all_sums(const Json& list,
                                                          const std::string& path) {
  std::map<Slot, std::optional<Sums>> sums;
  for (std::size_t i = 0; i < list.size(); ++i) {
    Fields fields(list[i], path + "/" + std::to_string(i));
    const auto slot = read_slot(fields);
    auto value = read_sums(fields);
    if (auto done = fields.done(); !done) return done.error();
    if (!sums.emplace(slot, std::move(value)).second) {
      return Error{BaseError::malformed, fields.path() + ": the same sum twice"};
    }
  }
  return sums;
}

Json count_json(const Count& count) { return {{"rows", count.rows}, {"persons", count.persons}}; }

Json magnitude_json(const MagnitudeEvidence& m) {
  Json json{{"persons", m.persons},
            {"total", m.total},
            {"largest", m.largest},
            {"second", m.second},
            {"all_equal", m.all_equal}};
  if (m.rarest_of_few) json["rarest_of_few"] = *m.rarest_of_few;
  return json;
}

Json regression_json(const RegressionEvidence& r) {
  Json told = Json::array();
  for (const auto& m : r.told) told.push_back(magnitude_json(m));
  return {{"told", std::move(told)},
          {"largest_leverage", r.largest_leverage},
          {"effective_rows", r.effective_rows},
          {"is_perfect_fit", r.is_perfect_fit}};
}

// {"first", "last"}; empty where nobody has a value, a list where there are several.
Json ranges_json(const GridRanges& ranges) {
  if (ranges.empty()) return Json::object();
  Json list = Json::array();
  for (const auto& range : ranges) list.push_back({{"first", range.first}, {"last", range.last}});
  return list.size() == 1 ? std::move(list.front()) : std::move(list);
}

GridRange read_range(const Json& value, const std::string& path, Fields& outer) {
  Fields fields(value, path);
  const GridRange range{fields.integer("first"), fields.integer("last")};
  const auto is_far = [](std::int64_t place) { return place > kLastPlace || place < -kLastPlace; };
  if (is_far(range.first) || is_far(range.last) || range.last < range.first) {
    fields.fail("last", "is no place at or behind the first");
  }
  if (auto done = fields.done(); !done) outer.fail(done.error());
  return range;
}

GridRanges read_ranges(const Json& value, const std::string& path, Fields& outer) {
  if (value.is_object() && value.empty()) return {};
  if (!value.is_array()) return {read_range(value, path, outer)};
  GridRanges ranges;
  for (std::size_t i = 0; i < value.size() && i <= kMostHeld && !outer.failed(); ++i) {
    const auto at = path + "/" + std::to_string(i);
    const auto range = read_range(value[i], at, outer);
    if (!ranges.empty() && range.first <= ranges.back().last + 1) {
      outer.fail(
          Error{BaseError::malformed, at + ": a range apart from the one before is expected"});
    }
    ranges.push_back(range);
  }
  if (ranges.size() < 2 || ranges.size() > kMostHeld) {
    outer.fail(Error{BaseError::malformed, path + ": a list of 2 to " + std::to_string(kMostHeld) +
                                               " ranges is expected"});
  }
  return ranges;
}

Json levels_json(const std::vector<std::vector<Count>>& levels) {
  Json list = Json::array();
  for (const auto& level : levels) {
    Json cells = Json::array();
    for (const auto& count : level) cells.push_back(count_json(count));
    list.push_back(std::move(cells));
  }
  return list;
}

Json evidence_json(const Evidence& evidence, std::string& members) {
  Cells guarded;
  for (const auto& [key, count] : evidence.guarded) guarded[key] = count;
  Json curves = Json::object();
  for (const auto& [id, levels] : evidence.curve_cells) curves[id] = levels_json(levels);
  Json groupings = Json::object();
  for (const auto& [name, cells] : evidence.grouping_cells) groupings[name] = levels_json(cells);
  Json parts = Json::object();
  for (const auto& [id, levels] : evidence.curve_parts) parts[id] = levels_json(levels);
  Json grids = Json::object();
  for (const auto& [id, ranges] : evidence.grid_ranges) {
    grids[id] = Json::array();
    for (const auto& at_level : ranges) grids[id].push_back(ranges_json(at_level));
  }
  Json magnitudes = Json::array();
  for (const auto& [slot, m] : evidence.magnitudes) {
    auto json = slot_json(slot);
    json.update(magnitude_json(m));
    magnitudes.push_back(std::move(json));
  }
  Json models = Json::array();
  for (const auto& [slot, m] : evidence.models) {
    auto json = slot_json(slot);
    json["rows"] = m.rows;
    json["parameters"] = m.parameters;
    if (m.rarest_of_few) json["rarest_of_few"] = *m.rarest_of_few;
    if (m.regression) json["regression"] = regression_json(*m.regression);
    models.push_back(std::move(json));
  }
  return {{"guarded", cells_to_json(guarded)},
          {"curve_cells", std::move(curves)},
          {"curve_parts", std::move(parts)},
          {"grouping_cells", std::move(groupings)},
          {"grid_ranges", std::move(grids)},
          {"magnitudes", std::move(magnitudes)},
          {"models", std::move(models)},
          {"cohorts", evidence.are_cohorts_as_before ? Json(kAsBefore)
                                                     : to_pipe_json(*evidence.cohorts, members)}};
}

std::optional<std::int64_t> rarer(Fields& fields) {
  if (!fields.has("rarest_of_few")) return std::nullopt;
  return fields.integer("rarest_of_few");
}

MagnitudeEvidence read_magnitude(Fields& f) {
  return {f.integer("persons"),       finite_number(f, "total"), finite_number(f, "largest"),
          finite_number(f, "second"), f.boolean("all_equal"),    rarer(f)};
}

std::optional<RegressionEvidence> read_regression(Fields& outer) {
  if (!outer.has("regression")) return std::nullopt;
  RegressionEvidence evidence;
  Fields fields(outer.object("regression"), outer.path_of("regression"));
  for (const auto& item : fields.array("told")) {
    Fields f(item, fields.path_of("told"));
    evidence.told.push_back(read_magnitude(f));
    if (auto done = f.done(); !done) fields.fail(done.error());
  }
  evidence.largest_leverage = finite_number(fields, "largest_leverage");
  evidence.effective_rows = finite_number(fields, "effective_rows");
  evidence.is_perfect_fit = fields.boolean("is_perfect_fit");
  if (auto done = fields.done(); !done) outer.fail(done.error());
  return evidence;
}

Result<std::vector<Count>> read_counts(const Json& list, const std::string& path) {
  if (!list.is_array()) return Error{BaseError::malformed, path + ": a list is expected"};
  std::vector<Count> counts;
  for (const auto& item : list) {
    Fields fields(item, path);
    counts.push_back({fields.integer("rows"), fields.integer("persons")});
    if (auto done = fields.done(); !done) return done.error();
  }
  return counts;
}

Result<void> read_cohorts(Fields& fields,
                          std::string_view members,
                          std::shared_ptr<const Cohorts> before,
                          Evidence& evidence) {
  const auto& written = fields.any("cohorts");
  if (written == kAsBefore) {
    if (before == nullptr || !members.empty()) {
      return Error{BaseError::malformed, fields.path_of("cohorts") + ": none were told before"};
    }
    evidence.cohorts = std::move(before);
    evidence.are_cohorts_as_before = true;
    return {};
  }
  auto cohorts = cohorts_from_pipe_json(written, members, fields.path_of("cohorts"));
  if (!cohorts) return cohorts.error();
  evidence.cohorts = std::make_shared<const Cohorts>(*std::move(cohorts));
  return {};
}

Result<void> read_levels(Fields& fields,
                         const char* name,
                         std::map<std::string, std::vector<std::vector<Count>>>& into) {
  for (const auto& [id, levels] : fields.object(name).items()) {
    if (!levels.is_array()) fields.fail(name, "lists of levels are expected");
    for (const auto& level : levels) {
      auto counts = read_counts(level, fields.path_of(name));
      if (!counts) return counts.error();
      into[id].push_back(*std::move(counts));
    }
  }
  return {};
}

Result<Evidence> read_evidence(const Json& value,
                               std::string_view members,
                               const std::string& path,
                               std::shared_ptr<const Cohorts> before) {
  Evidence evidence;
  Fields fields(value, path);
  auto guarded = cells_from_json(fields.array("guarded"), fields.path_of("guarded"));
  if (!guarded) return guarded.error();
  for (const auto& [key, count] : *guarded) {
    if (!count) fields.fail("guarded", "has no withheld cells");
    evidence.guarded[key] = count.value_or(Count{});
  }
  for (const auto& [name, into] : {std::pair{"curve_cells", &evidence.curve_cells},
                                   {"curve_parts", &evidence.curve_parts},
                                   {"grouping_cells", &evidence.grouping_cells}}) {
    if (auto read = read_levels(fields, name, *into); !read) return read.error();
  }
  for (const auto& [id, ranges] : fields.object("grid_ranges").items()) {
    if (!ranges.is_array()) fields.fail("grid_ranges", "lists of ranges are expected");
    for (const auto& at_level : ranges) {
      evidence.grid_ranges[id].push_back(
          read_ranges(at_level, fields.path_of("grid_ranges"), fields));
    }
  }
  for (const auto& item : fields.array("magnitudes")) {
    Fields f(item, fields.path_of("magnitudes"));
    const auto slot = read_slot(f);
    evidence.magnitudes[slot] = read_magnitude(f);
    if (auto done = f.done(); !done) return done.error();
  }
  for (const auto& item : fields.array("models")) {
    Fields f(item, fields.path_of("models"));
    const auto slot = read_slot(f);
    evidence.models[slot] = {f.integer("rows"), f.integer("parameters"), rarer(f),
                             read_regression(f)};
    if (auto done = f.done(); !done) return done.error();
  }
  if (auto read = read_cohorts(fields, members, std::move(before), evidence); !read)
    return read.error();
  if (auto done = fields.done(); !done) return done.error();
  return evidence;
}

// Levels of breaks and groupings of levels.
Result<void> read_numbers(Fields& outer,
                          const char* name,
                          std::int64_t least,
                          std::map<std::string, int>& into) {
  const auto& written = outer.object(name);
  Fields fields(written, outer.path_of(name));
  for (const auto& [key, value] : written.items()) {
    const auto number = fields.integer(key);
    if (number < least || number > kMostLevels) fields.fail(key, "is no level");
    else into[key] = static_cast<int>(number);
  }
  return fields.done();
}

}  // namespace

Json to_json(const Partial& partial) {
  Json sums = Json::array();
  for (const auto& [slot, value] : partial.sums) {
    auto json = slot_json(slot);
    if (value) write_sums(*value, json);
    else json["withheld"] = true;
    sums.push_back(std::move(json));
  }
  Json levels = Json::object();
  for (const auto& [id, level] : partial.curve_levels) levels[id] = level;
  Json json{{"curve_levels", std::move(levels)},
            {"cells", cells_to_json(partial.cells)},
            {"sums", std::move(sums)}};
  for (const auto& [id, ranges] : partial.grid_ranges) {
    json["grid_ranges"][id] = ranges_json(ranges);
  }
  for (const auto& [name, number] : partial.groupings) json["groupings"][name] = number;
  return json;
}

Result<Partial> partial_from_json(const Json& value, const std::string& path) {
  Partial partial;
  Fields fields(value, path);
  if (auto read = read_numbers(fields, "curve_levels", -1, partial.curve_levels); !read) {
    return read.error();
  }
  if (fields.has("groupings")) {
    if (auto read = read_numbers(fields, "groupings", 0, partial.groupings); !read) {
      return read.error();
    }
    if (partial.groupings.empty()) fields.fail("groupings", "is left out where there are none");
  }
  if (fields.has("grid_ranges")) {
    const auto at = fields.path_of("grid_ranges");
    for (const auto& [id, ranges] : fields.object("grid_ranges").items()) {
      partial.grid_ranges[id] = read_ranges(ranges, at + "/" + pointer_step(id), fields);
    }
    if (partial.grid_ranges.empty()) fields.fail("grid_ranges", "is left out where there are none");
  }
  auto cells = cells_from_json(fields.array("cells"), fields.path_of("cells"));
  if (!cells) return cells.error();
  partial.cells = *std::move(cells);
  auto sums = read_all_sums(fields.array("sums"), fields.path_of("sums"));
  if (!sums) return sums.error();
  partial.sums = *std::move(sums);
  if (auto done = fields.done(); !done) return done.error();
  return partial;
}

Json to_pipe_json(const StepOutput& output, std::string& members) {
  return {{"partial", to_json(output.partial)},
          {"evidence", evidence_json(output.evidence, members)}};
}

Result<StepOutput> step_output_from_pipe_json(const Json& value,
                                              std::string_view members,
                                              std::shared_ptr<const Cohorts> before) {
  Fields fields(value, "");
  auto partial = partial_from_json(fields.object("partial"), "/partial");
  if (!partial) return partial.error();
  auto evidence = read_evidence(fields.object("evidence"), members, "/evidence", std::move(before));
  if (!evidence) return evidence.error();
  if (auto done = fields.done(); !done) return done.error();
  return StepOutput{*std::move(partial), *std::move(evidence)};
}

}  // namespace passerelle::analysis
