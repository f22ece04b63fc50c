#include "policies/calendar/day_rule.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

#include "policies/calendar/easter.h"
#include "policies/calendar/errors.h"

namespace passerelle::calendar {
namespace {

using std::chrono::local_days;
using std::chrono::month_day;

// Every day at such a distance is in the year of its Easter, which is from 22 March to 25 April.
constexpr int kFurthestBeforeEaster = 80, kFurthestAfterEaster = 240;

constexpr std::array<std::string_view, 7> kWeekdays{"sunday",   "monday", "tuesday", "wednesday",
                                                    "thursday", "friday", "saturday"};

Error bad_rule(std::string_view text, const std::string& why) {
  return Error{CalendarError::bad_table, "\"" + std::string(text.substr(0, 40)) + "\" " + why};
}

// A number of exactly so many digits.
std::optional<int> number(std::string_view text, std::size_t digits) {
  int value = 0;
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (text.size() != digits || !std::all_of(text.begin(), text.end(), is_digit)) return {};
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

Result<std::chrono::year> parse_year(std::string_view text) {
  const auto value = number(text, 4);
  if (!value || *value == 0) return bad_rule(text, "is no year such as 2020");
  return std::chrono::year(*value);
}

Result<month_day> parse_month_day(std::string_view text) {
  const auto refused = [text] { return bad_rule(text, "is no day of the year such as 05-01"); };
  if (text.size() != 5 || text[2] != '-') return refused();
  const auto month = number(text.substr(0, 2), 2), day = number(text.substr(3), 2);
  if (!month || !day) return refused();
  const month_day date(std::chrono::month(static_cast<unsigned>(*month)),
                       std::chrono::day(static_cast<unsigned>(*day)));
  if (!date.ok()) return refused();
  return date;
}

// Says whether the range has seven days in every year.
bool is_week(month_day first, month_day last) {
  for (const std::chrono::year year : {std::chrono::year(2000), std::chrono::year(2001)}) {
    const auto begin = year / first, end = year / last;
    if (!begin.ok() || !end.ok() || local_days(end) - local_days(begin) != std::chrono::days(6)) {
      return false;
    }
  }
  return true;
}

std::string_view take_word(std::string_view& rest) {
  rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
  const auto word = rest.substr(0, rest.find(' '));
  rest.remove_prefix(word.size());
  return word;
}

}  // namespace

// Reads a rule from left to right.
class DayRule::Reader {
 public:
  explicit Reader(std::string_view text) : text_(text), rest_(text) {}

  Result<DayRule> read() {
    if (auto read = read_days(take_word(rest_)); !read) return read.error();
    if (auto read = read_years(); !read) return read.error();
    if (rule_.from_ > rule_.until_) return bad_rule(text_, "ends before it begins");
    return rule_;
  }

 private:
  Result<void> read_days(std::string_view word) {
    if (word == "easter") return read_distance();
    const auto weekday = std::find(kWeekdays.begin(), kWeekdays.end(), word);
    if (weekday != kWeekdays.end()) {
      const auto index = static_cast<unsigned>(weekday - kWeekdays.begin());
      return read_range(take_word(rest_), std::chrono::weekday(index));
    }
    if (word.size() == 10) return read_one_day(word);
    return read_range(word, std::nullopt);
  }

  Result<void> read_distance() {
    auto after = rest_;
    const auto word = take_word(after);
    if (!word.starts_with('+') && !word.starts_with('-')) {
      rule_.days_ = FromEaster{std::chrono::days(0)};
      return {};
    }
    rest_ = after;
    int distance = 0;
    const auto digits = word.substr(1);
    const auto [stop, failure] =
        std::from_chars(digits.data(), digits.data() + digits.size(), distance);
    const int furthest = word.front() == '-' ? kFurthestBeforeEaster : kFurthestAfterEaster;
    if (failure != std::errc{} || stop != digits.data() + digits.size() || distance < 1 ||
        distance > furthest) {
      return bad_rule(word, "is no number of days from Easter, -80 to +240");
    }
    rule_.days_ = FromEaster{std::chrono::days(word.front() == '-' ? -distance : distance)};
    return {};
  }

  Result<void> read_range(std::string_view word, std::optional<std::chrono::weekday> only) {
    const auto dots = word.find("..");
    const auto first = parse_month_day(word.substr(0, dots));
    if (!first) return first.error();
    const auto last =
        dots == std::string_view::npos ? first : parse_month_day(word.substr(dots + 2));
    if (!last) return last.error();
    if (*last < *first) return bad_rule(word, "ends before it begins");
    if (only && !is_week(*first, *last)) {
      return bad_rule(word, "has not seven days in every year, so that a weekday is there once");
    }
    rule_.days_ = Dates{*first, *last, only};
    return {};
  }

  Result<void> read_one_day(std::string_view word) {
    const auto day = parse_day(word);
    if (!day) return day.error();
    const std::chrono::year_month_day date(*day);
    const auto in_year = date.month() / date.day();
    rule_.days_ = Dates{in_year, in_year, std::nullopt};
    rule_.from_ = rule_.until_ = date.year();
    has_years_ = true;
    return {};
  }

  Result<void> read_years() {
    auto word = take_word(rest_);
    if (has_years_ && !word.empty()) return bad_rule(word, "follows a day that has its year");
    if (word == "from") {
      if (auto read = read_year(rule_.from_); !read) return read;
      word = take_word(rest_);
    }
    if (word == "until") {
      if (auto read = read_year(rule_.until_); !read) return read;
      word = take_word(rest_);
    }
    if (!word.empty()) return bad_rule(word, "is neither \"from\" nor \"until\" and a year");
    return {};
  }

  Result<void> read_year(std::chrono::year& into) {
    const auto year = parse_year(take_word(rest_));
    if (!year) return year.error();
    into = *year;
    return {};
  }

  std::string_view text_, rest_;
  DayRule rule_;
  bool has_years_ = false;
};

Result<DayRule> DayRule::parse(std::string_view text) { return Reader(text).read(); }

bool DayRule::names(local_days day) const {
  const std::chrono::year_month_day date(day);
  if (!holds_in(date.year())) return false;
  if (const auto* from_easter = std::get_if<FromEaster>(&days_)) {
    return day - easter_sunday(date.year()) == from_easter->distance;
  }
  const auto& dates = std::get<Dates>(days_);
  const auto in_year = date.month() / date.day();
  return dates.first <= in_year && in_year <= dates.last &&
         (!dates.only || *dates.only == std::chrono::weekday(day));
}

std::int64_t DayRule::days_a_year() const {
  const auto* dates = std::get_if<Dates>(&days_);
  if (dates == nullptr || dates->only) return 1;
  constexpr std::chrono::year kLeap{2000};
  return (local_days(kLeap / dates->last) - local_days(kLeap / dates->first)).count() + 1;
}

Result<local_days> parse_day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-') return bad_rule(text, "is no day such as 2026-12-12");
  const auto year = parse_year(text.substr(0, 4));
  if (!year) return year.error();
  const auto in_year = parse_month_day(text.substr(5));
  if (!in_year) return in_year.error();
  const auto date = *year / *in_year;
  if (!date.ok()) return bad_rule(text, "is no day of that year");
  return local_days(date);
}

}  // namespace passerelle::calendar
