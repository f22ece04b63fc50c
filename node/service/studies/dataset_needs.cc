#include "node/service/studies/dataset_needs.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "node/analysis/rule_sets.h"

namespace passerelle::service {

access::DatasetNeed dataset_need(const analysis::StudyPlan& plan,
                                 const Json& study,
                                 const DatasetId& dataset,
                                 std::string version) {
  // A study that compiles can be written out.
  const auto whole = analysis::written_out(study);
  const auto& asking = whole ? *whole : study;
  access::DatasetNeed need;
  need.version = std::move(version);
  for (std::size_t i = 0; i < plan.sources.size(); ++i) {
    const auto& source = plan.sources[i];
    if (std::ranges::find(source.datasets, dataset) == source.datasets.end()) continue;
    need.variables.insert(source.columns.begin(), source.columns.end());
    auto conditions = i == 0 ? access::conditions_of_cohorts(asking)
                             : access::conditions_of_events(asking, source.alias);
    need.selections.insert(need.selections.end(), conditions.begin(), conditions.end());
    // Without cohorts every row of the study's own source is used.
    if (i == 0 && conditions.empty()) need.selections.emplace_back();
  }
  return need;
}

std::set<DatasetId> linked_datasets(const analysis::StudyPlan& plan,
                                    const std::vector<DatasetId>& datasets) {
  if (!plan.has_links() || datasets.size() < 2) return {};
  return {datasets.begin(), datasets.end()};
}

}  // namespace passerelle::service
