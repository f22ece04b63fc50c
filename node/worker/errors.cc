#include "node/worker/errors.h"

#include <array>

#include "node/base/error.h"

namespace passerelle::worker {

std::error_code make_error_code(WorkerError code) {
  static constexpr std::array kNames{"cannot_start",    "died",         "timed_out", "protocol",
                                     "sandbox_missing", "study_failed", "busy",      "stopping"};
  static const ErrorCategory category("worker", kNames);
  return {static_cast<int>(code), category};
}

}  // namespace passerelle::worker
