#include "node/http/errors.h"

#include <array>

namespace passerelle::http {

std::error_code make_error_code(HttpError code) {
  static constexpr std::array kNames{"malformed",
                                     "headers_too_large",
                                     "target_too_long",
                                     "body_too_large",
                                     "method_unknown",
                                     "version_unsupported",
                                     "transfer_coding_unsupported",
                                     "expectation_unsupported",
                                     "incomplete"};
  static const ErrorCategory category("http", kNames);
  return {static_cast<int>(code), category};
}

int status_of(HttpError code) {
  switch (code) {
    case HttpError::malformed: return 400;
    case HttpError::headers_too_large: return 431;
    case HttpError::target_too_long: return 414;
    case HttpError::body_too_large: return 413;
    case HttpError::method_unknown: return 501;
    case HttpError::version_unsupported: return 505;
    case HttpError::transfer_coding_unsupported: return 501;
    case HttpError::expectation_unsupported: return 417;
    case HttpError::incomplete: return 400;
  }
  return 400;
}

Error malformed(const char* why) { return Error{HttpError::malformed, why}; }

}  // namespace passerelle::http
