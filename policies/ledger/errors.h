// The codes of this room.
#pragma once

#include <system_error>

namespace passerelle::ledger {

enum class LedgerError {
  bad_set = 1,   // bytes that are no set of persons
  not_in_space,  // persons of the data cannot be told apart as earlier releases told them
  unreadable,    // the ledger at rest does not open with the key of this home
  moved_on,      // another release, or other rules, came between judging and recording
  full,          // more persons than the ledger can number
};
std::error_code make_error_code(LedgerError code);

}  // namespace passerelle::ledger

template <>
struct std::is_error_code_enum<passerelle::ledger::LedgerError> : std::true_type {};
