#include "policies/privacy/opt_out.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "policies/privacy/errors.h"

namespace passerelle::privacy {
namespace {

using Persons = std::vector<std::string>;

Instant at(const char* text) { return parse_instant(text).value(); }

const Instant kMonday = at("2026-11-02T08:00:00Z");
const Instant kTuesday = at("2026-11-03T08:00:00Z");
const Instant kWednesday = at("2026-11-04T08:00:00Z");

TEST_CASE("an opt-out counts from the moment it was recorded, not before") {
  const std::vector<Statement> statements{{"7", Choice::out, kTuesday}};
  CHECK(opted_out(statements, kTuesday - std::chrono::milliseconds(1)).empty());
  CHECK(opted_out(statements, kTuesday) == Persons{"7"});
  CHECK(opted_out(statements, kWednesday) == Persons{"7"});
}

TEST_CASE("an opt-out that was taken back counts for the time between") {
  const std::vector<Statement> statements{{"7", Choice::out, kMonday},
                                          {"7", Choice::in, kWednesday}};
  CHECK(opted_out(statements, kTuesday) == Persons{"7"});
  CHECK(opted_out(statements, kWednesday).empty());
}

TEST_CASE("whoever takes back what was never said is not opted out") {
  CHECK(opted_out(std::vector<Statement>{{"7", Choice::in, kMonday}}, kTuesday).empty());
}

TEST_CASE("the order in which statements entered the register changes nothing") {
  std::vector<Statement> statements{{"3", Choice::out, kMonday},    {"3", Choice::in, kTuesday},
                                    {"3", Choice::out, kWednesday}, {"9", Choice::out, kMonday},
                                    {"9", Choice::in, kMonday},     {"5", Choice::in, kMonday},
                                    {"5", Choice::out, kMonday},    {"1", Choice::out, kTuesday}};
  const auto before = opted_out(statements, kTuesday);
  const auto after = opted_out(statements, kWednesday);
  CHECK(before == Persons{"1", "5", "9"});  // out and in at one time: out
  CHECK(after == Persons{"1", "3", "5", "9"});
  for (int turn = 0; turn < 8; ++turn) {
    std::rotate(statements.begin(), statements.begin() + 1, statements.end());
    CHECK(opted_out(statements, kTuesday) == before);
    CHECK(opted_out(statements, kWednesday) == after);
  }
}

TEST_CASE("the register counts as of the approval, and where the law is stricter as of the run") {
  CHECK(snapshot_time(Rule::at_approval, kMonday, kWednesday) == kMonday);
  CHECK(snapshot_time(Rule::at_once, kMonday, kWednesday) == kWednesday);
}

TEST_CASE("rules and choices have one name, and other words are refused") {
  for (const auto rule : {Rule::at_approval, Rule::at_once}) {
    CHECK(parse_rule(code(rule)).value() == rule);
  }
  for (const auto choice : {Choice::out, Choice::in}) {
    CHECK(parse_choice(code(choice)).value() == choice);
  }
  CHECK_FALSE(parse_rule("never").has_value());
  CHECK_FALSE(parse_choice("OUT").has_value());
}

TEST_CASE("an identifier that cannot be one is refused, and no message quotes it") {
  for (const auto& person :
       {std::string(), std::string(201, '4'), std::string(" 4711"), std::string("4711 "),
        std::string("4711\t"), std::string("47\0", 3), std::string("4711\xFF")}) {
    const auto checked = check({person, Choice::out, kMonday}, kTuesday);
    REQUIRE_FALSE(checked.has_value());
    CHECK(checked.error().code == make_error_code(PrivacyError::bad_statement));
    CHECK(checked.error().text().find("4711") == std::string::npos);
  }
  CHECK(check({"Åse 4711", Choice::out, kMonday}, kMonday).has_value());
}

TEST_CASE("a statement of the future is refused") {
  CHECK_FALSE(check({"7", Choice::out, kWednesday}, kTuesday).has_value());
}

}  // namespace
}  // namespace passerelle::privacy
