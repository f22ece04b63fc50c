#include "policies/calendar/easter.h"

namespace passerelle::calendar {

std::chrono::local_days easter_sunday(std::chrono::year year) {
  const int y = static_cast<int>(year);
  const int century = y / 100;
  const int golden = y % 19;
  // The age of the moon: leap days that centuries leave out and the drift of the lunar cycle.
  const int lunar_drift = (century - (century + 8) / 25 + 1) / 3;
  const int epact = (19 * golden + century - century / 4 - lunar_drift + 15) % 30;
  const int to_sunday = (32 + 2 * (century % 4) + 2 * (y % 100 / 4) - epact - y % 100 % 4) % 7;
  const int late = (golden + 11 * epact + 22 * to_sunday) / 451;

  const int days_after_22_march = epact + to_sunday - 7 * late;
  return std::chrono::local_days(year / std::chrono::March / 22) +
         std::chrono::days(days_after_22_march);
}

}  // namespace passerelle::calendar
