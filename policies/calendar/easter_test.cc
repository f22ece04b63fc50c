#include "policies/calendar/easter.h"

#include <doctest/doctest.h>

#include <array>

using namespace passerelle::calendar;
using namespace std::chrono;

// From the published tables of Easter Sundays; none is computed here.
TEST_CASE("Easter is the Sunday that the tables of the churches give") {
  constexpr std::array kSundays{
      1900y / April / 15, 1999y / April / 4,  2000y / April / 23, 2008y / March / 23,
      2011y / April / 24, 2016y / March / 27, 2019y / April / 21, 2023y / April / 9,
      2024y / March / 31, 2025y / April / 20, 2026y / April / 5,  2027y / March / 28,
      2028y / April / 16, 2029y / April / 1,  2030y / April / 21, 2035y / March / 25,
  };
  for (const auto& sunday : kSundays) {
    CHECK(easter_sunday(sunday.year()) == local_days(sunday));
  }
}

TEST_CASE("Easter is never before 22 March nor after 25 April, and reaches both") {
  CHECK(easter_sunday(1818y) == local_days(1818y / March / 22));
  CHECK(easter_sunday(2285y) == local_days(2285y / March / 22));
  CHECK(easter_sunday(1943y) == local_days(1943y / April / 25));
  CHECK(easter_sunday(2038y) == local_days(2038y / April / 25));
  for (auto year = 1y; year <= 9'999y; ++year) {
    const auto sunday = easter_sunday(year);
    CHECK(weekday(sunday) == Sunday);
    CHECK(sunday >= local_days(year / March / 22));
    CHECK(sunday <= local_days(year / April / 25));
  }
}

// The epact would give 26 April in 1981 and 25 April in 1954; both go back a week, the first since
// 26 April is too late, the second since the older moon has taken that date.
TEST_CASE("Easter goes back a week in the two cases that the reform of 1582 excepts") {
  CHECK(easter_sunday(1981y) == local_days(1981y / April / 19));
  CHECK(easter_sunday(2076y) == local_days(2076y / April / 19));
  CHECK(easter_sunday(1954y) == local_days(1954y / April / 18));
  CHECK(easter_sunday(2049y) == local_days(2049y / April / 18));
}
