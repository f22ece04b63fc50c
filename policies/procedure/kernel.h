// The kernel: a case is a pure function of its events. Every event is checked against the table of
// STATES.md, against who may act on this case, and against what the case holds; an event that is
// taken is kept for ever, one that is refused leaves no trace.
//
// What no procedure can switch off:
//  - a grant needs a decision signed by a decider, who is not its only assessor, and before it a
//    finding on every criterion of Art. 68(1) and (2);
//  - assessor, data preparer and output checker are different persons (Art. 55(3)); a person with a
//    declared interest is locked out; who asks, or holds the data, is none of the staff;
//  - legal maxima: a clock is extended once, in time and with reasons, by what the law allows;
//  - a refusal, an extension, a suspension and a revocation give their reason;
//  - outputs are released by an output checker; a title is revoked after the user could answer.
//
// A late decision stays possible: the law lets the body miss a date, not the applicant.
//
// Thread safety: pure functions; any thread.
#pragma once

#include <span>

#include "node/base/result.h"
#include "policies/calendar/calendar.h"
#include "policies/procedure/case_file.h"
#include "policies/procedure/errors.h"

namespace passerelle::procedure {

// Returns the case after the event. An event that the case holds already changes nothing. Fails
// with a Refusal.
Result<CaseFile> apply(const CaseFile& file,
                       const CaseEvent& event,
                       const Procedure& procedure,
                       const calendar::Calendar& calendar);

// Returns the case that events make; fails with the refusal of the first that is not taken, whose
// detail begins with its id.
Result<CaseFile> fold(std::span<const CaseEvent> events,
                      const Procedure& procedure,
                      const calendar::Calendar& calendar);

// Says whether the person may act in that role on this case. Fails with conflict_of_interest or
// separation.
Result<void> check_person(const CaseFile& file, const Actor& actor);

}  // namespace passerelle::procedure
