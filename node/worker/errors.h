// The codes of this room.
#pragma once

#include <system_error>

namespace passerelle::worker {

enum class WorkerError {
  cannot_start = 1,  // the worker's executable did not start
  died,              // the process ended before it answered
  timed_out,         // it was killed at its deadline
  protocol,          // an answer that is not in the pipe's language
  sandbox_missing,   // the kernel lacks what `sandbox = "required"` asks for
  study_failed,      // the worker said no; the detail begins with its code
  busy,              // every worker was at work until the deadline
  stopping,          // the pool is being stopped
};
std::error_code make_error_code(WorkerError code);

}  // namespace passerelle::worker

template <>
struct std::is_error_code_enum<passerelle::worker::WorkerError> : std::true_type {};
