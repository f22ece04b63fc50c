// Numbers over all cases, and the report that a body gives of its activity every two years (Art.
// 59). What no case tells, people record for it: only added to.
//
// Thread safety: any thread but the I/O one; each reads the cases as they stand.
#pragma once

#include <string>

#include "node/base/json.h"
#include "node/base/result.h"
#include "node/identity/caller.h"
#include "node/service/node.h"

namespace passerelle::service {

// Days to access and who is waited for; for everybody.
Result<Json> case_statistics(Node& node);

// The rest is for the publisher, the auditor and the operator.

// Keeps an activity (policies/register/activity.h) and returns it.
Result<Json> record_activity(Node& node, const identity::Caller& caller, const Json& request);

// {"activities": […]}, in the order of their days.
Result<Json> list_activities(Node& node, const identity::Caller& caller);

// Art. 59(1), of the days from `from` to the day before `until` (2029-03-26), in UTC.
Result<Json> report_biennially(Node& node,
                               const identity::Caller& caller,
                               const std::string& from,
                               const std::string& until);

}  // namespace passerelle::service
