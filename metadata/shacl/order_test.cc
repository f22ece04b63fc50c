#include "metadata/shacl/order.h"

#include <doctest/doctest.h>

#include <string>

namespace passerelle::shacl {
namespace {

std::string xsd(const char* name) {
  return "http://www.w3.org/2001/XMLSchema#" + std::string(name);
}

std::partial_ordering order(const char* left_type,
                            const char* left,
                            const char* right_type,
                            const char* right) {
  return compare({left, xsd(left_type)}, {right, xsd(right_type)});
}

std::partial_ordering order(const char* type, const char* left, const char* right) {
  return order(type, left, type, right);
}

bool is_less(std::partial_ordering order) { return order < 0; }
bool is_equal(std::partial_ordering order) { return order == 0; }
bool has_none(std::partial_ordering order) { return order == std::partial_ordering::unordered; }

TEST_CASE("decimals of any length are compared exactly") {
  CHECK(is_less(order("integer", "9", "10")));
  CHECK(is_less(order("integer", "-10", "-9")));
  CHECK(is_less(order("integer", "-1", "0")));
  CHECK(is_equal(order("integer", "007", "decimal", "7.00")));
  CHECK(is_equal(order("decimal", "-0.0", "0")));
  CHECK(is_less(order("decimal", "0.1", "0.11")));
  CHECK(is_less(order("decimal", "10000000000000000000000.1", "10000000000000000000000.2")));
  CHECK(is_less(order("byte", "5", "nonNegativeInteger", "6")));
}

TEST_CASE("a number beside a floating one is rounded like it") {
  CHECK(is_less(order("integer", "1", "double", "1.5e0")));
  CHECK(is_equal(order("decimal", "0.1", "float", "0.1")));
  CHECK(is_less(order("double", "-INF", "integer", "0")));
  CHECK(is_less(order("integer", "0", "double", "+INF")));
  CHECK(is_equal(order("double", "INF", "1e400")));
  CHECK(is_equal(order("double", "-INF", "-1e400")));
  CHECK(is_equal(order("double", "0", "1e-400")));
  CHECK(is_equal(order("double", "0", ("0." + std::string(400, '0') + "1").c_str())));
  CHECK(is_equal(order("double", "0", ("0." + std::string(500, '0') + "1e50").c_str())));
  CHECK(is_equal(order("double", "INF", ("1" + std::string(400, '0')).c_str())));
  CHECK(is_equal(order("double", "0", "1e-12345678901")));
  CHECK(has_none(order("double", "NaN", "NaN")));
}

TEST_CASE("dateTimes are compared in one zone") {
  CHECK(is_less(order("dateTime", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00.5Z")));
  CHECK(is_equal(order("dateTime", "2002-10-10T12:00:00-05:00", "2002-10-10T17:00:00Z")));
  CHECK(is_equal(order("dateTime", "2026-03-30T24:00:00Z", "2026-03-31T00:00:00Z")));
  CHECK(
      is_equal(order("dateTime", "2026-03-30T10:00:00Z", "dateTimeStamp", "2026-03-30T10:00:00Z")));
  CHECK(is_less(order("dateTime", "-0001-12-31T00:00:00", "0001-01-01T00:00:00")));
  CHECK(is_less(order("date", "2026-02-28", "2026-03-01")));
  CHECK(is_less(order("time", "09:00:00", "10:00:00")));
}

TEST_CASE("a dateTime without a zone has an order only fourteen hours away from one with a zone") {
  CHECK(has_none(order("dateTime", "2002-10-10T12:00:00", "2002-10-10T12:00:00Z")));
  CHECK(has_none(order("dateTime", "2002-10-10T12:00:00", "2002-10-11T02:00:00Z")));
  CHECK(is_less(order("dateTime", "2002-10-10T12:00:00", "2002-10-11T02:00:01Z")));
  CHECK(is_less(order("dateTime", "2002-10-09T21:59:59Z", "2002-10-10T12:00:00")));
}

TEST_CASE("strings are compared by code point, booleans with false first") {
  CHECK(is_less(order("string", "Z", "a")));
  CHECK(is_less(order("boolean", "0", "true")));
  CHECK(is_equal(order("boolean", "1", "true")));
}

TEST_CASE("kinds that have no common order, and ill-typed literals, have none") {
  CHECK(has_none(order("string", "1", "integer", "1")));
  CHECK(has_none(order("dateTime", "2026-01-01T00:00:00", "date", "2026-01-01")));
  CHECK(has_none(order("gYear", "2025", "2026")));
  CHECK(has_none(order("duration", "P1Y", "P2Y")));
  CHECK(has_none(order("integer", "one", "2")));
  CHECK(has_none(order("integer", "1", "decimal", "1e3")));
  CHECK(has_none(compare({"a", "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"},
                         {"b", "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"})));
}

}  // namespace
}  // namespace passerelle::shacl
