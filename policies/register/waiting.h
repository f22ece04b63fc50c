// How long access takes, step by step, and who is waited for: Art. 59(1)(h), and what the register
// shows of it to everybody. Numbers over all cases; nothing of a single one.
//
// Days are calendar days of the body, from the day of the submission to the day on which data were
// first available; a step's, from when its body began to be waited for to when it was done.
//
// Thread safety: pure functions; any thread.
#pragma once

#include <span>
#include <string>

#include "node/base/clock.h"
#include "node/base/json.h"
#include "policies/access/application.h"
#include "policies/procedure/case_file.h"
#include "policies/procedure/procedure.h"

namespace passerelle::public_register {

// A case as these numbers need it. Owned by the caller, who keeps it for the call.
struct CountedCase {
  const access::Application& application;
  const procedure::CaseFile& file;
  const procedure::Procedure& procedure;
};

// From included, until excluded.
struct Span {
  Instant from, until;
  bool contains(Instant at) const { return from <= at && at < until; }
};

// Returns {"access": of all, "by_path": {kind: …}, "by_step": [{"step", "body", …}]}, each with
// "count", "average", "median" and "percentile_90", over what ended in the span.
Json days_to_access(std::span<const CountedCase> cases, const Span& span);

// Returns [{"role", "body"?, "count", "late", "oldest"}], of the clocks that run at `now`, the end
// of a title apart, for which nobody is waited.
Json waited_for(std::span<const CountedCase> cases, Instant now);

}  // namespace passerelle::public_register
