// The activity report that a body gives every two years: Art. 59(1), its fields named by their
// letters. Computed from cases; what their events do not tell is null with a sentence that says so.
//
// Thread safety: pure functions; any thread.
#pragma once

#include <span>

#include "node/base/clock.h"
#include "node/base/json.h"
#include "policies/register/waiting.h"

namespace passerelle::public_register {

// Returns {"passerelle": "biennial_report/1", "from", "until", "a": … to "k": …, "waited_for"}.
// An event counts by its own time: an application of one period that is decided in the next is an
// application in the first report and a decision in the second. `waited_for` is of `now`.
// Requires: `now` is not before the last event of any case.
Json biennial_report(std::span<const CountedCase> cases, const Span& span, Instant now);

}  // namespace passerelle::public_register
