// An act as a request says it, completed to the event that the kernel takes: who acts and when is
// never what the request says, documents are kept and named by their digest.
//
// Thread safety: each function runs inside the transaction it is given.
#pragma once

#include "node/base/json.h"
#include "node/service/access/case_store.h"
#include "node/service/node.h"

namespace passerelle::service {

// Refuses with `service.bad_request` what names no event.
Result<procedure::EventType> event_type_of(const Json& request);

// {"event": …, the fields of that kind (policies/procedure/FORMAT.md), "document": {"text"} |
// {"name", "content": base64}?}. Events that need a document and come without one get the node's
// own notice of them.
Result<procedure::CaseEvent> event_from(Node& node,
                                        store::Transaction& tx,
                                        const Case& one,
                                        const procedure::Actor& actor,
                                        const procedure::EventId& id,
                                        const Json& request);

// Names the step that an applicant's answer is about: only one at a time waits for the applicant,
// so the answer need not.
Result<void> add_step(const Case& one, Json& said);

}  // namespace passerelle::service
