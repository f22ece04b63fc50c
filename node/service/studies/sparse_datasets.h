// Which datasets of a study the catalogue says are too small for some of its tables.
//
// Thread safety: as the node.
#pragma once

#include <cstdint>
#include <map>

#include "node/analysis/plan.h"
#include "node/base/json.h"
#include "node/service/node.h"

namespace passerelle::service {

// The minimum of persons per cell that a permit grants, by dataset.
using GrantedMinimum = std::map<DatasetId, std::int64_t>;

// Returns [{"dataset", "persons", "min_cell", "tables": [{"variables", "cells"}]}]. A dataset
// without a published number of persons is not named; one without a permit is held to this node's
// own minimum.
Result<Json> sparse_datasets(const Node& node,
                             const analysis::StudyPlan& plan,
                             const GrantedMinimum& granted);

}  // namespace passerelle::service
