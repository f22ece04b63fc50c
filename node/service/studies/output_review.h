// Outputs that wait for a person before they leave (Art. 73(2)).
#pragma once

#include "node/service/node.h"

namespace passerelle::service {

// What would leave, and the act of letting it leave. Approving a round approves the iterations that
// follow, whose sums stand on the same cells.
Result<Json> list_held_outputs(Node& node, const identity::Caller& caller);
Result<Json> show_held_output(Node& node,
                              const identity::Caller& caller,
                              const RunId& run,
                              int round);
// {"act": "release" | "refuse", "reason": …}
Result<Json> check_output(Node& node,
                          const identity::Caller& caller,
                          const RunId& run,
                          int round,
                          const Json& request);

}  // namespace passerelle::service
