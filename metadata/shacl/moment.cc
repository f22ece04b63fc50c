#include "metadata/shacl/moment.h"

#include <algorithm>

namespace passerelle::shacl {
namespace {

constexpr std::int64_t kSecondsPerDay = 86'400;
constexpr std::int64_t kFurthestZone = 14 * 3'600;
constexpr std::size_t kMaximumYearDigits = 9;

// Which parts a datatype writes, in this order.
struct Parts {
  bool year, month, day, time;
};

std::optional<Parts> parts_of(Xsd type) {
  switch (type) {
    case Xsd::date_time:
    case Xsd::date_time_stamp: return Parts{true, true, true, true};
    case Xsd::date: return Parts{true, true, true, false};
    case Xsd::time: return Parts{false, false, false, true};
    case Xsd::g_year: return Parts{true, false, false, false};
    case Xsd::g_year_month: return Parts{true, true, false, false};
    case Xsd::g_month: return Parts{false, true, false, false};
    case Xsd::g_month_day: return Parts{false, true, true, false};
    case Xsd::g_day: return Parts{false, false, true, false};
    default: return std::nullopt;
  }
}

bool is_leap(std::int64_t year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

int days_in(std::int64_t year, int month) {
  if (month == 2) return is_leap(year) ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

// Days since 1970-01-01 in the proleptic Gregorian calendar; years begin in March, so that the day
// that may be missing stands at the end.
std::int64_t days_since_1970(std::int64_t year, int month, int day) {
  if (month <= 2) --year;
  const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
  const std::int64_t year_of_era = year - era * 400;
  const std::int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146'097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year -
         719'468;
}

// Takes a text apart from the left; `failed` stays true once something did not fit.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  bool failed() const { return failed_; }
  bool at_end() const { return rest_.empty(); }
  bool next_is(char c) const { return !rest_.empty() && rest_.front() == c; }

  bool take_if(char c) {
    if (!next_is(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void take(char c) { failed_ = !take_if(c) || failed_; }

  std::string_view digits() {
    const auto end =
        std::find_if(rest_.begin(), rest_.end(), [](char c) { return c < '0' || c > '9'; });
    const auto taken = rest_.substr(0, static_cast<std::size_t>(end - rest_.begin()));
    rest_.remove_prefix(taken.size());
    return taken;
  }

  // Two digits between the limits.
  int pair(int lowest, int highest) {
    if (rest_.size() < 2) return fail(lowest);
    const int tens = rest_[0] - '0', ones = rest_[1] - '0';
    if (tens < 0 || tens > 9 || ones < 0 || ones > 9) return fail(lowest);
    rest_.remove_prefix(2);
    const int value = tens * 10 + ones;
    return value < lowest || value > highest ? fail(lowest) : value;
  }

  std::int64_t year() {
    const bool is_negative = take_if('-');
    const auto written = digits();
    if (written.size() < 4 || written.size() > kMaximumYearDigits ||
        (written.size() > 4 && written.front() == '0')) {
      return fail(1972);
    }
    std::int64_t value = 0;
    for (const char digit : written) value = value * 10 + (digit - '0');
    return is_negative ? -value : value;
  }

  int fail(int value) {
    failed_ = true;
    return value;
  }

 private:
  std::string_view rest_;
  bool failed_ = false;
};

// "10:30:00.5"; midnight at the end of a day is 24:00:00 and nothing after it.
void take_time(Scanner& scan, Moment& moment) {
  const int hour = scan.pair(0, 24);
  scan.take(':');
  const int minute = scan.pair(0, 59);
  scan.take(':');
  const int second = scan.pair(0, 59);
  if (scan.take_if('.')) {
    const auto written = scan.digits();
    if (written.empty()) scan.fail(0);
    moment.fraction = written.substr(0, written.find_last_not_of('0') + 1);
  }
  if (hour == 24 && (minute != 0 || second != 0 || !moment.fraction.empty())) scan.fail(0);
  moment.seconds += hour * 3'600 + minute * 60 + second;
}

// "Z", "+01:00", "-14:00", or nothing.
void take_zone(Scanner& scan, Moment& moment) {
  if (scan.at_end()) return;
  moment.has_zone = true;
  if (scan.take_if('Z')) return;
  const bool is_west = scan.take_if('-');
  if (!is_west) scan.take('+');
  const int hours = scan.pair(0, 14);
  scan.take(':');
  const int minutes = scan.pair(0, 59);
  const int offset = hours * 3'600 + minutes * 60;
  if (offset > kFurthestZone) scan.fail(0);
  moment.seconds += is_west ? offset : -offset;
}

}  // namespace

std::optional<Moment> parse_moment(Xsd type, std::string_view text) {
  const auto parts = parts_of(type);
  if (!parts) return std::nullopt;
  Scanner scan(text);
  Moment moment;
  std::int64_t year = 1972;
  int month = 12, day = 31;
  if (parts->year) year = scan.year();
  if (!parts->year && (parts->month || parts->day)) scan.take('-');  // --05, --05-31, ---31
  if (parts->month) {
    scan.take('-');
    month = scan.pair(1, 12);
  } else if (parts->day) {
    scan.take('-');
  }
  if (parts->day) {
    scan.take('-');
    day = scan.pair(1, days_in(year, month));
  } else {
    day = days_in(year, month);
  }
  moment.seconds = days_since_1970(year, month, day) * kSecondsPerDay;
  if (parts->day && parts->time) scan.take('T');
  if (parts->time) take_time(scan, moment);
  take_zone(scan, moment);
  if (scan.failed() || !scan.at_end()) return std::nullopt;
  if (type == Xsd::date_time_stamp && !moment.has_zone) return std::nullopt;
  return moment;
}

std::partial_ordering operator<=>(const Moment& left, const Moment& right) {
  if (left.has_zone == right.has_zone) {
    if (const auto order = left.seconds <=> right.seconds; order != 0) return order;
    return left.fraction <=> right.fraction;
  }
  // Whole seconds decide: the fraction is never as large as the distance asked for.
  const auto distance = left.seconds - right.seconds;
  if (distance > kFurthestZone) return std::partial_ordering::greater;
  if (distance < -kFurthestZone) return std::partial_ordering::less;
  return std::partial_ordering::unordered;
}

}  // namespace passerelle::shacl
