// The opt-out from secondary use, Art. 71 of Regulation (EU) 2025/327: at any time, without a
// reason, reversible. It acts on titles approved after it, and only where the person can be
// identified in the data.
//
// A register is a list of statements that is only ever added to. Who is opted out at a time follows
// from it, so that "who was opted out on the day this permit was issued" has an answer for ever.
//
// Identifiers of persons are personal data: no error, message or log of this house quotes one.
//
// Thread safety: values and pure functions; any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "node/base/clock.h"
#include "node/base/result.h"

namespace passerelle::privacy {

enum class Choice { out, in };  // `in` takes an opt-out back
std::string_view code(Choice choice);
Result<Choice> parse_choice(std::string_view code);

// What one person said. `person` is the identifier that the data hold; `recorded_at` is when the
// technical system of whoever received it recorded the statement, from which on it counts.
struct Statement {
  std::string person;
  Choice choice = Choice::out;
  Instant recorded_at;
  bool operator==(const Statement&) const = default;
};

// Refuses an identifier that is empty, too long, no text, or of spaces and control characters, and
// a statement of the future.
Result<void> check(const Statement& statement, Instant now);

// Returns who is opted out at a time, sorted, each once: whoever's last statement up to and at that
// time says `out`. Of two statements recorded at one time `out` counts, so the order in which they
// entered the register changes nothing.
std::vector<std::string> opted_out(std::span<const Statement> statements, Instant time);

// National law may be stricter than Art. 71.
enum class Rule {
  at_approval,  // Art. 71: the register as of the approval of the title, for the whole of its life
  at_once,      // the register as of the run: an opt-out also acts on titles approved before it
};
std::string_view code(Rule rule);
Result<Rule> parse_rule(std::string_view code);

// Returns the time as of which the register counts for a run under a title.
Instant snapshot_time(Rule rule, Instant approved, Instant run_started);

}  // namespace passerelle::privacy
