#include "policies/register/activity.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

namespace passerelle::public_register {
namespace {

Json sample() {
  return {{"kind", "fine"},
          {"day", "2029-03-26"},
          {"text", "Data were copied."},
          {"cents", 1000'000},
          {"currency", "EUR"}};
}

std::string refusal(const char* field, const Json& value) {
  auto changed = sample();
  changed[field] = value;
  const auto read = activity_from_json(changed);
  REQUIRE(!read);
  return read.error().text();
}

TEST_CASE("an activity is the same after a journey as JSON") {
  const auto read = activity_from_json(sample());
  REQUIRE(read);
  CHECK(read->kind == ActivityKind::fine);
  CHECK(letter_of(read->kind) == 'b');
  CHECK(to_text(read->day) == "2029-03-26T00:00:00.000Z");
  CHECK(read->count == 1);
  CHECK(*activity_from_json(to_json(*read)) == *read);
}

TEST_CASE("every kind has a letter of Art. 59(1)") {
  CHECK(letter_of(ActivityKind::environment_audit) == 'd');
  CHECK(letter_of(ActivityKind::payment) == 'g');
  CHECK(letter_of(ActivityKind::regulatory_procedure) == 'j');
  CHECK(letter_of(ActivityKind::artificial_intelligence) == 'k');
  CHECK(code(ActivityKind::artificial_intelligence) == "artificial_intelligence");
}

TEST_CASE("what is no activity is refused with its place") {
  CHECK(refusal("kind", "party").starts_with("base.malformed: /kind: "));
  CHECK(refusal("day", "26 March").starts_with("base.malformed: /day: "));
  CHECK(refusal("day", "2029-02-30").starts_with("base.malformed: /day: "));
  CHECK(refusal("text", "").starts_with("base.malformed: /text: "));
  CHECK(refusal("text", std::string(1001, 'a')).starts_with("base.malformed: /text: "));
  CHECK(refusal("count", 0).starts_with("base.malformed: /count: "));
  CHECK(refusal("cents", -1).starts_with("base.malformed: /cents: "));
  CHECK(refusal("cents", 0).starts_with("base.malformed: /cents: "));
  CHECK(refusal("currency", "euro").starts_with("base.malformed: /currency: "));
  CHECK(refusal("kind", "engagement").starts_with("base.malformed: /cents: "));
  CHECK(refusal("person", "x").starts_with("base.malformed: /person: "));
}

}  // namespace
}  // namespace passerelle::public_register
