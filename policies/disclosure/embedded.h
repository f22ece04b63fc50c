// The profiles of the folder `profiles`, as text in the program. Not for other rooms.
//
// Thread safety: constants; any thread.
#pragma once

#include <span>
#include <string_view>

namespace passerelle::disclosure {

// The identifiers of the files, in order: "DE-FDZ-GESUNDHEIT" … "NO-HELSEDATA".
std::span<const std::string_view> embedded_names();

// The file of a profile; null when there is none.
const std::string_view* embedded_text(std::string_view name);

}  // namespace passerelle::disclosure
