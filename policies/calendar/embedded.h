// The tables of the folder `countries`, as text in the program. Not for other rooms.
//
// Thread safety: constants; any thread.
#pragma once

#include <span>
#include <string_view>

namespace passerelle::calendar {

// The codes of the tables, in order: "BE" … "NO".
std::span<const std::string_view> embedded_names();

// The table of a country; null when there is none.
const std::string_view* embedded_text(std::string_view country);

}  // namespace passerelle::calendar
