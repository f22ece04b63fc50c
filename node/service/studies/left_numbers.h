// Every number that left this node for the studies of an application, and what it says: for
// citizens, who need no login (Art. 57(1)(j), 58).
//
// Thread safety: any thread.
#pragma once

#include "node/base/json.h"
#include "node/base/result.h"
#include "node/base/strong_id.h"
#include "node/service/node.h"

namespace passerelle::service {

// {"application", "page", "pages", "rounds": [{"run", "round", "received", "requesting_node",
// "study": {"id", "version", "title", "digest"}, "rules", "counts": [{"what", "rows", "persons"}],
// "sums":
// [{"what", "numbers"}], "agreed"?: levels of breaks and groupings}]}; `what` is in English and
// French. What was withheld did not leave, and is not listed; a round that this release cannot read
// is `unreadable`, by the code of the error. 20 rounds on a page, the oldest first. Nothing of them
// is told before the register tells of the application. Refuses with `service.not_found` an
// application that the register does not have, and a page that is not there.
Result<Json> list_left_numbers(Node& node,
                               const ApplicationId& application,
                               const std::string& wanted_page);

}  // namespace passerelle::service
