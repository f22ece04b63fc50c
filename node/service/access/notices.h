// What bodies tell each other: how the others of a dossier decided (Art. 68(5)) on it
// and on changes of their permits, and the measures
// taken against users (Art. 63(6)). Notices are evidence and change no case; the exclusion that
// this node's own body has decided keeps the user from a grant here.
//
// Thread safety: use cases on any thread but the I/O one; the others inside their transaction.
#pragma once

#include <vector>

#include "node/base/json.h"
#include "node/service/access/case_store.h"
#include "node/service/node.h"
#include "policies/access/notices.h"

namespace passerelle::service {

// Sends the notices that an event of a case brings about, and keeps those of our own measures.
// Requires: the trust list was read since the node started, where the event is a measure.
Result<void> send_notices(Node& node,
                          store::Transaction& tx,
                          const Case& one,
                          const procedure::CaseEvent& event);

// Adds what notices of other bodies do. A decision is told to the node that applied by a view, to
// the other bodies by a notice; one handler tells them apart.
void add_notice_handlers(Node& node, MessageHandlers& handlers);

// What the other bodies of a dossier decided, the oldest first.
Result<std::vector<access::DecisionNotice>> other_decisions(store::Reader& reader, const Case& one);

// The notices on the user of a case, as in `list_notices`, that are in force.
Result<Json> notices_on_user(const Node& node, store::Reader& reader, const Case& one);

// Refuses (`case.excluded`) a user whom this node's own body has excluded.
Result<void> require_not_excluded(const Node& node, store::Reader& reader, const Case& one);

// To whoever works on cases: {"notices": [{the fields of enforcement_notice/1, "in_force"}]}, the
// newest first, our own among them.
Result<Json> list_notices(Node& node, const identity::Caller& caller);

}  // namespace passerelle::service
