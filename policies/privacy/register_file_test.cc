#include "policies/privacy/register_file.h"

#include <doctest/doctest.h>

#include "policies/privacy/errors.h"

namespace passerelle::privacy {
namespace {

Instant now() { return parse_instant("2026-11-25T12:00:00Z").value(); }

std::string refusal(const std::string& text) {
  const auto read = read_register_file(text, now());
  REQUIRE_FALSE(read.has_value());
  CHECK(read.error().code == make_error_code(PrivacyError::bad_file));
  return read.error().detail;
}

TEST_CASE("a register's file reads line by line") {
  const auto read = read_register_file(
      "\xEF\xBB\xBFperson,recorded_at,kind\r\n184037,2026-11-02T08:00:00Z,out\r\n"
      "184037,2026-11-03T08:00:00.250Z,in\n",
      now());
  REQUIRE(read.has_value());
  CHECK(*read == std::vector<Statement>{
                     {"184037", Choice::out, parse_instant("2026-11-02T08:00:00Z").value()},
                     {"184037", Choice::in, parse_instant("2026-11-03T08:00:00.250Z").value()}});
}

TEST_CASE("a register in which nobody stands is one, a file of nothing is none") {
  const auto read = read_register_file("person,recorded_at,kind\n", now());
  REQUIRE(read.has_value());
  CHECK(read->empty());
  CHECK(refusal("").starts_with("line 1: "));
}

TEST_CASE("a line that cannot be read is named by its number and never quoted") {
  const std::string good = "person,recorded_at,kind\n1,2026-11-02T08:00:00Z,out\n";
  for (const char* line :
       {"4711", "4711,2026-11-02T08:00:00Z", "4711,2026-11-02T08:00:00Z,out,4711",
        "4711,yesterday,out", "2026-11-02T08:00:00Z,4711,out", "4711,2026-11-02T08:00:00Z,4711",
        "4711,2027-01-01T00:00:00Z,out", ",2026-11-02T08:00:00Z,out",
        "\"4711\",2026-11-02T08:00:00Z,out", "4711,2026-11-02T08:00:00+01:00,out", ""}) {
    const auto said = refusal(good + line + "\n2,2026-11-02T08:00:00Z,out\n");
    CHECK_MESSAGE(said.starts_with("line 3: "), said);
    CHECK(said.find("4711") == std::string::npos);
  }
}

TEST_CASE("another header is refused, so that columns in another order are not taken for persons") {
  CHECK(refusal("person,kind,recorded_at\n1,out,2026-11-02T08:00:00Z\n").starts_with("line 1: "));
  CHECK(refusal("1,2026-11-02T08:00:00Z,out\n").starts_with("line 1: "));
}

TEST_CASE("a list of persons says the same of each, at the time it is recorded") {
  const auto read = read_person_list("184037\r\n\n7\n", Choice::in, now());
  REQUIRE(read.has_value());
  CHECK(*read == std::vector<Statement>{{"184037", Choice::in, now()}, {"7", Choice::in, now()}});
}

TEST_CASE("a list that names nobody, and one with an identifier that cannot be one, are refused") {
  const auto nobody = read_person_list("\n\r\n", Choice::out, now());
  REQUIRE_FALSE(nobody.has_value());
  CHECK(nobody.error().code == make_error_code(PrivacyError::statements_missing));
  const auto bad = read_person_list("1\n 4711\n", Choice::out, now());
  REQUIRE_FALSE(bad.has_value());
  CHECK(bad.error().detail.starts_with("line 2: "));
  CHECK(bad.error().detail.find("4711") == std::string::npos);
}

}  // namespace
}  // namespace passerelle::privacy
