// A permit as others read it: an ODRL agreement for programs, a page for people.
#pragma once

#include <string>

#include "node/base/json.h"
#include "node/service/node.h"
#include "policies/purposes/language.h"

namespace passerelle::service {

// Returns the agreement as JSON-LD (policies/odrl).
Result<Json> permit_agreement(Node& node, const identity::Caller& caller, const PermitId& id);

// Returns the page as HTML, with digest and key of the signed permit (policies/documents).
Result<std::string> permit_page(Node& node,
                                const identity::Caller& caller,
                                const PermitId& id,
                                purposes::Language language);

}  // namespace passerelle::service
