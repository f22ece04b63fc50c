// The requesting node's side of access: one application, sent to every node concerned, and what
// each of them decides.
#pragma once

#include <map>

#include "node/base/json.h"
#include "node/service/node.h"
#include "policies/access/permit.h"

namespace passerelle::service {

// Stamps an applicant's draft, keeps it and sends each holding node its part. A part that could not
// be delivered says why; `send_application` tries it again.
Result<Json> submit_application(Node& node, const identity::Caller& caller, const Json& draft);
Result<Json> send_application(Node& node, const identity::Caller& caller, const ApplicationId& id);

// Asks the holding nodes how they have decided, keeps the permits that verify, and returns the
// state of every part.
Result<Json> show_application(Node& node, const identity::Caller& caller, const ApplicationId& id);
Result<Json> list_applications(Node& node, const identity::Caller& caller);

// A permit of another node that verified, with the envelope it came in.
struct HeldPermit {
  access::Permit permit;
  std::string envelope;
};

// Returns what was granted so far, by holding node.
Result<std::map<NodeId, HeldPermit>> permits_of(store::Reader& reader,
                                                const identity::TrustList& list,
                                                const ApplicationId& id);

}  // namespace passerelle::service
