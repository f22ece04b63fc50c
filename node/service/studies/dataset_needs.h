// What a study needs of datasets, as a permit is asked for it (policies/access/coverage.h).
//
// Thread safety: pure functions.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "node/analysis/plan.h"
#include "node/base/json.h"
#include "policies/access/coverage.h"

namespace passerelle::service {

// Requires: `plan` was compiled from `study`, and reads the dataset.
access::DatasetNeed dataset_need(const analysis::StudyPlan& plan,
                                 const Json& study,
                                 const DatasetId& dataset,
                                 std::string version);

// Returns which of the datasets of one node are joined with one another: all, unless there is but
// one, whose tables are no other data.
std::set<DatasetId> linked_datasets(const analysis::StudyPlan& plan,
                                    const std::vector<DatasetId>& datasets);

}  // namespace passerelle::service
