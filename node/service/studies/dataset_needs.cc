#include "node/service/studies/dataset_needs.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "node/analysis/rule_sets.h"

namespace passerelle::service {

namespace {

using Selections = std::vector<std::set<access::RowCondition>>;

// The conditions of the set that the study names; none where nobody has looked it up. Names in it
// are columns, whatever the study calls its variables.
std::set<access::RowCondition> conditions_of_set(const analysis::NamedSet& set) {
  const auto definition = parse_json(set.definition);
  if (!definition) return {};
  Json study;
  study["cohorts"][set.name] = *definition;
  return access::conditions_of_cohorts(study).front();
}

// By each cohort of the study's own rows. Without cohorts every row of the source is used, unless
// all analyses are on a named set.
Selections selections_of_rows(const analysis::StudyPlan& plan, const Json& study) {
  auto selections = access::conditions_of_cohorts(study);
  const bool has_none = selections.empty();
  if (plan.named_set) selections.push_back(conditions_of_set(*plan.named_set));
  const bool uses_all = !plan.named_set || plan.cohorts.contains(plan.base().alias);
  if (has_none && uses_all) selections.emplace_back();
  return selections;
}

}  // namespace

std::map<DatasetId, access::DatasetNeed> dataset_needs(
    const analysis::StudyPlan& plan,
    const Json& study,
    const std::map<DatasetId, std::string>& versions) {
  // A study that compiles can be written out.
  const auto whole = analysis::written_out(study);
  const auto& asking = whole ? *whole : study;
  std::map<DatasetId, access::DatasetNeed> needs;
  for (const auto& [dataset, version] : versions) needs[dataset].version = version;
  for (std::size_t i = 0; i < plan.sources.size(); ++i) {
    const auto& source = plan.sources[i];
    auto conditions = i == 0 ? selections_of_rows(plan, asking)
                             : access::conditions_of_events(asking, source.alias);
    // What a study asks of a row says nothing of the lines of other tables that it was made of.
    if (!source.reading.is_plain()) conditions.emplace_back();
    for (const auto& dataset : source.datasets) {
      const auto need = needs.find(dataset);
      if (need == needs.end()) continue;
      auto& [variables, version, selections] = need->second;
      const auto columns = source.all_columns();
      variables.insert(columns.begin(), columns.end());
      selections.insert(selections.end(), conditions.begin(), conditions.end());
    }
  }
  return needs;
}

std::set<DatasetId> linked_datasets(const analysis::StudyPlan& plan,
                                    const std::vector<DatasetId>& datasets) {
  if (!plan.has_links() || datasets.size() < 2) return {};
  return {datasets.begin(), datasets.end()};
}

}  // namespace passerelle::service
