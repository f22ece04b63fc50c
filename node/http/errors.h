// What can be wrong with an HTTP message before anybody has looked at its meaning.
#pragma once

#include <system_error>

#include "node/base/error.h"

namespace passerelle::http {

enum class HttpError {
  malformed = 1,                // not HTTP, or a shape that two readers could read differently
  headers_too_large,            // over the limit on bytes or on the count of header fields
  target_too_long,              // over the limit on the request target
  body_too_large,               // over the limit on the body
  method_unknown,               // a verb we do not serve
  version_unsupported,          // neither HTTP/1.1 nor HTTP/1.0
  transfer_coding_unsupported,  // a transfer coding other than chunked
  expectation_unsupported,      // an expectation other than 100-continue
  incomplete,                   // the bytes ended in the middle of a message
};
std::error_code make_error_code(HttpError code);

// Returns the status of the answer to a request that could not be read.
int status_of(HttpError code);

Error malformed(const char* why);

}  // namespace passerelle::http

template <>
struct std::is_error_code_enum<passerelle::http::HttpError> : std::true_type {};
