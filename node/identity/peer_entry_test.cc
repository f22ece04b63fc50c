#include "node/identity/peer_entry.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "node/identity/federation_test.h"

namespace passerelle::identity {
namespace {

// The place and reason of a refusal; empty when the entry is read.
std::string entry_refusal(const Json& json) {
  const auto entry = read_peer_entry(json, "");
  return entry ? "" : entry.error().detail;
}

std::string refusal_of(std::string_view pointer, const Json& value) {
  auto json = to_json(TestNode("fr", 'a').entry);
  json[Json::json_pointer(std::string(pointer))] = value;
  return entry_refusal(json);
}

TEST_CASE("an entry comes back from its JSON") {
  auto entry = TestNode("fr", 'a').entry;
  entry.pins.push_back({pin_text('b'), kNow, kNow + kDay});
  const auto read = read_peer_entry(to_json(entry), "");
  REQUIRE(read);
  CHECK(*read == entry);
}

TEST_CASE("a pin counts only inside its time") {
  const auto entry = TestNode("fr", 'a').entry;
  CHECK(entry.allows(pin_text('a'), kNow));
  CHECK(entry.allows(pin_text('a'), kNow - kDay));
  CHECK_FALSE(entry.allows(pin_text('a'), kNow - kDay - std::chrono::milliseconds(1)));
  CHECK_FALSE(entry.allows(pin_text('a'), kNow + 90 * kDay));
  CHECK_FALSE(entry.allows(pin_text('b'), kNow));
}

TEST_CASE("the three kinds of node are read and every other word is refused") {
  for (const auto kind : kNodeKinds) CHECK(refusal_of("/kind", kind).empty());
  for (const char* kind : {"hospital", "National_platform", "national_platform "}) {
    CHECK(refusal_of("/kind", kind).starts_with("/kind: "));
  }
}

TEST_CASE("a node id is a short word") {
  for (const char* id : {"fr", "dk-2", "a"}) CHECK(is_node_id(id));
  for (const char* id :
       {"", "FR", "2dk", "-a", "a b", "a/b", "é", "a23456789012345678901234567890123"}) {
    CHECK_FALSE(is_node_id(id));
  }
  CHECK(refusal_of("/id", "../fr").starts_with("/id: "));
}

TEST_CASE("a country is two capital letters") {
  CHECK(refusal_of("/country", "EU").empty());
  for (const char* country : {"fr", "FRA", "F1"}) {
    CHECK(refusal_of("/country", country).starts_with("/country: "));
  }
}

TEST_CASE("an address is https with a host and nothing that hides it") {
  for (const char* url : {"https://127.0.0.1:8443", "https://[::1]:8443", "https://a.example/n/"}) {
    CHECK(refusal_of("/federation_url", url).empty());
  }
  for (const char* url : {"http://a.example", "https://", "https:///path", "https://:8443",
                          "https://a@b.example", "https://a.example/?q", "https://a.example/#f",
                          "https://a example", "https://a.example/\n", "javascript:alert(1)"}) {
    CHECK(refusal_of("/federation_url", url).starts_with("/federation_url: "));
    CHECK(refusal_of("/public_url", url).starts_with("/public_url: "));
  }
}

TEST_CASE("a name has no control characters and an end") {
  CHECK(refusal_of("/name", "Plateforme nationale — santé").empty());
  CHECK(refusal_of("/name", "a\nb").starts_with("/name: "));
  CHECK(refusal_of("/name", std::string(201, 'x')).starts_with("/name: "));
}

TEST_CASE("an entry has one to four pins") {
  CHECK(refusal_of("/pins", Json::array()).starts_with("/pins: "));
  auto json = to_json(TestNode("fr", 'a').entry);
  const auto pin = json["pins"][0];
  json["pins"] = Json::array({pin, pin, pin, pin, pin});
  CHECK(entry_refusal(json).starts_with("/pins: "));
}

TEST_CASE("a pin is 64 small hex characters with a time that does not end before it begins") {
  for (const auto& text :
       {std::string(63, 'a'), std::string(65, 'a'), std::string(64, 'A'), std::string(64, 'g')}) {
    CHECK(refusal_of("/pins/0/sha256", text).starts_with("/pins/0/sha256: "));
  }
  CHECK(refusal_of("/pins/0/valid_until", passerelle::to_text(kNow - kDay))
            .starts_with("/pins/0/valid_until: "));
  CHECK(refusal_of("/pins/0/valid_from", "yesterday").starts_with("/pins/0/valid_from: "));
}

TEST_CASE("a key that is none, a missing field and an unknown one are refused by name") {
  CHECK(refusal_of("/seal_key", "AAAA").starts_with("/seal_key: "));
  CHECK(refusal_of("/log_key", "AAAA").starts_with("/log_key: "));
  CHECK(refusal_of("/trusted", true).starts_with("/trusted: "));
  CHECK(refusal_of("/pins/0/note", "x").starts_with("/pins/0/note: "));
  const auto whole = to_json(TestNode("fr", 'a').entry);
  for (const auto& [name, value] : whole.items()) {
    auto json = whole;
    json.erase(name);
    CHECK(entry_refusal(json) == "/" + name + ": is missing");
  }
}

}  // namespace
}  // namespace passerelle::identity
