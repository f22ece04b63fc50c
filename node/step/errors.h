// The codes of this room.
#pragma once

#include <system_error>

#include "node/base/error.h"

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

// The sandbox cannot be built: a system call failed just now, for the reason in errno.
Error sandbox_refused(const char* what);

}  // namespace passerelle::step

template <>
struct std::is_error_code_enum<passerelle::step::StepError> : std::true_type {};
