// The yearly check of descriptions by their holder (Art. 60(3)): what is due or late, and that one
// was checked.
#pragma once

#include "node/base/json.h"
#include "node/service/node.h"

namespace passerelle::service {

// To everybody: {"checks": [{"dataset", "last", "due", "standing"}]} of this node's own datasets
// whose check is due or late, or of all; the next one first.
enum class Checks { due, all };
Result<Json> list_checks(Node& node, Checks which);

// The operator says that the holder has checked a description and that it stands.
Result<Json> note_check(Node& node, const identity::Caller& caller, const DatasetId& dataset);

// Returns the same of one dataset, as quality pages show it; null where nothing is to be checked.
Result<Json> check_of(const Node& node, store::Reader& reader, const DatasetId& dataset);

}  // namespace passerelle::service
