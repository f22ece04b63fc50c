// The requesting node's side of access: one application, sent to every node concerned, what each of
// them says of it, and what the applicant does since.
#pragma once

#include <map>
#include <optional>

#include "node/base/json.h"
#include "node/service/node.h"
#include "policies/access/permit.h"
#include "policies/form/draft.h"

namespace passerelle::service {

// Stamps an applicant's draft, keeps it and puts each holding node's part into the outbox. Waits a
// short time for their word; a part that could not be delivered yet says why, and goes on being
// sent. Its files are those of the draft that it was written in; without one it can name none.
Result<Json> submit_application(Node& node,
                                const identity::Caller& caller,
                                const Json& draft,
                                const std::optional<form::DraftId>& written_in = std::nullopt);

// Waits a short time for the word of the nodes that something waits for, then shows the
// application.
Result<Json> sent_and_shown(Node& node, const ApplicationId& id);

// Has the parts that were refused or not delivered sent again now.
Result<Json> send_application(Node& node, const identity::Caller& caller, const ApplicationId& id);

enum class Refresh { no, yes };
// Returns the status of the dossier and what every body said last; with Refresh::yes after asking
// each of them.
Result<Json> show_application(Node& node,
                              const identity::Caller& caller,
                              const ApplicationId& id,
                              Refresh refresh);
Result<Json> list_applications(Node& node, const identity::Caller& caller);

// What the applicant does once the application is sent:
// {"event": {"what": …, the fields of that kind of case event}, "node": …?, "answers": […]?,
// "files": [{"field", "country"?, "name", "content": base64}]?}, where each file is the answer to
// its field.
// `what` is withdrawn, information_given, appealed, accepted, declined, applicant_chose,
// fee_accepted, fee_declined, change_asked, views_given, significant_finding_reported,
// complaint_filed or results_published. Without `node` a withdrawal concerns every part
// that is not closed; other acts name it unless there is one part only. The bodies judge whether
// the act is possible. Returns what `show_application` does, and how each message fared ("sent").
Result<Json> act_on_application(Node& node,
                                const identity::Caller& caller,
                                const ApplicationId& id,
                                const Json& request);

// What messages about applications do at the node that applied.
MessageHandlers applicant_messages(Node& node);

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
