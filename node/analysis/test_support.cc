#include "node/analysis/test_support.h"

#include <doctest/doctest.h>
#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <sstream>

#include "node/analysis/step.h"
#include "node/base/json.h"

namespace passerelle::analysis::test {
namespace {

std::optional<double> parse_number(const std::string& text) {
  double value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (read.ec != std::errc{} || read.ptr != text.data() + text.size()) return std::nullopt;
  return value;
}

// A node for each value of a column.
Nodes by_value(const StudyPlan& plan,
               const Table& table,
               const Derive& derive,
               const std::string& column,
               const std::vector<std::string>& values) {
  Nodes nodes;
  for (const auto& value : values) {
    nodes[NodeId(value)] =
        frame_of(plan, table, derive, [&](const Row& row) { return row.text(column) == value; });
  }
  return nodes;
}

}  // namespace

Variable number(std::string name, MissingRule missing) {
  Variable variable;
  variable.name = std::move(name);
  variable.missing = missing;
  return variable;
}

Variable category(std::string name, const std::vector<std::string>& levels, MissingRule missing) {
  auto variable = number(std::move(name), missing);
  for (const auto& level : levels) {
    Level made{level, level};
    if (const auto value = parse_number(level)) made.value = *value;
    variable.levels.push_back(std::move(made));
  }
  return variable;
}

StudyPlan plan_of(const std::vector<Variable>& variables) {
  StudyPlan plan;
  plan.id = "test";
  plan.sources.front().person = "id";
  RowSet set{kSet, "patients", {}, false};
  for (const auto& variable : variables) {
    plan.variables[variable.name] = variable;
    if (variable.missing == MissingRule::complete) set.complete_on.push_back(variable.name);
  }
  plan.cohorts["patients"] = {"patients", nullptr, {}};
  plan.row_sets[kSet] = set;
  plan.row_sets["left_out"] = {"left_out", "patients", set.complete_on, true};
  return plan;
}

void add(StudyPlan& plan,
         std::string id,
         decltype(Analysis::what) what,
         std::optional<double> horizon) {
  static constexpr const char* kTypes[] = {
      "count",      "crosstab",     "describe",    "table_one",   "histogram",       "correlation",
      "pca",        "kaplan_meier", "log_rank",    "cox",         "linear",          "glm",
      "rate",       "meta",         "derive",      "diagnostic",  "competing_risks", "quantiles",
      "propensity", "mixed",        "correlation", "missingness", "conformance",     "validation"};
  Analysis analysis;
  analysis.id = std::move(id);
  analysis.type = kTypes[what.index()];
  analysis.row_set = kSet;
  analysis.horizon = horizon;
  analysis.what = std::move(what);
  plan.analyses.push_back(std::move(analysis));
}

KaplanMeierAnalysis curve(std::string time,
                          std::string event,
                          std::vector<double> breaks,
                          std::vector<double> censor_breaks) {
  KaplanMeierAnalysis made;
  made.time = std::move(time);
  made.event = std::move(event);
  made.censor_levels = {censor_breaks.empty() ? breaks : std::move(censor_breaks)};
  made.levels = {std::move(breaks)};
  return made;
}

std::size_t Table::column(const std::string& name) const {
  const auto found = std::find(names.begin(), names.end(), name);
  REQUIRE_MESSAGE(found != names.end(), "no column " << name);
  return static_cast<std::size_t>(found - names.begin());
}

Table parse_csv(const std::string& text, char separator) {
  Table table;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (line.empty()) continue;
    std::vector<std::string> fields(1);
    bool quoted = false;
    for (const char c : line) {
      if (c == '"') quoted = !quoted;
      else if (c == separator && !quoted) fields.emplace_back();
      else fields.back() += c;
    }
    if (table.names.empty()) table.names = std::move(fields);
    else table.rows.push_back(std::move(fields));
  }
  return table;
}

Table read_csv(const std::string& path) {
  std::ifstream file(path);
  REQUIRE_MESSAGE(file.good(), "cannot read " << path);
  std::stringstream text;
  text << file.rdbuf();
  return parse_csv(text.str());
}

const std::string& Row::text(const std::string& column) const {
  return table_->rows[index_].at(table_->column(column));
}

double Row::number(const std::string& column) const {
  const auto& field = text(column);
  if (field.empty() || field == "NA") return std::numeric_limits<double>::quiet_NaN();
  return parse_number(field).value();
}

std::string text_of(double number) { return std::isnan(number) ? "" : number_text(number); }

Frame frame_of(const StudyPlan& plan,
               const Table& table,
               const Derive& derive,
               const std::function<bool(const Row&)>& keep,
               const std::string& person) {
  struct Made {
    std::vector<double> values;  // numbers, or indices of levels
    std::string person;
  };
  std::vector<Made> rows;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const Row row(table, i);
    if (keep && !keep(row)) continue;
    Made made{{}, row.text(person)};
    for (const auto& [name, variable] : plan.variables) {
      const auto derived = derive.find(name);
      const auto text = derived == derive.end() ? row.text(name) : derived->second(row);
      double value = std::numeric_limits<double>::quiet_NaN();
      if (!text.empty() && !variable.is_categorical()) value = parse_number(text).value();
      for (std::size_t level = 0; level < variable.levels.size(); ++level) {
        if (variable.levels[level].name == text) value = static_cast<double>(level);
      }
      REQUIRE_MESSAGE((text.empty() || !std::isnan(value)), name << " has no level " << text);
      made.values.push_back(value);
    }
    rows.push_back(std::move(made));
  }
  std::sort(rows.begin(), rows.end(), [](const Made& a, const Made& b) {
    const auto order = [](double x) { return std::isnan(x) ? -1e308 : x; };
    for (std::size_t j = 0; j < a.values.size(); ++j) {
      if (order(a.values[j]) != order(b.values[j])) return order(a.values[j]) < order(b.values[j]);
    }
    return a.person < b.person;
  });

  Frame frame;
  frame.rows = rows.size();
  std::map<std::string, std::uint32_t> persons;
  std::vector<std::uint64_t> pseudonyms;
  for (const auto& row : rows) {
    const auto next = static_cast<std::uint32_t>(persons.size());
    frame.person.push_back(persons.emplace(row.person, next).first->second);
    pseudonyms.push_back(frame.person.back() + 1);
  }
  frame.ledger = ledger_persons(pseudonyms);
  frame.persons = static_cast<std::uint32_t>(persons.size());
  std::size_t column = 0;
  for (const auto& [name, variable] : plan.variables) {
    for (const auto& row : rows) {
      const double value = row.values[column];
      if (!variable.is_categorical()) frame.numbers[name].push_back(value);
      else frame.categories[name].push_back(std::isnan(value) ? -1 : static_cast<int>(value));
    }
    if (variable.is_categorical()) frame.categories[name].resize(frame.rows);
    else frame.numbers[name].resize(frame.rows);
    ++column;
  }
  for (const auto& [name, set] : plan.row_sets) {
    auto& members = frame.members[name];
    for (std::size_t i = 0; i < frame.rows; ++i) {
      bool is_complete = true;
      for (const auto& variable : set.complete_on) {
        const bool missing = plan.variable(variable).is_categorical()
                                 ? frame.categories[variable][i] < 0
                                 : std::isnan(frame.numbers[variable][i]);
        is_complete = is_complete && !missing;
      }
      members.push_back(is_complete != set.is_left_out);
    }
  }
  return frame;
}

State run(const StudyPlan& plan, const Nodes& nodes, const Gate& gate) {
  auto state = start(plan);
  while (state.phase != Phase::finished) {
    std::map<NodeId, Partial> partials;
    for (const auto& [node, frame] : nodes) {
      auto output = step(plan, state, frame);
      REQUIRE_MESSAGE(output.has_value(), output.error().text());
      if (gate) gate(node, *output);
      const auto wire = canonical(to_json(output->partial));
      REQUIRE_MESSAGE(wire.has_value(), wire.error().text());
      auto read = partial_from_json(*parse_json(*wire), "");
      REQUIRE_MESSAGE(read.has_value(), read.error().text());
      REQUIRE(*read == output->partial);
      partials[node] = *std::move(read);
    }
    auto next = advance(plan, std::move(state), partials);
    REQUIRE_MESSAGE(next.has_value(), next.error().text());
    state = *std::move(next);
    REQUIRE(state.round <= kMaximumIterations + 4);
  }
  return state;
}

Json answer_in(const Json& result, const std::string& id) {
  for (const auto& analysis : result.at("analyses")) {
    if (analysis.at("id") == id) return analysis;
  }
  FAIL("no analysis " << id);
  return {};
}

Json answer_of(const StudyPlan& plan, const Nodes& nodes, const std::string& id) {
  return answer_in(pooled_answer(plan, run(plan, nodes)), id);
}

bool is_close(double ours, double reference, double tolerance, double scale) {
  return std::abs(ours - reference) <= tolerance * std::max({std::abs(reference), scale, 1e-3});
}

Nodes by_site(const StudyPlan& plan, const Table& table, const Derive& derive) {
  return by_value(plan, table, derive, "site", {"A", "B", "C"});
}

Nodes by_node(const StudyPlan& plan, const Table& table, const Derive& derive) {
  return by_value(plan, table, derive, "node", {"a", "b", "c"});
}

Nodes survival_nodes(const StudyPlan& plan, const Derive& derive) {
  return by_node(plan, read_csv(testdata("survival.csv")), derive);
}

std::string name_of_vector(const std::string& theirs) {
  return theirs.starts_with("fstage") ? theirs.substr(1) : theirs;
}

std::string shared_data() {
  const char* given = std::getenv("PASSERELLE_SHARED");
  const std::filesystem::path root =
      given != nullptr ? std::filesystem::path(given)
                       : std::filesystem::path(PASSERELLE_SOURCE_DIR) / ".." / "shared";
  const auto data = root / "data";
  return std::filesystem::exists(data) ? data.string() : std::string();
}

bool has_shared_data(const char* which) {
  if (!shared_data().empty()) return true;
  MESSAGE("SKIPPED " << which << ": no shared data on this machine");
  return false;
}

Json read_json(const std::string& path) {
  std::ifstream file(path);
  REQUIRE_MESSAGE(file.good(), "cannot read " << path);
  return Json::parse(file);
}

std::string testdata(const std::string& name) {
  return std::string(PASSERELLE_SOURCE_DIR) + "/node/analysis/testdata/" + name;
}

Json model_reference(const char* name) { return read_json(testdata("models.json")).at(name); }

}  // namespace passerelle::analysis::test
