#include "policies/privacy/treatment.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

namespace passerelle::privacy {
namespace {

TEST_CASE("a treatment reads back as it was written, with its exception and without") {
  Treatment treatment{Rule::at_once, parse_instant("2026-11-25T12:00:00Z").value(), std::nullopt};
  CHECK(treatment_from_json(to_json(treatment), "").value() == treatment);
  treatment.exception = Exception{Ground::important_research, "Act 552/2019", "no other source"};
  CHECK(treatment_from_json(to_json(treatment), "").value() == treatment);
}

TEST_CASE("a treatment of an unknown rule, without its time or with a bare exception is refused") {
  const Json good{{"rule", "at_approval"}, {"as_of", "2026-11-25T12:00:00Z"}};
  REQUIRE(treatment_from_json(good, "").has_value());
  for (const auto& [name, value] : {std::pair{"rule", Json("never")},
                                    {"as_of", Json()},
                                    {"exception", Json::object()},
                                    {"persons", Json(3)}}) {
    auto changed = good;
    changed[name] = value;
    const auto read = treatment_from_json(changed, "/opt_out");
    REQUIRE_FALSE(read.has_value());
    CHECK(read.error().detail.starts_with(std::string("/opt_out/") + name));
  }
}

}  // namespace
}  // namespace passerelle::privacy
