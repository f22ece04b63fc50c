// A time zone of the IANA database, as the system has it (package tzdata).
//
// The database is read once, when the first zone is asked for; after that these are pure functions.
// Thread safety: values; any thread.
#pragma once

#include <chrono>
#include <string_view>

#include "node/base/clock.h"

namespace date {
class time_zone;
}

namespace passerelle::calendar {

class Zone {
 public:
  // Finds "Europe/Paris". Fails with bad_table when there is none of that name, with unavailable
  // when the system has no database or its file cannot be read.
  static Result<Zone> of(std::string_view name);

  // Returns the day that clocks there show. Requires: a year from 1 to 9999.
  std::chrono::local_days day_of(Instant instant) const;

  // Returns the first instant of a day there, also where clocks leap over midnight.
  Instant start_of(std::chrono::local_days day) const;

 private:
  explicit Zone(const date::time_zone* zone) : zone_(zone) {}

  const date::time_zone* zone_;  // lives as long as the program
};

}  // namespace passerelle::calendar
