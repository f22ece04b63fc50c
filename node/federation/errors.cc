#include "node/federation/errors.h"

#include <array>

namespace passerelle::federation {

std::error_code make_error_code(FederationError code) {
  static constexpr std::array kNames{"unknown_peer", "refused",  "lost",
                                     "bad_answer",   "deadline", "cancelled"};
  static const ErrorCategory category("federation", kNames);
  return {static_cast<int>(code), category};
}

std::error_code make_error_code(MessageError code) {
  static constexpr std::array kNames{"wrong_sender", "wrong_recipient", "conflict",
                                     "unhandled",    "unknown",         "wrong_subject"};
  static const ErrorCategory category("message", kNames);
  return {static_cast<int>(code), category};
}

}  // namespace passerelle::federation
