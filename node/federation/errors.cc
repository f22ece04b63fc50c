#include "node/federation/errors.h"

#include <array>

namespace passerelle::federation {

std::error_code make_error_code(FederationError code) {
  static constexpr std::array kNames{"unknown_peer", "refused",  "lost",
                                     "bad_answer",   "deadline", "cancelled"};
  static const ErrorCategory category("federation", kNames);
  return {static_cast<int>(code), category};
}

}  // namespace passerelle::federation
