#include "node/sources/errors.h"

#include <array>

namespace passerelle::sources {

std::error_code make_error_code(SourceError code) {
  static constexpr std::array kNames{"unknown",      "unknown_run", "unknown_pair", "busy",
                                     "exists",       "bad_name",    "bad_address",  "plain_http",
                                     "bad_schedule", "bad_redirect"};
  static const ErrorCategory category("source", kNames);
  return {static_cast<int>(code), category};
}

}  // namespace passerelle::sources
