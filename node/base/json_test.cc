#include "node/base/json.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

namespace passerelle {
namespace {

TEST_CASE("numbers are written as RFC 8785 appendix B lists them") {
  CHECK(number_text(0.0) == "0");
  CHECK(number_text(-0.0) == "0");
  CHECK(number_text(5e-324) == "5e-324");
  CHECK(number_text(-5e-324) == "-5e-324");
  CHECK(number_text(1.7976931348623157e308) == "1.7976931348623157e+308");
  CHECK(number_text(9007199254740992.0) == "9007199254740992");
  CHECK(number_text(295147905179352830000.0) == "295147905179352830000");
  CHECK(number_text(9.999999999999997e22) == "9.999999999999997e+22");
  CHECK(number_text(1e23) == "1e+23");
  CHECK(number_text(1e21) == "1e+21");
  CHECK(number_text(999999999999999900000.0) == "999999999999999900000");
  CHECK(number_text(0.000001) == "0.000001");
  CHECK(number_text(9.999999999999997e-7) == "9.999999999999997e-7");
  CHECK(number_text(333333333.3333332) == "333333333.3333332");
  CHECK(number_text(-0.0000033333333333333333) == "-0.0000033333333333333333");
  CHECK(number_text(1424953923781206.2) == "1424953923781206.2");
}

TEST_CASE("keys are sorted by UTF-16 code units, as in RFC 8785 section 3.2.3") {
  const auto value = parse_json(
      "{\"\\u20ac\":\"Euro Sign\",\"\\r\":\"Carriage Return\",\"\\ufb33\":\"Hebrew\",\"1\":\"One\","
      "\"\\ud83d\\ude00\":\"Emoji\",\"\\u0080\":\"Control\",\"\\u00f6\":\"Latin\"}");
  REQUIRE(value);
  CHECK(
      canonical_text(*value) ==
      "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\xc2\x80\":\"Control\",\"\xc3\xb6\":\"Latin\","
      "\"\xe2\x82\xac\":\"Euro Sign\",\"\xf0\x9f\x98\x80\":\"Emoji\",\"\xef\xac\xb3\":\"Hebrew\"}");
}

TEST_CASE("the canonical form is a fixed point") {
  const auto value =
      parse_json(R"({"b": [1.0, 2.50, -0, "é\u001f\n"], "a": {"y": null, "x": true}})");
  REQUIRE(value);
  const auto once = canonical_text(*value);
  CHECK(once == "{\"a\":{\"x\":true,\"y\":null},\"b\":[1,2.5,0,\"é\\u001f\\n\"]}");
  CHECK(canonical_text(*parse_json(once)) == once);
}

TEST_CASE("a double of any size is the same after it was written, read and written") {
  for (double value = 1.0 / 3; value < 1e25; value *= 7.1) {
    for (const double sign : {1.0, -1.0}) {
      for (const double number : {sign * value, sign * std::round(value)}) {
        const auto once = canonical_text(Json(number));
        INFO(once);
        const auto read = parse_json(once);
        REQUIRE(read);
        CHECK(read->get<double>() == number);
        const auto again = canonical(*read);
        REQUIRE(again);
        CHECK(*again == once);
      }
    }
  }
}

TEST_CASE("a key that stands twice is refused with the place where it stands") {
  const auto refusal = [](const char* text) {
    const auto json = parse_json(text);
    return json ? "accepted" : json.error().text();
  };
  CHECK(refusal(R"({"a": 1, "a": 2})") == "base.malformed: /a: JSON with a key twice");
  CHECK(refusal(R"({"x": [[], {"a": 1, "b": [{"a": 0}], "a": 2}], "x": 3})") ==
        "base.malformed: /x/1/a: JSON with a key twice");
  CHECK(refusal(R"({"x": {"a": 1}, "y": {"a": 2}})") == "accepted");
}

TEST_CASE("what is no JSON is refused with line and column") {
  const auto broken = parse_json("{\n  \"é\": nothing}");
  REQUIRE(!broken);
  CHECK(broken.error().text() == "base.malformed: line 2, column 9: not JSON");
  CHECK(!parse_json("[1e999]"));
}

TEST_CASE("nesting, size, broken text and broken UTF-8 are refused without quoting the input") {
  CHECK(!parse_json(std::string(100, '[') + std::string(100, ']')));
  CHECK(parse_json("[\"" + std::string(100, '[') + "\"]"));
  CHECK(!parse_json("[1, 2, 3]", 4));
  CHECK(!parse_json("[[[]]]", 100, 2));
  CHECK(parse_json("[[[]]]", 100, 3));
  CHECK(!parse_json("\"\xff\""));
  const auto broken = parse_json(R"({"secret": hidden})");
  REQUIRE(!broken);
  CHECK(broken.error().detail.find("hidden") == std::string::npos);
}

TEST_CASE("what has no one form has no canonical form") {
  CHECK(!canonical(Json(std::nan(""))));
  CHECK(!canonical(Json(std::numeric_limits<double>::infinity())));
  CHECK(!canonical(Json((std::int64_t{1} << 53) + 1)));
  CHECK(canonical(Json(std::int64_t{1} << 53)));
  CHECK(!canonical(Json(std::numeric_limits<std::int64_t>::min() + 1)));
  CHECK(!canonical(Json(std::numeric_limits<std::uint64_t>::max())));
}

TEST_CASE("a document that was wiped holds no text any more, and is otherwise as it was") {
  Json value{"4711", {{"persons", {"4712", 3}}, {"empty", nullptr}}, true};
  wipe(value);
  CHECK(value == Json{"", {{"persons", {"", 3}}, {"empty", nullptr}}, true});
}

}  // namespace
}  // namespace passerelle
