// Who may do what: the checks every use case begins with.
#pragma once

#include "node/base/result.h"
#include "node/identity/caller.h"

namespace passerelle::service {

// Returns the person who is logged in. The local socket alone is not a person.
Result<identity::User> require_user(const identity::Caller& caller);

// Returns the person, who must have the role.
Result<identity::User> require_role(const identity::Caller& caller, identity::Role role);

// Returns the person, who must work on cases: in a role that is neither the applicant's nor the
// operator's.
Result<identity::User> require_staff(const identity::Caller& caller);

// Returns the calling node.
Result<identity::PeerNode> require_peer(const identity::Caller& caller);

// Passes whoever operates the node: the local socket, or a person with the operator's role.
Result<void> require_operator(const identity::Caller& caller);

// Passes who may look into what is kept of others: whoever operates the node, and auditors.
// Deciders and researchers have no part in it.
Result<void> require_auditor(const identity::Caller& caller);

// Passes whoever works here: the local socket or any person.
Result<void> require_insider(const identity::Caller& caller);

}  // namespace passerelle::service
