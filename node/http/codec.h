// Bytes to messages and back, without a socket.
//
// The decoders are strict where two readers could see two messages (request smuggling, RFC 9112
// section 11.2): a Content-Length beside a Transfer-Encoding, a second Content-Length or Host, a
// folded header line, a bare CR or LF, NUL, broken chunks and an absolute target that names
// another host are refused. Trailer fields are read and dropped.
//
// Thread safety: one thread per decoder.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "node/base/limits.h"
#include "node/base/result.h"
#include "node/http/message.h"

namespace passerelle::http {

struct Limits {
  std::size_t header_bytes = kMaximumHeaderBytes;  // start line and header fields together
  std::size_t header_count = 100;
  std::size_t target_bytes = std::size_t{8} << 10;
  std::size_t body_bytes = kMaximumBodyBytes;
};

enum class DecodeState {
  need_more,         // feed more bytes
  headers_complete,  // head() is there; feed({}) goes on to the body
  done,              // take() is there
};

// Reads one request after the other from one connection; bytes beyond a message are kept for the
// next one. After an error the connection cannot be read any further.
class RequestDecoder {
 public:
  explicit RequestDecoder(Limits limits = {});
  ~RequestDecoder();
  RequestDecoder(RequestDecoder&&) noexcept;
  RequestDecoder& operator=(RequestDecoder&&) noexcept;

  // Takes bytes and says how far the message is. Stops at the end of the header and at the end of
  // the message: call again, with no bytes, to go on with what was kept.
  Result<DecodeState> feed(std::string_view bytes);

  // The request without its body. Requires: headers_complete was reached.
  const Request& head() const;

  // Returns the request and begins the next one. Requires: done was reached.
  Request take();

  // Whether the client waits for "100 Continue" and has sent no byte of the body yet.
  bool expects_continue() const;

  // Whether the client wants to go on after this message. Requires: headers_complete was reached.
  bool keep_alive() const;

  // Whether no byte of the next message has arrived.
  bool is_idle() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Reads the response to one request after the other. Interim responses (1xx) are skipped.
class ResponseDecoder {
 public:
  explicit ResponseDecoder(Limits limits = {});
  ~ResponseDecoder();
  ResponseDecoder(ResponseDecoder&&) noexcept;
  ResponseDecoder& operator=(ResponseDecoder&&) noexcept;

  // Says to which request the next response belongs: HEAD has no body. Default: get.
  void expect(Method request);

  Result<DecodeState> feed(std::string_view bytes);

  // The peer has closed: completes a response whose body ends with the connection.
  Result<DecodeState> finish();

  const Response& head() const;

  // Returns the response; `close` says whether the connection must end.
  Response take();

  bool is_idle() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Whether the bytes may stand in a header field: no control characters but tab.
bool is_header_value(std::string_view value);

// Returns the bytes of a request, with Content-Length. Refuses fields that would break the message.
Result<std::string> encode(const Request& request);

// Returns the bytes of a response to a request with that verb, with Content-Length, and with
// "Connection: close" when `response.close`. The body stays away for HEAD, 204 and 304.
Result<std::string> encode(const Response& response, Method answered = Method::get);

// "HTTP/1.1 100 Continue", as it stands on the wire.
std::string_view continue_line();

}  // namespace passerelle::http
