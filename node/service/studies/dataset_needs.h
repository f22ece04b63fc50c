// What a study needs of datasets, as a permit is asked for it (policies/access/coverage.h).
//
// Thread safety: pure functions.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "node/analysis/plan.h"
#include "node/base/json.h"
#include "policies/access/coverage.h"

namespace passerelle::service {

// Returns the needs of datasets with their versions.
// Requires: `plan` was compiled from `study`, and reads the datasets.
std::map<DatasetId, access::DatasetNeed> dataset_needs(
    const analysis::StudyPlan& plan,
    const Json& study,
    const std::map<DatasetId, std::string>& versions);

// Returns which of the datasets of one node are joined with one another: all, unless there is but
// one, whose tables are no other data.
std::set<DatasetId> linked_datasets(const analysis::StudyPlan& plan,
                                    const std::vector<DatasetId>& datasets);

}  // namespace passerelle::service
