// Acts on a case, by the staff of its body and by its applicant. What may happen is the kernel's to
// say (policies/procedure): every act is one of its events, and who acts and when is never what the
// request says.
#pragma once

#include "node/base/json.h"
#include "node/service/access/case_store.h"
#include "node/service/node.h"

namespace passerelle::service {

// The request is one of case_requests.h. → {"application", "state", "since", "sequence"}.
Result<Json> act_on_case(Node& node,
                         const identity::Caller& caller,
                         const ApplicationId& id,
                         const Json& request);

// {"findings": [{"criterion", "finding", "reason"}]}: all of them or none.
Result<Json> record_findings(Node& node,
                             const identity::Caller& caller,
                             const ApplicationId& id,
                             const Json& request);

// An applicant's act that came from the node that applied: {"event": {"event": …, …}, "person":
// "marie@fr", "answers": […]?}, where the answers are the fields of information/1 (policies/form).
// Returns the acknowledgement: {"case_view": …}.
Result<Json> take_applicant_act(Node& node,
                                store::Transaction& tx,
                                const NodeId& from,
                                const ApplicationId& id,
                                const procedure::EventId& event,
                                const Json& request);

// Checks that the caller may work on the case in one of the roles of its body and is not locked
// out of it.
Result<procedure::Actor> staff_of(const Node& node,
                                  const identity::Caller& caller,
                                  const Case& one,
                                  procedure::EventType act);

// Checks that the caller may check what leaves under the case's title: an output checker who
// neither assessed it nor prepared its data, and is not locked out (Art. 55(3), 73(2)).
Result<procedure::Actor> output_checker_of(const Node& node,
                                           store::Reader& reader,
                                           const identity::Caller& caller,
                                           const ApplicationId& id);

Json brief(const Case& one);

}  // namespace passerelle::service
