// Which days of which years a holiday is, as a table writes it (FORMAT.md):
//
//   05-01                        the same date in every year
//   12-24..12-31                 every day of a range
//   saturday 06-20..06-26        the one Saturday in a range of seven days
//   easter, easter +1            Easter Sunday, a day counted from it
//   2026-01-02                   one day of one year
//   … from 2020, … until 2023    only in these years; laws change
//
// Thread safety: values; any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

#include "node/base/result.h"

namespace passerelle::calendar {

class DayRule {
 public:
  // Reads a rule. The error says what is wrong with it, without a line.
  static Result<DayRule> parse(std::string_view text);

  // Requires: a year from 1 to 9999.
  bool names(std::chrono::local_days day) const;

  // The first year in which it holds, and whether it holds in a year.
  std::chrono::year first_year() const { return from_; }
  bool holds_in(std::chrono::year year) const { return from_ <= year && year <= until_; }

  // Returns how many days it names in a year, at most.
  std::int64_t days_a_year() const;

  bool operator==(const DayRule&) const = default;

 private:
  struct Dates {
    std::chrono::month_day first, last;
    std::optional<std::chrono::weekday> only;

    bool operator==(const Dates&) const = default;
  };
  struct FromEaster {
    std::chrono::days distance;

    bool operator==(const FromEaster&) const = default;
  };
  class Reader;

  DayRule() = default;

  std::variant<Dates, FromEaster> days_;
  std::chrono::year from_{1}, until_{9999};
};

// Reads "2026-12-12". The error says what is wrong with it, without a line.
Result<std::chrono::local_days> parse_day(std::string_view text);

}  // namespace passerelle::calendar
