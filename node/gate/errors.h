// The codes of this room.
#pragma once

#include <system_error>

namespace passerelle::gate {

enum class GateError {
  no_evidence = 1,  // a sum that nobody can judge: it does not leave
  not_sealed,       // a stored answer that is none of ours
  wrong_answer,     // an answer that does not belong where it stands in a transcript
};
std::error_code make_error_code(GateError code);

}  // namespace passerelle::gate

template <>
struct std::is_error_code_enum<passerelle::gate::GateError> : std::true_type {};
