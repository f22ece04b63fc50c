#include "policies/disclosure/profile.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "node/base/format_examples_test.h"

namespace passerelle::disclosure {
namespace {

Json snds() { return to_json(known_profile("FR-SNDS")); }

std::string refused_profile(const Json& profile) {
  const auto read = profile_from_json(profile);
  return read ? "" : read.error().detail;
}

TEST_CASE("the profiles that come with the program are read, each under its own name") {
  REQUIRE(known_profiles().size() == 6);
  for (const auto id : known_profiles()) {
    const auto profile = known_profile(id);
    CHECK(profile.id == id);
    CHECK(profile.version == 1);
    const auto again = profile_from_json(to_json(profile));
    REQUIRE(again);
    CHECK(to_json(*again) == to_json(profile));
  }
}

TEST_CASE("the example of FORMAT.md is canonical and read") {
  const auto found = format_examples("policies/disclosure");
  REQUIRE(found.size() == 1);
  const auto profile = profile_from_json(parse_json(found[0]).value());
  REQUIRE(profile);
  CHECK(canonical_text(to_json(*profile)) == found[0]);
}

TEST_CASE("a profile makes the rules of a node stricter, never weaker") {
  const Rules lenient{.min_cell = 5};
  CHECK(stricter_by(known_profile("FR-SNDS"), lenient).min_cell == 11);
  CHECK(stricter_by(known_profile("DK-SDS"), Rules{.min_cell = 20}).min_cell == 20);
  CHECK(stricter_by(known_profile("EU-ESSNET"), Rules{.min_degrees_of_freedom = 5}) ==
        Rules{.min_cell = 10, .min_degrees_of_freedom = 10});
}

TEST_CASE("what a profile does not speak of is as the node has it") {
  const Rules node{.min_cell = 5,
                   .min_degrees_of_freedom = 3,
                   .differences = Differencing::nested,
                   .population_is_public = false};
  auto expected = node;
  expected.min_cell = 11;
  CHECK(stricter_by(known_profile("FR-SNDS"), node) == expected);
}

TEST_CASE("a profile that would switch a rule off is refused with the place") {
  auto zero = snds();
  zero["rules"]["min_cell"] = 0;
  CHECK(refused_profile(zero).find("/rules/min_cell") != std::string::npos);
  auto none = snds();
  none["rules"] = {{"dof_min", 10}};
  CHECK(refused_profile(none).find("/rules") != std::string::npos);
  auto unknown = snds();
  unknown["rules"]["min_cells"] = 10;
  CHECK(refused_profile(unknown).find("min_cells") != std::string::npos);
}

TEST_CASE("a profile without name, version, title or sources is refused with the place") {
  for (const char* field : {"passerelle", "id", "version", "body", "title", "basis", "rules"}) {
    auto profile = snds();
    profile.erase(field);
    CHECK(refused_profile(profile).find(field) != std::string::npos);
  }
  auto other = snds();
  other["passerelle"] = "disclosure-profile/2";
  CHECK(refused_profile(other).find("/passerelle") != std::string::npos);
  auto lower = snds();
  lower["id"] = "fr-snds";
  CHECK(refused_profile(lower).find("/id") != std::string::npos);
  auto old = snds();
  old["version"] = 0;
  CHECK(refused_profile(old).find("/version") != std::string::npos);
  auto baseless = snds();
  baseless["basis"] = Json::array();
  CHECK(refused_profile(baseless).find("/basis") != std::string::npos);
  auto more = snds();
  more["note"] = "x";
  CHECK(refused_profile(more).find("note") != std::string::npos);
  auto silent = snds();
  silent["title"].erase("fr");
  CHECK(refused_profile(silent).find("/title/fr") != std::string::npos);
}

}  // namespace
}  // namespace passerelle::disclosure
