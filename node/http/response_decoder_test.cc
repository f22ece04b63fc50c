#include <doctest/doctest.h>

#include "node/http/codec.h"

namespace passerelle::http {
namespace {

TEST_CASE("a response with a length is read") {
  ResponseDecoder decoder;
  REQUIRE(*decoder.feed("HTTP/1.1 201 Created\r\nLocation: /a\r\nContent-Length: 4\r\n\r\nab") ==
          DecodeState::headers_complete);
  CHECK(decoder.head().status == 201);
  REQUIRE(*decoder.feed("cd") == DecodeState::done);
  const auto response = decoder.take();
  CHECK(response.body == "abcd");
  CHECK(response.header("location") == "/a");
  CHECK(!response.close);
}

TEST_CASE("an interim response is skipped") {
  ResponseDecoder decoder;
  REQUIRE(*decoder.feed("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n") ==
          DecodeState::headers_complete);
  REQUIRE(*decoder.feed({}) == DecodeState::done);
  CHECK(decoder.take().status == 204);
}

TEST_CASE("a response to HEAD has no body whatever its length says") {
  ResponseDecoder decoder;
  decoder.expect(Method::head);
  REQUIRE(*decoder.feed("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n") ==
          DecodeState::headers_complete);
  REQUIRE(*decoder.feed({}) == DecodeState::done);
  CHECK(decoder.take().body.empty());
}

TEST_CASE("a body that ends with the connection is complete only when the connection ends") {
  ResponseDecoder decoder;
  REQUIRE(decoder.feed("HTTP/1.1 200 OK\r\n\r\nabc"));
  REQUIRE(*decoder.feed({}) == DecodeState::need_more);
  REQUIRE(*decoder.finish() == DecodeState::done);
  const auto response = decoder.take();
  CHECK(response.body == "abc");
  CHECK(response.close);
}

TEST_CASE("a connection that ends inside a message is an error") {
  ResponseDecoder in_head;
  REQUIRE(in_head.feed("HTTP/1.1 200 OK\r\nCont"));
  REQUIRE(!in_head.finish());
  CHECK(in_head.finish().error().code == HttpError::incomplete);
  ResponseDecoder in_body;
  REQUIRE(in_body.feed("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab"));
  REQUIRE(in_body.feed({}));
  CHECK(in_body.finish().error().code == HttpError::incomplete);
  ResponseDecoder in_chunk;
  REQUIRE(in_chunk.feed("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nab"));
  REQUIRE(in_chunk.feed({}));
  CHECK(in_chunk.finish().error().code == HttpError::incomplete);
}

TEST_CASE("a response that is not HTTP, too large or framed twice is refused") {
  const auto name = [](std::string_view text) {
    ResponseDecoder decoder(Limits{.header_bytes = 200, .body_bytes = 4});
    auto state = decoder.feed(text);
    while (state && *state == DecodeState::headers_complete) state = decoder.feed({});
    return state ? std::string("accepted") : state.error().name();
  };
  CHECK(name("SSH-2.0-OpenSSH_9.2\r\n\r\n") == "http.version_unsupported");
  CHECK(name("HTTP/1.1 101 Switching Protocols\r\n\r\n") == "http.malformed");
  CHECK(name("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n") == "http.body_too_large");
  CHECK(name("HTTP/1.1 200 OK\r\n\r\nabcde") == "http.body_too_large");
  CHECK(name("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n") ==
        "http.malformed");
  CHECK(name("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na") ==
        "http.malformed");
  CHECK(name("HTTP/1.1 200 " + std::string(300, 'a')) == "http.headers_too_large");
}

}  // namespace
}  // namespace passerelle::http
