#include "node/step/errors.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <string>

namespace passerelle::step {

std::error_code make_error_code(StepError code) {
  static constexpr std::array kNames{"protocol",       "pipe",        "sandbox_missing",
                                     "sandbox_failed", "cannot_read", "out_of_memory"};
  static const ErrorCategory category("step", kNames);
  return {static_cast<int>(code), category};
}

Error sandbox_refused(const char* what) {
  return {StepError::sandbox_failed, std::string(what) + ": " + std::strerror(errno)};
}

}  // namespace passerelle::step
