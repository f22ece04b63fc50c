// What the log and its verifiers may refuse.
#pragma once

#include <system_error>

namespace passerelle::audit {

enum class AuditError {
  malformed = 1,  // not a note, head or receipt
  not_an_entry,   // an entry that must not be written
  signature,      // no signature of the log's key, or a wrong one
  not_included,   // the proof does not lead to the signed root
  unknown_entry,  // no entry with that index
  tampered,       // the log is not the one that was signed
};
std::error_code make_error_code(AuditError code);

}  // namespace passerelle::audit

template <>
struct std::is_error_code_enum<passerelle::audit::AuditError> : std::true_type {};
