// The examples of FORMAT.md are what the program reads and writes.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "node/base/format_examples_test.h"
#include "policies/procedure/event.h"
#include "policies/procedure/procedure.h"

namespace passerelle::procedure {
namespace {

TEST_CASE("the examples of FORMAT.md are canonical and read") {
  const auto found = format_examples("policies/procedure");
  REQUIRE(found.size() == 4);  // the others are read by case_view_test.cc and reminder_test.cc
  const auto event = event_from_json(parse_json(found[0]).value());
  REQUIRE(event);
  CHECK(canonical_text(to_json(*event)) == found[0]);
  const auto json = parse_json(found[1]).value();
  const auto procedure = load(json);
  REQUIRE_MESSAGE(procedure, (procedure ? "" : procedure.error().text()));
  CHECK(canonical_text(to_json(procedure->text())) == found[1]);
}

}  // namespace
}  // namespace passerelle::procedure
