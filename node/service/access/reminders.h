// Time limits of cases: whom the node reminds of them, and what comes next across all cases.
//
// A reminder is given once, also over restarts: it is logged in the act that keeps it. The
// applicant's go to the node that applied; staff and holders see theirs among the duties.
//
// Thread safety: any thread but the I/O one, outside of any transaction; functions that take a
// reader inside it.
#pragma once

#include <vector>

#include "node/base/json.h"
#include "node/service/node.h"
#include "policies/procedure/reminder.h"

namespace passerelle::service {

// Gives every reminder of this body's cases whose time has come.
void give_reminders(Node& node);

// What messages of bodies that remind do at the node that applied.
void add_reminder_handler(MessageHandlers& handlers);

// Returns what the bodies reminded of in an application, the newest last.
Result<std::vector<procedure::DutyReminder>> reminders_heard(store::Reader& reader,
                                                             const ApplicationId& id);

// To the staff of the body: {"duties": [{"application", "rule", "step"?, "waits_for", "force",
// "law", "due", "last_day", "standing", "reminded"?}]} of all cases, the next one first. Cases in
// which the person declared an interest are left out.
Result<Json> list_duties(Node& node, const identity::Caller& caller);

// To an applicant: the same of their applications, with "node", as the bodies said last.
Result<Json> list_own_duties(Node& node, const identity::Caller& caller);

}  // namespace passerelle::service
