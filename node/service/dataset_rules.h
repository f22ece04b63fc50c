// Rules on what may leave that belong to a dataset: of the node's they keep what is stricter.
//
// Thread safety: pure but for the reader it is given.
#pragma once

#include <vector>

#include "node/base/strong_id.h"
#include "node/store/database.h"
#include "policies/disclosure/rules.h"

namespace passerelle::service {

// Returns the node's rules, made stricter by those of the datasets that it holds.
Result<disclosure::Rules> rules_with(store::Reader& reader,
                                     const disclosure::Rules& of_node,
                                     const std::vector<DatasetId>& datasets);

}  // namespace passerelle::service
