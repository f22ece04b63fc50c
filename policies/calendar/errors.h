// The codes of this room.
#pragma once

#include <system_error>

namespace passerelle::calendar {

enum class CalendarError {
  unknown_country = 1,  // no table of holidays for that code
  bad_table,            // a table of holidays that is refused
  bad_period,           // no period such as "3 months"
};
std::error_code make_error_code(CalendarError code);

}  // namespace passerelle::calendar

template <>
struct std::is_error_code_enum<passerelle::calendar::CalendarError> : std::true_type {};
