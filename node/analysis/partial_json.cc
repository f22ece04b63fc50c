// Wire form of a partial (FORMAT.md) and the pipe form of what the worker hands to the gate.
#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>

#include "node/analysis/partial.h"
#include "node/base/fields.h"

namespace passerelle::analysis {
namespace {

constexpr int kMostLevels = 1000;
constexpr std::int64_t kLastPlace = std::int64_t{1} << 41;  // of a grid, on either side of zero
constexpr const char* kAsBefore = "as before";

double finite_number(Fields& fields, const char* name) {
  const double number = fields.number(name);
  if (!std::isfinite(number)) fields.fail(name, "a finite number is expected");
  return number;
}

std::vector<double> numbers(Fields& fields, const char* name) {
  std::vector<double> list;
  for (const auto& item : fields.array(name)) {
    if (!item.is_number() || !std::isfinite(item.get<double>())) {
      fields.fail(name, "a list of finite numbers is expected");
      return {};
    }
    list.push_back(item.get<double>());
  }
  return list;
}

void check_square(Fields& fields, const char* name, std::size_t square, std::size_t size) {
  if (square != size * size) fields.fail(name, "is not a square of the other list");
}

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

struct SumsWriter {
  Json& json;
  void operator()(const Moments& m) const {
    json["moments"] = {{"mean", m.mean}, {"mean_rest", m.mean_rest}, {"m2", m.m2}, {"m3", m.m3}};
  }
  void operator()(const LogRankSums& s) const {
    json["log_rank"] = {{"expected", s.expected}, {"variance", s.variance}};
    if (!s.observed.empty()) json["log_rank"]["observed"] = s.observed;
  }
  void operator()(const LikelihoodSums& s) const {
    json["cox"] = {{"loglik", s.loglik}, {"score", s.score}, {"information", s.information}};
  }
  void operator()(const CrossProducts& s) const {
    json["cross_products"] = {
        {"mean", s.mean}, {"mean_rest", s.mean_rest}, {"products", s.products}};
  }
  void operator()(const ResidualSums& s) const {
    json["residuals"] = {{"score", s.score}, {"squares", s.squares}};
  }
  void operator()(const GlmSums& s) const {
    json["glm"] = {{"deviance", s.deviance},
                   {"pearson", s.pearson},
                   {"saturated", s.saturated},
                   {"score", s.score},
                   {"information", s.information}};
  }
  void operator()(const ConcordanceSums& s) const {
    json[kConcordance] = {{"pairs", s.pairs},
                          {"balance", s.balance},
                          {"balance_squared", s.balance_squared},
                          {"balance_by_pairs", s.balance_by_pairs},
                          {"pairs_squared", s.pairs_squared}};
  }
  void operator()(const HazardSums& s) const {
    json[kProportionalHazards] = {
        {"score", s.score}, {"information", s.information}, {"squared", s.squared}};
  }
  void operator()(const CoxOwnFit& f) const {
    json["cox_fit"] = {{"coefficients", f.coefficients},
                       {"loglik", f.loglik},
                       {"information", f.information},
                       {"iterations", f.iterations}};
  }
};

template <class T>
T read_sums(Fields& outer, const char* name, T (*read)(Fields&)) {
  Fields fields(outer.object(name), outer.path_of(name));
  auto sums = read(fields);
  if (auto done = fields.done(); !done) outer.fail(done.error());
  return sums;
}

Moments read_moments(Fields& fields) {
  Moments m;
  m.mean = finite_number(fields, "mean");
  m.mean_rest = finite_number(fields, "mean_rest");
  m.m2 = finite_number(fields, "m2");
  m.m3 = finite_number(fields, "m3");
  if (m.m2 < 0) fields.fail("m2", "a sum of squares is not negative");
  return m;
}

LogRankSums read_log_rank(Fields& fields) {
  LogRankSums sums{numbers(fields, "expected"), numbers(fields, "variance"), {}};
  check_square(fields, "variance", sums.variance.size(), sums.expected.size());
  if (!fields.has("observed")) return sums;
  sums.observed = numbers(fields, "observed");
  if (sums.observed.size() != sums.expected.size())
    fields.fail("observed", "is not of every level");
  return sums;
}

LikelihoodSums read_cox(Fields& fields) {
  LikelihoodSums sums{finite_number(fields, "loglik"), numbers(fields, "score"),
                      numbers(fields, "information")};
  check_square(fields, "information", sums.information.size(), sums.score.size());
  return sums;
}

CrossProducts read_cross_products(Fields& fields) {
  CrossProducts sums{numbers(fields, "mean"), numbers(fields, "mean_rest"),
                     numbers(fields, "products")};
  if (sums.mean_rest.size() != sums.mean.size()) fields.fail("mean_rest", "is not of every mean");
  check_square(fields, "products", sums.products.size(), sums.mean.size());
  return sums;
}

ResidualSums read_residuals(Fields& fields) {
  ResidualSums sums{numbers(fields, "score"), numbers(fields, "squares")};
  check_square(fields, "squares", sums.squares.size(), sums.score.size());
  return sums;
}

GlmSums read_glm(Fields& fields) {
  GlmSums sums{finite_number(fields, "deviance"), finite_number(fields, "pearson"),
               finite_number(fields, "saturated"), numbers(fields, "score"),
               numbers(fields, "information")};
  check_square(fields, "information", sums.information.size(), sums.score.size());
  return sums;
}

CoxOwnFit read_cox_fit(Fields& fields) {
  CoxOwnFit fit{numbers(fields, "coefficients"), finite_number(fields, "loglik"),
                numbers(fields, "information"), fields.integer("iterations")};
  check_square(fields, "information", fit.information.size(), fit.coefficients.size());
  if (fit.iterations < 0) fields.fail("iterations", "is no number of iterations");
  return fit;
}

ConcordanceSums read_concordance(Fields& fields) {
  ConcordanceSums sums{
      fields.integer("pairs"), fields.integer("balance"), finite_number(fields, "balance_squared"),
      finite_number(fields, "balance_by_pairs"), finite_number(fields, "pairs_squared")};
  if (sums.pairs < 0) fields.fail("pairs", "is no number of pairs");
  else if (sums.balance > sums.pairs || sums.balance < -sums.pairs) {
    fields.fail("balance", "is of more pairs than there are");
  }
  return sums;
}

HazardSums read_hazards(Fields& fields) {
  HazardSums sums{numbers(fields, "score"), numbers(fields, "information"),
                  numbers(fields, "squared")};
  check_square(fields, "information", sums.information.size(), sums.score.size());
  check_square(fields, "squared", sums.squared.size(), sums.score.size());
  return sums;
}

std::optional<Sums> read_value(Fields& fields) {
  static constexpr std::array kKinds{
      "moments",        "log_rank",  "cox", "cox_fit", kConcordance, kProportionalHazards,
      "cross_products", "residuals", "glm", "withheld"};
  const auto kinds = std::count_if(kKinds.begin(), kKinds.end(),
                                   [&](const char* kind) { return fields.has(kind); });
  if (kinds != 1) {
    std::string names;
    for (const char* kind : kKinds) names += (names.empty() ? "" : ", ") + std::string(kind);
    fields.fail("", "one of " + names + " is expected");
    return std::nullopt;
  }
  if (fields.has("moments")) return read_sums(fields, "moments", read_moments);
  if (fields.has("log_rank")) return read_sums(fields, "log_rank", read_log_rank);
  if (fields.has("cox")) return read_sums(fields, "cox", read_cox);
  if (fields.has("cross_products")) {
    return read_sums(fields, "cross_products", read_cross_products);
  }
  if (fields.has("glm")) return read_sums(fields, "glm", read_glm);
  if (fields.has("residuals")) return read_sums(fields, "residuals", read_residuals);
  if (fields.has(kConcordance)) return read_sums(fields, kConcordance, read_concordance);
  if (fields.has(kProportionalHazards)) {
    return read_sums(fields, kProportionalHazards, read_hazards);
  }
  if (fields.has("cox_fit")) return read_sums(fields, "cox_fit", read_cox_fit);
  if (!fields.boolean("withheld")) fields.fail("withheld", "is true or left out");
  return std::nullopt;
}

Result<std::map<Slot, std::optional<Sums>>> read_all_sums(const Json& list,
                                                          const std::string& path) {
  std::map<Slot, std::optional<Sums>> sums;
  for (std::size_t i = 0; i < list.size(); ++i) {
    Fields fields(list[i], path + "/" + std::to_string(i));
    const auto slot = read_slot(fields);
    auto value = read_value(fields);
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
  if (m.rarer_of_two) json["rarer_of_two"] = *m.rarer_of_two;
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

// {"first", "last"}; empty where nobody has a value.
Json range_json(const GridRange& range) {
  if (range.is_empty()) return Json::object();
  return {{"first", range.first}, {"last", range.last}};
}

GridRange read_range(const Json& value, const std::string& path, Fields& outer) {
  Fields fields(value, path);
  if (value.is_object() && value.empty()) return {};
  const GridRange range{fields.integer("first"), fields.integer("last")};
  const auto is_far = [](std::int64_t place) { return place > kLastPlace || place < -kLastPlace; };
  if (is_far(range.first) || is_far(range.last) || range.is_empty()) {
    fields.fail("last", "is no place at or behind the first");
  }
  if (auto done = fields.done(); !done) outer.fail(done.error());
  return range;
}

Json evidence_json(const Evidence& evidence, std::string& members) {
  Cells guarded;
  for (const auto& [key, count] : evidence.guarded) guarded[key] = count;
  Json curves = Json::object();
  for (const auto& [id, levels] : evidence.curve_cells) {
    Json list = Json::array();
    for (const auto& level : levels) {
      Json cells = Json::array();
      for (const auto& count : level) cells.push_back(count_json(count));
      list.push_back(std::move(cells));
    }
    curves[id] = std::move(list);
  }
  Json grids = Json::object();
  for (const auto& [id, ranges] : evidence.grid_ranges) {
    grids[id] = Json::array();
    for (const auto& range : ranges) grids[id].push_back(range_json(range));
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
    if (m.rarer_of_two) json["rarer_of_two"] = *m.rarer_of_two;
    if (m.regression) json["regression"] = regression_json(*m.regression);
    models.push_back(std::move(json));
  }
  return {{"guarded", cells_to_json(guarded)},
          {"curve_cells", std::move(curves)},
          {"grid_ranges", std::move(grids)},
          {"magnitudes", std::move(magnitudes)},
          {"models", std::move(models)},
          {"cohorts", evidence.are_cohorts_as_before ? Json(kAsBefore)
                                                     : to_pipe_json(evidence.cohorts, members)}};
}

std::optional<std::int64_t> rarer(Fields& fields) {
  if (!fields.has("rarer_of_two")) return std::nullopt;
  return fields.integer("rarer_of_two");
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
                          const Cohorts* before,
                          Evidence& evidence) {
  const auto& written = fields.any("cohorts");
  if (written == kAsBefore) {
    if (before == nullptr || !members.empty()) {
      return Error{BaseError::malformed, fields.path_of("cohorts") + ": none were told before"};
    }
    evidence.cohorts = *before;
    evidence.are_cohorts_as_before = true;
    return {};
  }
  auto cohorts = cohorts_from_pipe_json(written, members, fields.path_of("cohorts"));
  if (!cohorts) return cohorts.error();
  evidence.cohorts = *std::move(cohorts);
  return {};
}

Result<Evidence> read_evidence(const Json& value,
                               std::string_view members,
                               const std::string& path,
                               const Cohorts* before) {
  Evidence evidence;
  Fields fields(value, path);
  auto guarded = cells_from_json(fields.array("guarded"), fields.path_of("guarded"));
  if (!guarded) return guarded.error();
  for (const auto& [key, count] : *guarded) {
    if (!count) fields.fail("guarded", "has no withheld cells");
    evidence.guarded[key] = count.value_or(Count{});
  }
  for (const auto& [id, levels] : fields.object("curve_cells").items()) {
    if (!levels.is_array()) fields.fail("curve_cells", "lists of levels are expected");
    for (const auto& level : levels) {
      auto counts = read_counts(level, fields.path_of("curve_cells"));
      if (!counts) return counts.error();
      evidence.curve_cells[id].push_back(*std::move(counts));
    }
  }
  for (const auto& [id, ranges] : fields.object("grid_ranges").items()) {
    if (!ranges.is_array()) fields.fail("grid_ranges", "lists of ranges are expected");
    for (const auto& range : ranges) {
      evidence.grid_ranges[id].push_back(read_range(range, fields.path_of("grid_ranges"), fields));
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
  if (auto read = read_cohorts(fields, members, before, evidence); !read) return read.error();
  if (auto done = fields.done(); !done) return done.error();
  return evidence;
}

}  // namespace

Json to_json(const Partial& partial) {
  Json sums = Json::array();
  for (const auto& [slot, value] : partial.sums) {
    auto json = slot_json(slot);
    if (value) std::visit(SumsWriter{json}, *value);
    else json["withheld"] = true;
    sums.push_back(std::move(json));
  }
  Json levels = Json::object();
  for (const auto& [id, level] : partial.curve_levels) levels[id] = level;
  Json json{{"curve_levels", std::move(levels)},
            {"cells", cells_to_json(partial.cells)},
            {"sums", std::move(sums)}};
  for (const auto& [id, range] : partial.grid_ranges) json["grid_ranges"][id] = range_json(range);
  return json;
}

Result<Partial> partial_from_json(const Json& value, const std::string& path) {
  Partial partial;
  Fields fields(value, path);
  Fields levels(fields.object("curve_levels"), fields.path_of("curve_levels"));
  for (const auto& [id, level] : fields.object("curve_levels").items()) {
    const auto number = levels.integer(id);
    if (number < -1 || number > kMostLevels) levels.fail(id, "is no level");
    else partial.curve_levels[id] = static_cast<int>(number);
  }
  if (auto done = levels.done(); !done) return done.error();
  if (fields.has("grid_ranges")) {
    const auto at = fields.path_of("grid_ranges");
    for (const auto& [id, range] : fields.object("grid_ranges").items()) {
      partial.grid_ranges[id] = read_range(range, at + "/" + pointer_step(id), fields);
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
                                              const Cohorts* before) {
  Fields fields(value, "");
  auto partial = partial_from_json(fields.object("partial"), "/partial");
  if (!partial) return partial.error();
  auto evidence = read_evidence(fields.object("evidence"), members, "/evidence", before);
  if (!evidence) return evidence.error();
  if (auto done = fields.done(); !done) return done.error();
  return StepOutput{*std::move(partial), *std::move(evidence)};
}

}  // namespace passerelle::analysis
