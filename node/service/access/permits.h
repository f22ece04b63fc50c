// The permits that this node's body issued, and no others: a permit of another issuer cannot get
// here. A permit is issued once and never changed; what has happened to it since follows from its
// case.
//
// Thread safety: use cases run on any thread but the I/O one; the others inside their transaction.
#pragma once

#include <optional>
#include <string>

#include "node/base/json.h"
#include "node/service/access/case_store.h"
#include "node/service/node.h"
#include "policies/access/coverage.h"
#include "policies/access/decision.h"

namespace passerelle::service {

Result<Json> list_permits(Node& node, const identity::Caller& caller);
Result<Json> show_permit(Node& node, const identity::Caller& caller, const PermitId& id);

// {"act": "suspend" | "resume" | "revoke", "reason": …}, by an enforcement officer: the same as the
// events `suspended`, `resumed` and `revoked` on the permit's case. Running studies stop.
Result<Json> change_permit(Node& node,
                           const identity::Caller& caller,
                           const PermitId& id,
                           const Json& request);

// Returns a permit of this node's own store; `permit.unknown` when there is none.
Result<access::PermitRecord> find_permit(store::Reader& reader, const PermitId& id);

// The same with the signed document, as issued; and the newest of a case, nothing when none was.
struct KeptPermit {
  access::PermitRecord record;
  std::string envelope;
};
Result<KeptPermit> find_kept_permit(store::Reader& reader, const PermitId& id);
Result<std::optional<KeptPermit>> newest_permit(store::Reader& reader, const ApplicationId& id);

// Returns the permits that a node asks under or takes part in, by id, but those that ended before
// that time.
Result<std::vector<access::PermitRecord>> permits_that_concern(store::Reader& reader,
                                                               const NodeId& node,
                                                               Instant ended_before);

// Signs the permit of the title that the case has given and does not have yet.
Result<void> issue_permit(Node& node, store::Transaction& tx, const Case& one);

// Brings the states of a case's permits to what its events say.
Result<void> follow_case(store::Transaction& tx, const Case& one);

}  // namespace passerelle::service
