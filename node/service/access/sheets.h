// The committee sheet of a case, filled from what this node knows: the application and its study,
// what left under earlier permits, and how like cases were decided.
//
// Thread safety: any thread but the I/O one. All cases of the body are read each time.
#pragma once

#include <string>

#include "node/base/json.h"
#include "node/service/node.h"
#include "policies/purposes/language.h"

namespace passerelle::service {

// "committee_sheet/1" (policies/documents), signed by the node. For the staff of the body and the
// members of its committees.
Result<Json> case_sheet(Node& node, const identity::Caller& caller, const ApplicationId& id);

// The same on one page, as HTML.
Result<std::string> case_sheet_page(Node& node,
                                    const identity::Caller& caller,
                                    const ApplicationId& id,
                                    purposes::Language language);

}  // namespace passerelle::service
