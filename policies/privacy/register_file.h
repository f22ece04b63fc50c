// The file in which a data holder hands over its register of opt-outs: CSV in UTF-8, one statement
// a line, the first line `person,recorded_at,kind`. Identifiers are written as the data hold them,
// without quotation marks; times are RFC 3339 in UTC; the kind is `out` or `in`.
//
//   person,recorded_at,kind
//   184037,2026-11-02T08:00:00Z,out
//
// Thread safety: pure functions; any thread.
#pragma once

#include <string_view>
#include <vector>

#include "policies/privacy/opt_out.h"

namespace passerelle::privacy {

// Reads the whole file or nothing. An error names the line, counted from 1, never what it holds.
Result<std::vector<Statement>> read_register_file(std::string_view text, Instant now);

// Reads a list of persons, one a line; empty lines are passed over. All say the same, now.
Result<std::vector<Statement>> read_person_list(std::string_view text, Choice choice, Instant now);

}  // namespace passerelle::privacy
