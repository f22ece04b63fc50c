// The common part of both decoders: bytes → header block → Beast's parser → body.
// Included by request_decoder.cc and response_decoder.cc only: it brings in Beast.
#pragma once

#include <algorithm>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "node/http/codec.h"
#include "node/http/head_scan.h"

namespace passerelle::http {

inline Error error_of(const boost::beast::error_code& code) {
  using Beast = boost::beast::http::error;
  if (code == Beast::body_limit) {
    return {HttpError::body_too_large, "the body is longer than the limit"};
  }
  if (code == Beast::header_limit) {
    return {HttpError::headers_too_large, "the header is longer than the limit"};
  }
  if (code == Beast::bad_version) {
    return {HttpError::version_unsupported, "neither HTTP/1.1 nor HTTP/1.0"};
  }
  if (code == Beast::partial_message || code == Beast::end_of_stream) {
    return {HttpError::incomplete, "the bytes ended in the middle of a message"};
  }
  return {HttpError::malformed, code.message()};
}

// RFC 9112 section 6: exactly one way to tell how long the body is.
inline Result<void> check_framing(const Headers& headers, int version) {
  const auto lengths = headers.count("Content-Length");
  const auto codings = headers.count("Transfer-Encoding");
  if (lengths > 1 || codings > 1 || (lengths > 0 && codings > 0)) {
    return Error{HttpError::malformed, "the length of the body is given more than once"};
  }
  const auto length = headers.get("Content-Length");
  if (lengths == 1 && (length.empty() ||
                       !std::ranges::all_of(length, [](char c) { return c >= '0' && c <= '9'; }))) {
    return Error{HttpError::malformed, "Content-Length is not a number"};
  }
  if (codings == 1 && version < 11) {
    return Error{HttpError::malformed, "Transfer-Encoding in HTTP/1.0"};
  }
  if (codings == 1 && !equal_ignoring_case(headers.get("Transfer-Encoding"), "chunked")) {
    return Error{HttpError::transfer_coding_unsupported, "a transfer coding other than chunked"};
  }
  return {};
}

template <bool kIsRequest>
class MessageReader {
 public:
  using Parser = boost::beast::http::parser<kIsRequest, boost::beast::http::string_body>;

  explicit MessageReader(Limits limits) : limits_(limits) {}

  void add(std::string_view bytes) { buffer_.append(bytes); }
  bool is_idle() const { return !parser_ && buffer_.empty(); }
  bool has_body_bytes() const { return !buffer_.empty(); }
  bool has_head() const { return parser_.has_value(); }
  Parser& parser() { return *parser_; }
  const Parser& parser() const { return *parser_; }
  const Headers& headers() const { return headers_; }
  const Limits& limits() const { return limits_; }

  // Reads the header block when all of it is there. `has_no_body`: a response to HEAD.
  Result<bool> read_head(bool has_no_body) {
    auto length = scan_.scan(buffer_, limits_);
    if (!length) return length.error();
    if (*length == 0) return false;
    parser_.emplace();
    parser_->header_limit(static_cast<std::uint32_t>(*length + 1));
    parser_->body_limit(limits_.body_bytes);
    parser_->eager(true);
    if (has_no_body) parser_->skip(true);
    boost::beast::error_code code;
    const auto used = parser_->put(boost::asio::const_buffer(buffer_.data(), *length), code);
    if (code) return error_of(code);
    if (used != *length || !parser_->is_header_done()) {
      return Error{HttpError::malformed, "two readings of the same header"};
    }
    buffer_.erase(0, used);
    headers_ = Headers{};
    for (const auto& field : parser_->get()) {
      headers_.add({field.name_string().data(), field.name_string().size()},
                   std::string(field.value().data(), field.value().size()));
    }
    auto framing = check_framing(headers_, static_cast<int>(parser_->get().version()));
    if (!framing) return framing.error();
    return true;
  }

  // Reads as much of the body as is there; true when the message is complete.
  Result<bool> read_body() {
    std::size_t used = 0;
    while (!parser_->is_done() && used < buffer_.size()) {
      // Beast 1.81 asserts that a last chunk it comes back to has five bytes ("0", CRLF, CRLF), and
      // ends the process on "0", CRLF and one byte more. Waiting loses nothing: the shortest rest
      // of a chunked message is those five bytes.
      const bool may_be_last_chunk = parser_->chunked() && buffer_[used] == '0';
      if (may_be_last_chunk && buffer_.size() - used < 5) break;
      boost::beast::error_code code;
      const auto taken = parser_->put(
          boost::asio::const_buffer(buffer_.data() + used, buffer_.size() - used), code);
      used += taken;
      if (code == boost::beast::http::error::need_more) break;
      if (code) return error_of(code);
      if (taken == 0) break;
    }
    buffer_.erase(0, used);
    if (parser_->is_done()) return true;
    // What is left over is a chunk header or a trailer, which has its limit too.
    if (buffer_.size() > limits_.header_bytes) {
      return Error{HttpError::headers_too_large, "a chunk header or trailer over the limit"};
    }
    return false;
  }

  Result<bool> end_of_bytes() {
    if (!parser_) return Error{HttpError::incomplete, "the bytes ended before the header"};
    if (parser_->is_done()) return true;
    boost::beast::error_code code;
    parser_->put_eof(code);
    if (code) return error_of(code);
    return parser_->is_done();
  }

  std::string take_body() { return std::move(parser_->get().body()); }

  void next() {
    parser_.reset();
    scan_ = HeadScan{};
    headers_ = Headers{};
  }

 private:
  Limits limits_;
  std::string buffer_;
  HeadScan scan_;
  std::optional<Parser> parser_;
  Headers headers_;
};

}  // namespace passerelle::http
