#include "node/service/studies/dataset_needs.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "node/analysis/rule_sets.h"

namespace passerelle::service {

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
    auto conditions = i == 0 ? access::conditions_of_cohorts(asking)
                             : access::conditions_of_events(asking, source.alias);
    // Without cohorts every row of the study's own source is used.
    if (i == 0 && conditions.empty()) conditions.emplace_back();
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
