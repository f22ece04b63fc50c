#include "policies/access/answer.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

using namespace passerelle;
using namespace passerelle::access;

namespace {

std::string refused_answer(const Json& value) {
  const auto read = answer_from_json(value, "/answers/a");
  return read ? "accepted" : read.error().detail;
}

}  // namespace

TEST_CASE("an answer of every shape is the same after a journey as JSON") {
  const std::string digest(64, 'a');
  for (const Json& value :
       {Json("text"), Json(true), Json(12), Json{"a", "b"}, Json{{{"issuer", "Findata"}}},
        Json{{"from", "2026-01-01"}, {"to", "2026-12-31"}},
        Json{{"name", "plan.pdf"}, {"bytes", 12}, {"digest", digest}}}) {
    CAPTURE(value.dump());
    const auto answer = answer_from_json(value, "");
    REQUIRE(answer);
    CHECK(to_json(*answer) == value);
  }
}

TEST_CASE("a value of no known shape is refused with its path") {
  const auto rows = Json::array({Json::object(), "text"});
  const auto mixed = Json::array({"text", Json::object()});
  CHECK(refused_answer(nullptr) == "/answers/a: no answer has that shape");
  CHECK(refused_answer(1.5) == "/answers/a: no answer has that shape");
  CHECK(refused_answer("") == "/answers/a: text is expected, not an empty string");
  CHECK(refused_answer(std::string(20'001, 'x')) == "/answers/a: is longer than 20000 bytes");
  CHECK(refused_answer(std::uint64_t{1} << 60) == "/answers/a: the number is too large");
  CHECK(refused_answer(Json::array()) == "/answers/a: a list that is not empty is expected");
  CHECK(refused_answer(Json(std::vector<std::string>(10'001, "x"))) ==
        "/answers/a: the list is too long");
  CHECK(refused_answer(rows) == "/answers/a/1: an object is expected, as in the rows before");
  CHECK(refused_answer(mixed) == "/answers/a/1: a text is expected");
  CHECK(refused_answer(Json{{{"a/b", 1}}}) == "/answers/a/0/a~1b: a text is expected");
  CHECK(refused_answer(Json{{"from", "2026-01-01"}}) == "/answers/a/to: is missing");
  CHECK(refused_answer(Json{{"name", "a"}, {"bytes", 1}, {"digest", "abc"}}) ==
        "/answers/a/digest: 64 lower-case hex characters are expected");
  CHECK(refused_answer(Json{{"name", "a"}, {"bytes", 0}, {"digest", std::string(64, 'a')}}) ==
        "/answers/a/bytes: is at least 1");
  CHECK(refused_answer(Json{{"from", "a"}, {"to", "b"}, {"colour", "blue"}}) ==
        "/answers/a/colour: unknown field");
}
