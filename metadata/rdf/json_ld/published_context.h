// The context of the JSON-LD that this node publishes: its catalogue in the words of DCAT-AP and
// HealthDCAT-AP, pages of it (Hydra, LDP) and its feed of changes (TREE, LDES, Activity Streams).
// The text is our own; what a term means is said by the vocabularies it points to.
//
// Thread safety: a constant; any thread.
#pragma once

#include "node/base/json.h"

namespace passerelle::rdf::json_ld {

// Returns the value of its @context.
const Json& published_context();

}  // namespace passerelle::rdf::json_ld
