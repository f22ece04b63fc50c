#include "node/http/head_scan.h"

namespace passerelle::http {
namespace {

Error refuse(HttpError code, const char* why) { return Error{code, why}; }

}  // namespace

Result<std::size_t> HeadScan::scan(std::string_view bytes, const Limits& limits) {
  for (; seen_ < bytes.size() && !is_complete_; ++seen_) {
    if (auto fine = byte(bytes[seen_], limits); !fine) return fine.error();
  }
  return is_complete_ ? seen_ : 0;
}

Result<void> HeadScan::byte(char c, const Limits& limits) {
  if (seen_ >= limits.header_bytes) {
    return refuse(HttpError::headers_too_large, "the header is longer than the limit");
  }
  // The start line: verb, target and version; 64 bytes are ample for the verb and the version.
  if (lines_ == 0 && seen_ > limits.target_bytes + 64) {
    return refuse(HttpError::target_too_long, "the request target is longer than the limit");
  }
  if (is_after_cr_) {
    if (c != '\n') return refuse(HttpError::malformed, "a bare CR in the header");
    is_after_cr_ = false;
    if (is_line_start_ && lines_ == 0) {
      return refuse(HttpError::malformed, "an empty start line");
    }
    is_complete_ = is_line_start_;
    is_line_start_ = true;
    // The start line and the empty line are not fields.
    if (++lines_ > limits.header_count + 1 && !is_complete_) {
      return refuse(HttpError::headers_too_large, "more header fields than the limit");
    }
    return {};
  }
  if (c == '\r') {
    is_after_cr_ = true;
    return {};
  }
  if (c == '\n') return refuse(HttpError::malformed, "a bare LF in the header");
  if (c == '\0') return refuse(HttpError::malformed, "a NUL in the header");
  if (is_line_start_ && (c == ' ' || c == '\t')) {
    return refuse(HttpError::malformed, "a folded or indented header line");
  }
  is_line_start_ = false;
  return {};
}

}  // namespace passerelle::http
