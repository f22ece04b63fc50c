#include "policies/documents/messages.h"

#include <doctest/doctest.h>

#include <stdexcept>

#include "policies/access/decision.h"
#include "policies/documents/same_keys_test.h"
#include "policies/documents/written.h"

using namespace passerelle;
using namespace passerelle::documents;

TEST_CASE("every message stands in both languages, with the same places for values") {
  check_same_keys(Messages::in(Language::en), Messages::in(Language::fr));
}

TEST_CASE("every code of the closed lists has its words") {
  const auto& say = Messages::in(Language::fr);
  using namespace access;
  for (const auto outcome : {Outcome::granted, Outcome::partially_granted, Outcome::refused,
                             Outcome::answered_as_request}) {
    CHECK(!say.of("outcome", code(outcome)).empty());
  }
  for (int i = 0; i <= static_cast<int>(Ground::third_country); ++i) {
    CHECK(!say.of("ground", code(static_cast<Ground>(i))).empty());
  }
  for (int i = 0; i <= static_cast<int>(ConditionCode::holder_agreement); ++i) {
    CHECK(!say.of("condition", code(static_cast<ConditionCode>(i))).empty());
  }
  for (int i = 0; i <= static_cast<int>(LegalBasis::interests); ++i) {
    CHECK(!say.of("basis", code(static_cast<LegalBasis>(i))).empty());
  }
  for (int i = 0; i < 3; ++i) {
    CHECK(!say.of("kind", code(static_cast<PermitKind>(i))).empty());
    CHECK(!say.of("review", code(static_cast<Review>(i))).empty());
    CHECK(!say.of("form", code(static_cast<DataForm>(i))).empty());
    CHECK(!say.of("assurance", code(static_cast<Assurance>(i))).empty());
  }
  for (const char* comparison : {"eq", "ne", "lt", "le", "gt", "ge", "in", "between"}) {
    CHECK(!say.of("rows", comparison).empty());
  }
}

TEST_CASE("a message that is not there is a mistake, never an empty text") {
  CHECK_THROWS_AS(Messages::in(Language::en)("no.such"), std::out_of_range);
}

TEST_CASE("values take their places, and what they hold is not looked through") {
  const auto& say = Messages::in(Language::en);
  CHECK(say("sheet.body", {"{1}", "FI"}) == "{1} (FI)");
}

TEST_CASE("dates, amounts and conditions are written as each language does") {
  const auto& english = Messages::in(Language::en);
  const auto& french = Messages::in(Language::fr);
  const auto first = parse_instant("2027-08-01T09:05:00Z").value();
  CHECK(written(first, english) == "1 August 2027, 09:05 UTC");
  CHECK(written(first, french) == "1er août 2027, 09:05 UTC");
  CHECK(written(parse_instant("2026-12-24T00:00:00Z").value(), french) ==
        "24 décembre 2026, 00:00 UTC");
  CHECK(written(std::int64_t{165'050}, "EUR", english) == "EUR 1,650.50");
  CHECK(written(std::int64_t{5}, "EUR", english) == "EUR 0.05");
  CHECK(written(std::int64_t{123'456'789'00}, "EUR", english) == "EUR 123,456,789.00");
  CHECK(written(std::int64_t{165'050}, "EUR", french) == "1\u202f650,50\u202fEUR");
  CHECK(written(access::within_period("time", "2015-01-01", "2020-12-31"), english) ==
        "time from 2015-01-01 to 2020-12-31");
  CHECK(written(access::RowCondition(R"({"in":[{"column":"site"},"b",2]})"), english) ==
        "site is one of b, 2");
}
