#include <algorithm>
#include <boost/beast/core/buffers_range.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/serializer.hpp>

#include "node/http/codec.h"

namespace passerelle::http {
namespace {

namespace beast = boost::beast;

beast::string_view view(std::string_view text) { return {text.data(), text.size()}; }

// RFC 9110 section 5.6.2.
bool is_token(std::string_view text) {
  static constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           kMarks.find(c) != std::string_view::npos;
  });
}

// Framing is ours: what a caller says about length or connection does not reach the wire.
bool is_framing(std::string_view name) {
  return equal_ignoring_case(name, "Content-Length") || equal_ignoring_case(name, "Connection") ||
         equal_ignoring_case(name, "Transfer-Encoding") || equal_ignoring_case(name, "Keep-Alive");
}

template <class Fields>
Result<void> copy_headers(const Headers& headers, Fields& out) {
  for (const auto& [name, value] : headers.all()) {
    if (!is_token(name) || !is_header_value(value)) {
      return Error{HttpError::malformed, "a header field that would break the message"};
    }
    if (!is_framing(name)) out.insert(view(name), view(value));
  }
  return {};
}

template <bool kIsRequest>
std::string header_bytes(beast::http::message<kIsRequest, beast::http::empty_body>& message,
                         std::size_t body_size) {
  beast::http::serializer<kIsRequest, beast::http::empty_body> serializer(message);
  std::string out;
  out.reserve(512 + body_size);
  beast::error_code code;
  while (!serializer.is_done() && !code) {
    serializer.next(code, [&](beast::error_code&, const auto& buffers) {
      std::size_t size = 0;
      for (const auto buffer : beast::buffers_range_ref(buffers)) {
        out.append(static_cast<const char*>(buffer.data()), buffer.size());
        size += buffer.size();
      }
      serializer.consume(size);
    });
  }
  return out;
}

bool has_body_allowed(int status) { return status >= 200 && status != 204 && status != 304; }

}  // namespace

bool is_header_value(std::string_view value) {
  return std::ranges::all_of(value, [](char c) {
    return c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f);
  });
}

Result<std::string> encode(const Request& request) {
  const bool is_target_fine =
      !request.target.empty() && std::ranges::all_of(request.target, [](char c) {
        return static_cast<unsigned char>(c) > 0x20 && static_cast<unsigned char>(c) < 0x7f;
      });
  if (!is_target_fine) return Error{HttpError::malformed, "a target that would break the message"};
  beast::http::message<true, beast::http::empty_body> message;
  message.method_string(view(text_of(request.method)));
  message.target(view(request.target));
  message.version(11);
  if (auto copied = copy_headers(request.headers, message); !copied) return copied.error();
  const bool needs_length = !request.body.empty() || request.method == Method::post ||
                            request.method == Method::put || request.method == Method::patch;
  if (needs_length) message.content_length(request.body.size());
  auto bytes = header_bytes(message, request.body.size());
  bytes += request.body;
  return bytes;
}

Result<std::string> encode(const Response& response, Method answered) {
  if (response.status < 200 || response.status > 999) {
    return Error{HttpError::malformed, "a status that ends no exchange"};
  }
  beast::http::message<false, beast::http::empty_body> message;
  message.result(static_cast<unsigned>(response.status));
  message.reason(view(reason_of(response.status)));
  message.version(11);
  if (auto copied = copy_headers(response.headers, message); !copied) return copied.error();
  const bool has_body = has_body_allowed(response.status);
  if (has_body) message.content_length(response.body.size());
  if (response.close) message.set(beast::http::field::connection, "close");
  auto bytes = header_bytes(message, response.body.size());
  if (has_body && answered != Method::head) bytes += response.body;
  return bytes;
}

std::string_view continue_line() { return "HTTP/1.1 100 Continue\r\n\r\n"; }

}  // namespace passerelle::http
