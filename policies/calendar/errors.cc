#include "policies/calendar/errors.h"

#include <array>

#include "node/base/error.h"

namespace passerelle::calendar {

std::error_code make_error_code(CalendarError code) {
  static constexpr std::array kNames{"unknown_country", "bad_table", "bad_period"};
  static const ErrorCategory category("calendar", kNames);
  return {static_cast<int>(code), category};
}

}  // namespace passerelle::calendar
