// Moments in header fields (RFC 9110 section 5.6.7): one form to write, three to read.
#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>

#include "node/http/message.h"

namespace passerelle::http {
namespace {

constexpr std::array<std::string_view, 7> kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

std::vector<std::string_view> words_of(std::string_view text) {
  constexpr std::string_view kSeparators = " -";
  std::vector<std::string_view> words;
  while (true) {
    const auto begin = text.find_first_not_of(kSeparators);
    if (begin == std::string_view::npos) return words;
    text.remove_prefix(begin);
    const auto end = std::min(text.find_first_of(kSeparators), text.size());
    words.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
}

std::optional<int> number_of(std::string_view text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || number < 0) return std::nullopt;
  return number;
}

std::optional<std::chrono::seconds> time_of_day(std::string_view text) {
  if (text.size() != 8 || text[2] != ':' || text[5] != ':') return std::nullopt;
  const auto hour = number_of(text.substr(0, 2));
  const auto minute = number_of(text.substr(3, 2));
  const auto second = number_of(text.substr(6, 2));
  // A leap second is the second after it: no clock here has one.
  if (!hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 60) {
    return std::nullopt;
  }
  return std::chrono::hours(*hour) + std::chrono::minutes(*minute) + std::chrono::seconds(*second);
}

std::optional<Instant> moment_of(std::string_view day_text,
                                 std::string_view month_text,
                                 int year,
                                 std::string_view time_text) {
  const auto day = number_of(day_text);
  const auto month = std::ranges::find(kMonths, month_text);
  const auto time = time_of_day(time_text);
  if (!day || month == kMonths.end() || !time) return std::nullopt;
  const std::chrono::year_month_day date(
      std::chrono::year(year),
      std::chrono::month(static_cast<unsigned>(month - kMonths.begin()) + 1),
      std::chrono::day(static_cast<unsigned>(*day)));
  if (!date.ok()) return std::nullopt;
  return Instant(std::chrono::sys_days(date)) + *time;
}

int full_year(int two_digits, Instant now) {
  const auto today = std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(now));
  const int this_year = int{today.year()};
  const int year = this_year - this_year % 100 + two_digits;
  return year > this_year + 50 ? year - 100 : year;
}

}  // namespace

std::string date_text(Instant moment) {
  const auto day = std::chrono::floor<std::chrono::days>(moment);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::seconds>(moment - day));
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%s, %02u %s %04d %02d:%02d:%02d GMT",
                kDays.at(std::chrono::weekday(day).c_encoding()).data(), unsigned{date.day()},
                kMonths.at(unsigned{date.month()} - 1).data(), int{date.year()},
                static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                static_cast<int>(time.seconds().count()));
  return text.data();
}

std::optional<Instant> date_of(std::string_view text, Instant now) {
  const auto words = words_of(text);
  const bool is_asctime = words.size() == 5;  // "Sun Nov  6 08:49:37 1994"
  const bool is_gmt = words.size() == 6 && words[5] == "GMT";
  if (!is_asctime && !is_gmt) return std::nullopt;
  // "Sun, 06 Nov 1994 08:49:37 GMT" and "Sunday, 06-Nov-94 08:49:37 GMT" have the same words.
  const auto year_text = words[is_asctime ? 4 : 3];
  const bool is_short = !is_asctime && year_text.size() == 2;
  const auto year = number_of(year_text);
  if (!year || (!is_short && year_text.size() != 4)) return std::nullopt;
  if (is_asctime) return moment_of(words[2], words[1], *year, words[3]);
  return moment_of(words[1], words[2], is_short ? full_year(*year, now) : *year, words[4]);
}

}  // namespace passerelle::http
