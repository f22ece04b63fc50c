// The parts of an application at the node that applied: what each body said last of its case, and
// whether it has its part at all. Not for other rooms.
//
// Thread safety: each function runs inside the transaction it is given.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "node/base/json.h"
#include "node/federation/message_store.h"
#include "node/identity/peer_entry.h"
#include "node/service/node.h"
#include "policies/access/application.h"
#include "policies/access/permit.h"
#include "policies/procedure/case_view.h"
#include "policies/procedure/dossier.h"
#include "policies/procedure/reminder.h"

namespace passerelle::service {

struct KnownPart {
  NodeId node;
  std::string view;         // canonical "case_view/1"; empty: the body has said nothing yet
  procedure::Part state;    // of the view
  std::string not_reached;  // why the part is not delivered; empty: no try has ended yet
  std::string permit;       // envelope; empty: none
  std::int64_t files_on_the_way = 0;
  std::vector<procedure::DutyReminder> reminders;  // that the body gave
};

Result<access::Application> find_application(store::Reader& reader, const ApplicationId& id);

// Somebody else's application is no application: refuses with `service.not_found`.
Result<void> require_own(store::Reader& reader, const UserName& user, const ApplicationId& id);

// The same for whoever is named in it, as contact or as a person who will have access.
Result<void> require_involved(store::Reader& reader,
                              const NodeId& here,
                              const UserName& user,
                              const ApplicationId& id);

// Returns the parts by node. Refuses an application that this node did not send.
Result<std::vector<KnownPart>> parts_of(store::Reader& reader, const ApplicationId& id);

// {"application", "status", "parts": [{"node", "state", "standing", "waits_for", "duties", …the
// view}]}
Json to_json(const ApplicationId& id, const std::vector<KnownPart>& parts);

// The clocks of the newest view that run for the applicant, each with what was "reminded" of it.
std::vector<Json> duties_of(const KnownPart& part);

// Refuses a body that has no part of that application of this node.
Result<void> require_part(store::Reader& reader, const ApplicationId& id, const NodeId& body);

// Keeps what a body says of its case of that application, unless something newer is known. Refuses
// a body that has no part of it, and documents in the view that the body did not sign. `said_at`:
// when the body said so; without a time the view is no word on a permit (permit_status.h).
Result<void> keep_view(Node& node,
                       store::Transaction& tx,
                       const Json& view,
                       const ApplicationId& application,
                       const identity::PeerEntry& from,
                       std::optional<Instant> said_at = std::nullopt);

// Returns the permit when that node issued and sealed it for this application.
Result<access::Permit> verified_permit(const identity::PeerEntry& issuer,
                                       const Json& envelope,
                                       const ApplicationId& application);

}  // namespace passerelle::service
