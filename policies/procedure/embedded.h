// The procedures of the folder `countries`, as text in the program. Not for other rooms.
//
// Thread safety: constants; any thread.
#pragma once

#include <span>
#include <string_view>

namespace passerelle::procedure {

// The codes of the files, in order: "BE" … "NO".
std::span<const std::string_view> embedded_names();

// The file of a country; null when there is none.
const std::string_view* embedded_text(std::string_view country);

}  // namespace passerelle::procedure
