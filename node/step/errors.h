// The codes of this room.
#pragma once

#include <system_error>

namespace passerelle::step {

enum class StepError {
  protocol = 1,     // a request that does not follow from those before
  pipe,             // the pipe to the host broke
  sandbox_missing,  // the kernel lacks what the host requires
  sandbox_failed,   // the kernel has it and refused
  cannot_read,      // a file that cannot be read
  out_of_memory,    // the rows do not fit into the limit of the worker
};
std::error_code make_error_code(StepError code);

}  // namespace passerelle::step

template <>
struct std::is_error_code_enum<passerelle::step::StepError> : std::true_type {};
