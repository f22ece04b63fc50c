#include "node/base/clock.h"

#include <array>
#include <charconv>
#include <cstdio>

namespace passerelle {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::milliseconds;

bool read_digits(std::string_view& rest, std::size_t count, int& value) {
  if (rest.size() < count) return false;
  for (const char c : rest.substr(0, count)) {
    if (c < '0' || c > '9') return false;
  }
  std::from_chars(rest.data(), rest.data() + count, value);
  rest.remove_prefix(count);
  return true;
}

bool read_character(std::string_view& rest, char wanted) {
  if (rest.empty() || rest.front() != wanted) return false;
  rest.remove_prefix(1);
  return true;
}

bool read_milliseconds(std::string_view& rest, int& value) {
  value = 0;
  if (!read_character(rest, '.')) return true;
  int weight = 100;
  std::size_t digits = 0;
  while (!rest.empty() && rest.front() >= '0' && rest.front() <= '9') {
    value += (rest.front() - '0') * weight;
    weight /= 10;
    rest.remove_prefix(1);
    ++digits;
  }
  return digits >= 1 && digits <= 3;
}

}  // namespace

std::string to_text(Instant instant) {
  const auto day = floor<days>(instant);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(instant - day);
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ",
                static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                static_cast<unsigned>(date.day()), static_cast<int>(time.hours().count()),
                static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()),
                static_cast<int>(time.subseconds().count()));
  return text.data();
}

std::string date_text(Instant instant) { return to_text(instant).substr(0, 10); }

Result<Instant> parse_instant(std::string_view text) {
  auto rest = text;
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, millisecond = 0;
  const bool well_formed =
      read_digits(rest, 4, year) && read_character(rest, '-') && read_digits(rest, 2, month) &&
      read_character(rest, '-') && read_digits(rest, 2, day) && read_character(rest, 'T') &&
      read_digits(rest, 2, hour) && read_character(rest, ':') && read_digits(rest, 2, minute) &&
      read_character(rest, ':') && read_digits(rest, 2, second) &&
      read_milliseconds(rest, millisecond) && read_character(rest, 'Z') && rest.empty();
  const std::chrono::year_month_day date(std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day)));
  if (!well_formed || !date.ok() || hour > 23 || minute > 59 || second > 59) {
    return Error{BaseError::malformed,
                 "not a time like 2027-01-31T00:00:00Z: " + std::string(text.substr(0, 40))};
  }
  return Instant(std::chrono::sys_days(date)) + std::chrono::hours(hour) +
         std::chrono::minutes(minute) + std::chrono::seconds(second) + milliseconds(millisecond);
}

Instant SystemClock::now() const { return floor<milliseconds>(std::chrono::system_clock::now()); }

}  // namespace passerelle
