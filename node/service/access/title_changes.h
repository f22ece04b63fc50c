// Decisions of the body on changes of a title that its user asked for (Art. 68(12), 68(13)):
// signed, kept, and what they change.
#pragma once

#include <optional>

#include "node/base/json.h"
#include "node/service/access/case_store.h"
#include "node/service/node.h"
#include "policies/access/successor.h"

namespace passerelle::service {

// A change_decision/1 without what the node stamps itself (application, permit, decider, at),
// signed by a decider. What runs under the permit that was changed is stopped.
Result<Json> decide_change(Node& node,
                           const identity::Caller& caller,
                           const ApplicationId& id,
                           const Json& request);

// The decision that gave the title that is in force. Requires: procedure::changed_by.
Result<access::ChangeDecision> find_change(store::Reader& reader, const Case& one);

// The newest that was signed for a case, as it goes to others; nothing when none was.
Result<std::optional<Json>> signed_change(store::Reader& reader, const ApplicationId& id);

}  // namespace passerelle::service
