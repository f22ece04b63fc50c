#include <doctest/doctest.h>

#include "node/http/codec.h"

namespace passerelle::http {
namespace {

TEST_CASE("a response is written with its length and read back the same") {
  Response response = json_response(200, "{\"a\":1}");
  response.set_header("ETag", "\"x\"");
  const auto bytes = encode(response);
  REQUIRE(bytes);
  CHECK(*bytes ==
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nETag: \"x\"\r\n"
        "Content-Length: 7\r\n\r\n{\"a\":1}");
  ResponseDecoder decoder;
  REQUIRE(decoder.feed(*bytes));
  REQUIRE(*decoder.feed({}) == DecodeState::done);
  const auto read = decoder.take();
  CHECK(read.body == response.body);
  CHECK(read.header("etag") == "\"x\"");
}

TEST_CASE("a request is written and read back the same") {
  auto request = make_request(Method::post, "/a?b=c", std::string("x\0y", 3), "text/plain");
  REQUIRE(request);
  request->set_header("Host", "fi.example:8444");
  const auto bytes = encode(*request);
  REQUIRE(bytes);
  RequestDecoder decoder;
  REQUIRE(decoder.feed(*bytes));
  REQUIRE(*decoder.feed({}) == DecodeState::done);
  const auto read = decoder.take();
  CHECK(read.method == Method::post);
  CHECK(read.target == "/a?b=c");
  CHECK(read.body == request->body);
}

TEST_CASE("a post without a body says that its length is 0") {
  auto request = make_request(Method::post, "/a");
  REQUIRE(request);
  request->set_header("Host", "h");
  CHECK(encode(*request)->find("Content-Length: 0\r\n") != std::string::npos);
  request->method = Method::get;
  CHECK(encode(*request)->find("Content-Length") == std::string::npos);
}

TEST_CASE("the answer to HEAD has the length of the body and no body") {
  const auto bytes = encode(json_response(200, "{}"), Method::head);
  CHECK(bytes->find("Content-Length: 2\r\n") != std::string::npos);
  CHECK(bytes->ends_with("\r\n\r\n"));
}

TEST_CASE("204 and 304 have neither body nor length") {
  for (const int status : {204, 304}) {
    Response response;
    response.status = status;
    response.body = "ignored";
    const auto bytes = encode(response);
    CHECK(bytes->find("Content-Length") == std::string::npos);
    CHECK(bytes->ends_with("\r\n\r\n"));
  }
}

TEST_CASE("close is said aloud, and framing fields of the caller do not reach the wire") {
  Response response = text_response(200, "abc");
  response.set_header("Content-Length", "99");
  response.set_header("Transfer-Encoding", "chunked");
  response.set_header("Connection", "upgrade");
  response.close = true;
  const auto bytes = encode(response);
  REQUIRE(bytes);
  CHECK(bytes->find("Connection: close\r\n") != std::string::npos);
  CHECK(bytes->find("Content-Length: 3\r\n") != std::string::npos);
  CHECK(bytes->find("99") == std::string::npos);
  CHECK(bytes->find("chunked") == std::string::npos);
  CHECK(bytes->find("upgrade") == std::string::npos);
}

TEST_CASE("a field that would break the message is refused") {
  for (const auto& [name, value] :
       std::vector<std::pair<std::string, std::string>>{{"Location", "/a\r\nSet-Cookie: x=1"},
                                                        {"Location", "/a\n"},
                                                        {"Location", std::string("a\0b", 3)},
                                                        {"Bad Name", "x"},
                                                        {"", "x"},
                                                        {"X:", "x"}}) {
    Response response;
    response.headers.add(name, value);
    CHECK(!encode(response));
    Request request;
    request.headers.add(name, value);
    CHECK(!encode(request));
  }
  Request request;
  request.target = "/a HTTP/1.1\r\nX: y";
  CHECK(!encode(request));
  Response interim;
  interim.status = 100;
  CHECK(!encode(interim));
}

}  // namespace
}  // namespace passerelle::http
