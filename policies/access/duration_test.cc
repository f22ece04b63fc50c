#include "policies/access/duration.h"

#include <doctest/doctest.h>

#include "policies/access/sample_test.h"

using namespace passerelle;
using namespace passerelle::access;
using sample::at;

TEST_CASE("a title lasts ten years, to the day, and twice as long once it was renewed") {
  const auto from = at("2027-01-01T00:00:00Z");
  CHECK_FALSE(fault_of_period(from, at("2037-01-01T00:00:00Z"), Renewed::no));
  CHECK(fault_of_period(from, at("2037-01-01T00:00:00.001Z"), Renewed::no));
  CHECK_FALSE(fault_of_period(from, at("2047-01-01T00:00:00Z"), Renewed::yes));
  CHECK(fault_of_period(from, at("2047-01-01T00:00:00.001Z"), Renewed::yes));
  CHECK(fault_of_period(from, from, Renewed::no));
}

TEST_CASE("ten years from the 29th of February end with the last day of February") {
  const auto from = at("2028-02-29T00:00:00Z");
  CHECK_FALSE(fault_of_period(from, at("2038-02-28T00:00:00Z"), Renewed::no));
  CHECK(fault_of_period(from, at("2038-02-28T00:00:00.001Z"), Renewed::no));
}

TEST_CASE("an amendment adds no time") {
  const auto end = at("2029-01-01T00:00:00Z");
  CHECK_FALSE(fault_of_amended_end(end, end));
  CHECK_FALSE(fault_of_amended_end(end, at("2028-01-01T00:00:00Z")));
  CHECK(fault_of_amended_end(end, at("2029-01-01T00:00:00.001Z")));
}

TEST_CASE("a renewal adds time, ten years at most") {
  const auto end = at("2029-01-01T00:00:00Z");
  CHECK_FALSE(fault_of_renewed_end(end, at("2039-01-01T00:00:00Z")));
  CHECK(fault_of_renewed_end(end, at("2039-01-01T00:00:00.001Z")));
  CHECK(fault_of_renewed_end(end, end));
}

TEST_CASE("a renewal is asked for at least a month before the end") {
  const auto end = at("2029-01-01T00:00:00Z");
  CHECK_FALSE(fault_of_asking_renewal(end, at("2028-12-01T00:00:00Z")));
  CHECK(fault_of_asking_renewal(end, at("2028-12-01T00:00:00.001Z")));
  CHECK_FALSE(fault_of_asking_renewal(at("2029-03-31T00:00:00Z"), at("2029-02-28T00:00:00Z")));
}
