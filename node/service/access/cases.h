// The holding node's side of access: cases as the body that decides sees them.
#pragma once

#include <string>

#include "node/base/json.h"
#include "node/service/access/case_store.h"
#include "node/service/node.h"

namespace passerelle::service {

// What messages about cases do at the body: an application begins its case, the applicant's acts go
// on with it. Each is acknowledged with the case's view.
MessageHandlers case_messages(Node& node);

// To the node that applied: "case_view/1".
Result<Json> tell_case(Node& node, const identity::Caller& caller, const ApplicationId& id);

// To whoever has a role of the body: {"cases": [{"application", "requesting_node", "state",
// "since"}]}, and one whole, with its history, findings and documents, what other bodies of the
// dossier decided and the notices on its user (notices.h). A person who declared an interest in a
// case does not see it.
Result<Json> list_cases(Node& node, const identity::Caller& caller);
Result<Json> show_case(Node& node, const identity::Caller& caller, const ApplicationId& id);

// The case as the caller may see it, inside the reader's transaction.
Result<Case> case_for_staff(const Node& node,
                            store::Reader& reader,
                            const identity::Caller& caller,
                            const ApplicationId& id);

// {"digest", "name", "content": base64}
Result<Json> show_case_document(Node& node,
                                const identity::Caller& caller,
                                const ApplicationId& id,
                                const std::string& digest);

}  // namespace passerelle::service
