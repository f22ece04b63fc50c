#include "node/http/url.h"

#include <doctest/doctest.h>

namespace passerelle::http {
namespace {

TEST_CASE("an address is taken apart and put together") {
  const auto url = Url::parse("https://FR.example:8443/base/?x=1");
  REQUIRE(url);
  CHECK(url->host == "fr.example");
  CHECK(url->port == 8443);
  CHECK(url->target == "/base/?x=1");
  CHECK(url->authority() == "fr.example:8443");
  CHECK(url->with("/federation/v1/card").text() ==
        "https://fr.example:8443/base/federation/v1/card");
  CHECK(Url::parse("https://fr.example")->text() == "https://fr.example:443/");
  CHECK(Url::parse("https://fr.example")->with("a").text() == "https://fr.example:443/a");
}

TEST_CASE("an IPv6 address keeps its brackets on the wire only") {
  const auto url = Url::parse("https://[::1]:9443/");
  REQUIRE(url);
  CHECK(url->host == "::1");
  CHECK(url->authority() == "[::1]:9443");
}

TEST_CASE("what is not an https address of a host is refused") {
  for (const char* text :
       {"http://fr.example/", "fr.example", "https://", "https:///a", "https://fr.example:0/",
        "https://fr.example:65536/", "https://fr.example:/", "https://fr.example:80x/",
        "https://user@fr.example/", "https://user:pw@fr.example/", "https://fr example/",
        "https://[::1/", "https://[x]/", "https://[::1]x/", "https://fr.example/a#b",
        "https://fr.example/a b"}) {
    CAPTURE(text);
    CHECK(!Url::parse(text));
  }
}

TEST_CASE("only a reader that takes http takes it, with the port of its own") {
  CHECK(!Url::parse("http://fr.example/"));
  const auto url = Url::parse_web("HTTP://fr.example/a");
  REQUIRE(url);
  CHECK(url->scheme == Scheme::http);
  CHECK(url->port == 80);
  CHECK(url->text() == "http://fr.example:80/a");
  CHECK(Url::parse_web("https://fr.example/")->scheme == Scheme::https);
  CHECK(!Url::parse_web("ftp://fr.example/"));
  CHECK(*Url::parse_web("http://fr.example:443/") != *Url::parse_web("https://fr.example/"));
}

TEST_CASE("a Host field leaves out the port that goes without saying") {
  CHECK(Url::parse("https://fr.example/")->host_field() == "fr.example");
  CHECK(Url::parse("https://fr.example:8443/")->host_field() == "fr.example:8443");
  CHECK(Url::parse_web("http://[::1]/")->host_field() == "[::1]");
  CHECK(Url::parse_web("http://fr.example:443/")->host_field() == "fr.example:443");
}

}  // namespace
}  // namespace passerelle::http
