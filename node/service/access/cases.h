// The holding node's side of access: cases, decisions and the permits they give.
#pragma once

#include "node/base/json.h"
#include "node/service/node.h"
#include "policies/access/coverage.h"

namespace passerelle::service {

// From another node: its signed application, one country's part. Sent twice it is one case.
Result<Json> receive_application(Node& node, const identity::Caller& caller, const Json& envelope);

// To the node that applied: the state of the case, and the permit when there is one.
Result<Json> tell_decision(Node& node, const identity::Caller& caller, const ApplicationId& id);

Result<Json> list_cases(Node& node, const identity::Caller& caller);
Result<Json> show_case(Node& node, const identity::Caller& caller, const ApplicationId& id);

// {"outcome": "grant" | "refuse", "reason": …, "conditions": {…}?}. A grant issues the permit.
Result<Json> decide_case(Node& node,
                         const identity::Caller& caller,
                         const ApplicationId& id,
                         const Json& request);

Result<Json> list_permits(Node& node, const identity::Caller& caller);
Result<Json> show_permit(Node& node, const identity::Caller& caller, const PermitId& id);

// {"act": "suspend" | "resume" | "revoke", "reason": …}. Running studies stop at their next round.
Result<Json> change_permit(Node& node,
                           const identity::Caller& caller,
                           const PermitId& id,
                           const Json& request);

// Returns a permit of this node's own store; `permit.unknown` when there is none.
Result<access::PermitRecord> find_permit(store::Reader& reader, const PermitId& id);

}  // namespace passerelle::service
