// What is shown of a case: to the applicant's node, as one signed document, and to the body's own
// staff.
//
// Thread safety: any thread; `told_view` inside the transaction it is given.
#pragma once

#include "node/base/json.h"
#include "node/service/access/case_store.h"

namespace passerelle::service {

// "case_view/1": what the applicant may see of a case: its state, clocks, steps, open questions,
// fee and decision. `sequence` grows with every event, so an older view is known to be older.
Json case_view(const Node& node, const Case& one);

// The same with the signed decision and the newest permit, as it goes to the applicant's node.
Result<Json> told_view(const Node& node, store::Reader& reader, const Case& one);

// The questions that wait for the applicant; nothing when none do.
std::optional<form::InformationRequest> open_request(const Node& node, const Case& one);

// The findings of Art. 68, the history and what the staff of the body see besides.
Json case_page(const Node& node, const Case& one);

}  // namespace passerelle::service
