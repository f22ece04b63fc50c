// What is shown of a case: to the applicant's node, as one signed document, and to the body's own
// staff.
//
// Thread safety: any thread; `told_view` inside the transaction it is given.
#pragma once

#include "node/base/json.h"
#include "node/service/access/case_store.h"
#include "policies/procedure/clocks.h"

namespace passerelle::service {

// "case_view/1": what the applicant may see of a case: its state, clocks, steps, open questions,
// fee, decision and newest permit. `sequence` grows with every event, so an older view is known to
// be older.
Result<Json> told_view(const Node& node, store::Reader& reader, const Case& one);

// The questions of an event in the words of the form. Requires: an information_asked.
form::InformationRequest request_of(const Node& node,
                                    const Case& one,
                                    const procedure::CaseEvent& asked);

// The questions that wait for the applicant; nothing when none do.
std::optional<form::InformationRequest> open_request(const Node& node, const Case& one);

// A clock as views show it.
Json to_json(const procedure::Clock& clock, const calendar::Calendar& calendar);

// The findings of Art. 68, the history and what the staff of the body see besides.
Json case_page(const Case& one);

}  // namespace passerelle::service
