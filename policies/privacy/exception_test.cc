#include "policies/privacy/exception.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

namespace passerelle::privacy {
namespace {

Json written() {
  return {{"ground", "public_purposes"},
          {"law", "Code de la santé publique, art. L. 1462-1"},
          {"reason", "The registry is the only source of cases before 2020."}};
}

TEST_CASE("an exception reads back as it was written") {
  const auto read = exception_from_json(written(), "");
  REQUIRE(read.has_value());
  CHECK(read->ground == Ground::public_purposes);
  CHECK(to_json(*read) == written());
}

TEST_CASE("an exception without its law, its reason or a known ground is refused with its path") {
  for (const char* name : {"ground", "law", "reason"}) {
    for (const auto& value : {Json(), Json(" \n"), Json(1)}) {
      auto changed = written();
      changed[name] = value;
      const auto read = exception_from_json(changed, "/opt_out");
      REQUIRE_FALSE(read.has_value());
      CHECK(read.error().detail.starts_with(std::string("/opt_out/") + name));
    }
  }
  auto more = written();
  more["until"] = "2027";
  CHECK_FALSE(exception_from_json(more, "").has_value());
}

}  // namespace
}  // namespace passerelle::privacy
