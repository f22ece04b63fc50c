// The kernel: what an event makes of a case. A pure function of (case, event, procedure), so that
// the log of events is the case and everything else can be computed again from it.
//
// What no procedure can change, and what every sequence of events keeps:
//  (1) a title is in force only after a decider signed a grant, every criterion of Art. 68(1) and
//      (2) has a finding that it is met, and every step of the procedure is done;
//  (2) assessor, data preparer and output checker are distinct persons on one case, the decider is
//      not its only assessor, who declared an interest is locked out, and who asks never acts for a
//      body (Art. 55(3));
//  (3) an extension is reasoned, notified, and given once;
//  (4) a title is amended or renewed as its user asked, renewed once, and asked for a month before
//      the end (Art. 68(12)): the event of asking says when, nobody's word;
//  (5) time alone brings about only what `lapses` says, and it is told (time_passed) before
//      anything that happens later;
//  (6) an event that was taken is in the history, and taking it again changes nothing.
//
// Thread safety: pure functions; any thread.
#pragma once

#include <span>
#include <vector>

#include "node/base/clock.h"
#include "node/base/result.h"
#include "policies/procedure/case_file.h"
#include "policies/procedure/event.h"
#include "policies/procedure/procedure.h"

namespace passerelle::procedure {

// Returns the case with the event taken, or the reason why it cannot happen (CaseEventError). The
// same event again gives the same case.
Result<CaseFile> apply(const CaseFile& file, const CaseEvent& event, const Procedure& procedure);

// Returns the case that the events make, from a draft; the first event that is refused ends it.
Result<CaseFile> fold(std::span<const CaseEvent> events, const Procedure& procedure);

// Refuses who may not act on the case in that role: separation of duties, conflicts of interest,
// and whether the actor may act for that body (Art. 55(3)). Part of `apply`; by itself for acts
// that are about a case and no event of it.
Result<void> check_actor(const CaseFile& file, const Actor& actor, const Procedure& procedure);

// Returns what the silence of somebody, or the end of a title, has brought about by then and is not
// yet told, in order: what a time_passed of that moment would do. Empty: nothing is to be told.
std::vector<Lapse> lapses(const CaseFile& file, const Procedure& procedure, Instant now);

}  // namespace passerelle::procedure
