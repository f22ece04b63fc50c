#include "policies/access/row_filter.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "node/base/error.h"

namespace passerelle::access {
namespace {

constexpr std::size_t kMaximumConditions = 100;

struct Comparison {
  std::string_view name;
  std::size_t least, most;  // constants beside the column
};
constexpr std::array<Comparison, 8> kComparisons{{{"eq", 1, 1},
                                                  {"ne", 1, 1},
                                                  {"lt", 1, 1},
                                                  {"le", 1, 1},
                                                  {"gt", 1, 1},
                                                  {"ge", 1, 1},
                                                  {"in", 1, 1000},
                                                  {"between", 2, 2}}};

bool is_column(const Json& value) {
  return value.is_object() && value.size() == 1 && value.contains("column") &&
         value["column"].is_string() && !value["column"].get_ref<const std::string&>().empty();
}

bool is_constant(const Json& value) {
  return value.is_number() || value.is_string() || value.is_boolean();
}

// Says whether the value is {operator: [column, constant, …]}.
bool is_condition(const Json& value) {
  if (!value.is_object() || value.size() != 1) return false;
  const auto& operands = value.begin().value();
  if (!operands.is_array() || operands.empty() || !is_column(operands[0])) return false;
  const auto constants = operands.size() - 1;
  return std::all_of(operands.begin() + 1, operands.end(), is_constant) &&
         std::ranges::any_of(kComparisons, [&](const Comparison& one) {
           return one.name == value.begin().key() && constants >= one.least &&
                  constants <= one.most;
         });
}

// Writes a bare name as the column that it is, unless a variable bears it.
Json with_column(Json condition, const Json& variables) {
  if (!condition.is_object() || condition.size() != 1) return condition;
  auto& operands = condition.begin().value();
  if (!operands.is_array() || operands.empty() || !operands[0].is_string()) return condition;
  const auto name = operands[0].get<std::string>();
  if (!variables.contains(name)) operands[0] = Json{{"column", name}};
  return condition;
}

const Json kNone = Json::object();

// Calls `use` for every top-level condition.
template <class Use>
void each_conjunct(const Json& where, const Use& use) {
  const bool is_conjunction =
      where.is_object() && where.size() == 1 && where.contains("and") && where["and"].is_array();
  if (!is_conjunction) return use(where);
  for (const auto& part : where["and"]) each_conjunct(part, use);
}

std::set<RowCondition> conditions_of(const Json& selection, const Json& variables) {
  std::set<RowCondition> conditions;
  const auto where = selection.find("where");
  if (where == selection.end()) return conditions;
  each_conjunct(*where, [&](const Json& part) {
    const auto condition = with_column(part, variables);
    if (is_condition(condition)) conditions.insert(canonical_text(condition));
  });
  return conditions;
}

// The cohorts that a cohort narrows. One that bears the alias of a source is not meant by `from`.
std::vector<const Json*> wider_cohorts(const Json& study, const Json& cohort) {
  const auto& cohorts = study.at("cohorts");
  std::set<Json> stops;
  for (const auto& source : study.value("sources", Json::array())) stops.insert(source["alias"]);
  std::vector<const Json*> wider;
  auto from = cohort.value("from", Json());
  while (from.is_string() && stops.insert(from).second) {
    const auto found = cohorts.find(from.get<std::string>());
    if (found == cohorts.end()) break;
    wider.push_back(&*found);
    from = found->value("from", Json());
  }
  return wider;
}

// Wherever {"event": {"source": alias, …}} or {"exists_in": alias} stands in what a study computes.
void collect_events(const Json& written,
                    const std::string& alias,
                    std::vector<std::set<RowCondition>>& events) {
  if (written.is_object() && written.contains("event") && written["event"].is_object()) {
    const auto& event = written["event"];
    if (event.value("source", Json()) == alias) events.push_back(conditions_of(event, kNone));
  }
  // All of its rows.
  if (written.is_object() && written.value("exists_in", Json()) == alias) events.emplace_back();
  if (!written.is_structured()) return;
  for (const auto& part : written) collect_events(part, alias, events);
}

}  // namespace

Result<std::vector<RowCondition>> read_row_filter(const Json& filter, const std::string& path) {
  std::set<RowCondition> conditions;
  bool is_known = true;
  const auto take = [&](const Json& one) {
    const auto text = canonical(one);  // none for a number that no double holds
    is_known = is_known && text && is_condition(one);
    if (is_known) conditions.insert(*text);
  };
  const bool is_conjunction = filter.is_object() && filter.size() == 1 && filter.contains("and");
  if (is_conjunction && filter["and"].is_array()) {
    for (const auto& one : filter["and"]) take(one);
  } else {
    take(filter);
  }
  if (!is_known || conditions.empty() || conditions.size() > kMaximumConditions) {
    return Error{BaseError::malformed,
                 path +
                     ": comparisons of {\"column\": …} with constants are expected, one or "
                     "several in \"and\""};
  }
  return std::vector<RowCondition>(conditions.begin(), conditions.end());
}

Json row_filter_to_json(const std::vector<RowCondition>& filter) {
  Json conditions = Json::array();
  for (const auto& one : filter) conditions.push_back(Json::parse(one));
  return {{"and", conditions}};
}

RowCondition within_period(const std::string& variable,
                           const std::string& from,
                           const std::string& to) {
  return canonical_text(Json{{"between", {Json{{"column", variable}}, from, to}}});
}

std::string column_of(const RowCondition& condition) {
  return Json::parse(condition).begin().value()[0]["column"].get<std::string>();
}

std::vector<std::set<RowCondition>> conditions_of_cohorts(const Json& study) {
  const auto found = study.find("variables");
  const Json& variables = found == study.end() ? kNone : *found;
  std::vector<std::set<RowCondition>> cohorts;
  const auto written = study.find("cohorts");
  if (written == study.end()) return cohorts;
  for (const auto& [name, cohort] : written->items()) {
    auto conditions = conditions_of(cohort, variables);
    for (const auto* wider : wider_cohorts(study, cohort)) {
      conditions.merge(conditions_of(*wider, variables));
    }
    cohorts.push_back(std::move(conditions));
  }
  return cohorts;
}

std::vector<std::set<RowCondition>> conditions_of_events(const Json& study,
                                                         const std::string& alias) {
  std::vector<std::set<RowCondition>> events;
  for (const auto* part : {"variables", "cohorts"}) {
    if (study.contains(part)) collect_events(study[part], alias, events);
  }
  return events;
}

}  // namespace passerelle::access
