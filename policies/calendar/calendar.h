// Legal time at one body: its time zone and public holidays, and when a period ends there.
//
// Periods follow Regulation (EEC, Euratom) No 1182/71, which governs the time limits of acts of the
// Union and so those of Regulation (EU) 2025/327:
//   Art. 2(1), (2)  working days are all days but Saturdays, Sundays and the public holidays of the
//                   State or institution where the act is to be done;
//   Art. 3(1)       the day of the event is not counted;
//   Art. 3(2)(c)    weeks and months end with the last hour of the day of the same name or number,
//                   or of the last day of the month when it has no such number;
//   Art. 3(3)       days count whatever they are, unless the period is in working days;
//   Art. 3(4)       a period that would end on a day that is no working day ends with the next one;
//   Art. 3(5)       a period of two days or more holds at least two working days.
//
// Holidays and zones come from tables (FORMAT.md). Thread safety: values; any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "node/base/clock.h"
#include "policies/calendar/period.h"
#include "policies/calendar/table.h"

namespace passerelle::calendar {

class Calendar {
 public:
  // The codes of the built-in tables, in order: "BE" … "NO".
  static std::span<const std::string_view> countries();

  // The built-in calendar of "FR", "FI", "DE", "NO", "DK", "BE", "HU" or "HR", or of the
  // institutions in Brussels, "EU". Each table says what it holds and what not.
  static Result<Calendar> of_country(std::string_view code);

  // Reads a table. Every refusal names the table and the line. `name` becomes the country.
  static Result<Calendar> parse(std::string_view name, std::string_view table);

  const std::string& country() const { return country_; }
  const std::string& zone() const { return table_.zone_name; }

  // The acts that the holidays come from, in the words of the table.
  const std::string& source() const { return table_.source; }

  // Returns the day of an instant in the zone. Requires: a year from 1 to 9999.
  std::chrono::local_days day_of(Instant instant) const { return table_.zone.day_of(instant); }

  bool is_working_day(std::chrono::local_days day) const;

  // Returns the public holiday of that day; null when there is none.
  const HolidayName* holiday(std::chrono::local_days day) const;

  // Returns the first instant of the next day in the zone. A limit is this instant, excluded: what
  // happens before it is in time.
  Instant end_of_day(std::chrono::local_days day) const;

  // Returns the last day before a limit, as a person reads it: "2029-04-11".
  std::string last_day_before(Instant limit) const;

  // Returns the last day of a period that runs from an event of that day.
  std::chrono::local_days last_day(std::chrono::local_days event, const Period& period) const;

  // Returns the limit (excluded) of a period that runs from an event at that instant.
  // Requires: a year from 1 to 9000, so that the end has four digits too.
  Instant due(Instant event, const Period& period) const;

  // Counts the working days after `from`, up to and with `to`: after a period of n working days
  // from an event on `from` it is n. Negative when `to` is the earlier day.
  std::int64_t working_days_between(std::chrono::local_days from, std::chrono::local_days to) const;

 private:
  Calendar(std::string country, Table table)
      : country_(std::move(country)), table_(std::move(table)) {}

  std::chrono::local_days next_working_day(std::chrono::local_days day) const;

  std::string country_;
  Table table_;
};

}  // namespace passerelle::calendar
