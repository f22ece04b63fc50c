// The rules on what may leave of datasets: the node's own, made stricter by the profiles that its
// body has put in force (disclosure_profiles.h) and by what each dataset has of its own.
//
// Thread safety: pure but for the reader it is given.
#pragma once

#include <vector>

#include "node/base/strong_id.h"
#include "node/store/database.h"
#include "policies/disclosure/rules.h"

namespace passerelle::service {

// Of the datasets those count that the node holds.
Result<disclosure::Rules> rules_with(store::Reader& reader,
                                     const disclosure::Rules& of_node,
                                     const std::vector<DatasetId>& datasets);

}  // namespace passerelle::service
