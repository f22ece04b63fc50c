// Papers of a case: the decision, the permit, the statement of fees and the newest decision on a
// change of the permit, as signed documents and as pages for people. The body's staff and the
// applicant get the same from what each of them has: the body from its own case, the applicant from
// what the body told its node.
//
// Thread safety: any thread but the I/O one.
#pragma once

#include <string>
#include <string_view>

#include "node/base/json.h"
#include "node/service/node.h"
#include "policies/purposes/language.h"

namespace passerelle::service {

enum class Paper { decision, permit, fee, change };

// Refuses with `service.bad_request`.
Result<Paper> parse_paper(std::string_view word);

// The signed document. The fees of Art. 62 stand in the decision, which is the statement's signed
// twin. Refuses with `service.not_found` as long as there is none.
Result<Json> case_paper(Node& node,
                        const identity::Caller& caller,
                        const ApplicationId& id,
                        Paper paper);
Result<Json> told_paper(Node& node,
                        const identity::Caller& caller,
                        const ApplicationId& id,
                        const NodeId& body,
                        Paper paper);

// The page as HTML, with digest and key of the signed document (policies/documents).
Result<std::string> case_paper_page(Node& node,
                                    const identity::Caller& caller,
                                    const ApplicationId& id,
                                    Paper paper,
                                    purposes::Language language);
Result<std::string> told_paper_page(Node& node,
                                    const identity::Caller& caller,
                                    const ApplicationId& id,
                                    const NodeId& body,
                                    Paper paper,
                                    purposes::Language language);

}  // namespace passerelle::service
