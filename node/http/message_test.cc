#include "node/http/message.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "node/base/json.h"

namespace passerelle::http {
namespace {

std::string path_of(std::string target) {
  Request request;
  const auto set = request.set_target(std::move(target));
  return set ? request.path : set.error().name();
}

TEST_CASE("header names compare without case and keep their order") {
  Headers headers;
  headers.add("Set-Cookie", "a=1");
  headers.add("Vary", "Accept");
  headers.add("set-cookie", "b=2");
  CHECK(headers.get("SET-COOKIE") == "a=1");
  CHECK(headers.count("Set-Cookie") == 2);
  headers.set("SET-cookie", "c=3");
  CHECK(headers.count("Set-Cookie") == 1);
  CHECK(headers.all().front().first == "Vary");
  CHECK(headers.find("Absent") == nullptr);
  CHECK(headers.get("Absent").empty());
}

TEST_CASE("two spellings of a path are one path") {
  CHECK(path_of("/a/b") == "/a/b");
  CHECK(path_of("//a///b/") == "/a/b");
  CHECK(path_of("/a/./b/../c") == "/a/c");
  CHECK(path_of("/%61/%2e%2e/b") == "/b");
  CHECK(path_of("/") == "/");
  CHECK(path_of("/?a=1") == "/");
  CHECK(path_of("/caf%C3%A9") == "/caf\xc3\xa9");
}

TEST_CASE("a slash inside a segment does not make two segments") {
  Request request;
  REQUIRE(request.set_target("/datasets/https%3A%2F%2Ffr.example%2Fd%2Fcolon/x"));
  CHECK(request.segments ==
        std::vector<std::string>{"datasets", "https://fr.example/d/colon", "x"});
  CHECK(request.path == "/datasets/https:%2F%2Ffr.example%2Fd%2Fcolon/x");
  CHECK(path_of("/a/%2e%2e%2fb") == "/a/..%2Fb");
  CHECK(path_of("/a%252Fb") == "/a%252Fb");
}

TEST_CASE("a path that leaves the root, hides bytes or is not UTF-8 is refused") {
  for (const char* target :
       {"/..",  "/a/../../b", "/%2e%2e/b", "/a%00b",     "/a%0d%0ab",     "/%",      "/%4",
        "/%zz", "/%ff",       "/%c0%af",   "/%ed%a0%80", "/%f4%90%80%80", "/a\\b",   "/a#b",
        "a",    "",           "/a b",      "/\xc3\xa9",  "/a?x=%00",      "/a?x=%ff"}) {
    CAPTURE(target);
    CHECK(path_of(target) == "http.malformed");
  }
}

TEST_CASE("a refused target leaves the request as it was") {
  Request request;
  REQUIRE(request.set_target("/a?b=c"));
  REQUIRE(!request.set_target("/x?y=1&y=2"));
  CHECK(request.path == "/a");
  CHECK(request.query.at("b") == "c");
}

TEST_CASE("a query parameter that stands twice is refused") {
  CHECK(path_of("/a?x=1&y=2") == "/a");
  CHECK(path_of("/a?x=1&x=2") == "http.malformed");
  CHECK(path_of("/a?x=1&%78=2") == "http.malformed");
  Request request;
  REQUIRE(request.set_target("/a?flag&empty=&&eq=a=b"));
  CHECK(request.query.size() == 3);
  CHECK(request.query.at("flag").empty());
  CHECK(request.query.at("eq") == "a=b");
}

TEST_CASE("what is percent-encoded reads back as it was") {
  const std::string text = "https://fr.example/a b?c=d&e\xc3\xa9%";
  CHECK(percent_encoded(text) == "https%3A%2F%2Ffr.example%2Fa%20b%3Fc%3Dd%26e%C3%A9%25");
  CHECK(*percent_decoded(percent_encoded(text)) == text);
}

TEST_CASE("a problem names its status and reason") {
  const auto response = problem_response(413, "the body is longer than the limit");
  CHECK(response.status == 413);
  CHECK(response.header("content-type") == "application/problem+json");
  const auto problem = parse_json(response.body);
  REQUIRE(problem);
  CHECK(problem->at("status") == 413);
  CHECK(problem->at("title") == "Content Too Large");
  CHECK(problem->at("type") == "about:blank");
}

TEST_CASE("a moment is written as RFC 9110 shows it") {
  CHECK(date_text(*parse_instant("1994-11-06T08:49:37.999Z")) == "Sun, 06 Nov 1994 08:49:37 GMT");
  CHECK(date_text(*parse_instant("2028-02-29T00:00:00Z")) == "Tue, 29 Feb 2028 00:00:00 GMT");
}

TEST_CASE("a verb survives the way to the wire and back") {
  for (const auto method : {Method::get, Method::head, Method::post, Method::put, Method::patch,
                            Method::delete_, Method::options}) {
    CHECK(method_of(text_of(method)) == method);
  }
  CHECK(!method_of("get"));
}

}  // namespace
}  // namespace passerelle::http
