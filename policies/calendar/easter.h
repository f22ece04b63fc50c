// The day of Easter in the Gregorian calendar.
//
// Thread safety: a pure function; any thread.
#pragma once

#include <chrono>

namespace passerelle::calendar {

// Returns Easter Sunday of that year, by the anonymous Gregorian computus (Nature, 20 April 1876).
// Requires: year > 0.
std::chrono::local_days easter_sunday(std::chrono::year year);

}  // namespace passerelle::calendar
