// Reads what readers write into addresses: page numbers and moments.
//
// Thread safety: pure functions.
#pragma once

#include <cstddef>
#include <string_view>

#include "node/base/clock.h"
#include "node/base/result.h"

namespace passerelle::service {

// Returns the number; `otherwise` for an empty text. Refuses what is no whole number.
Result<std::size_t> whole_number(std::string_view text, std::size_t otherwise);

// Reads a moment as harvesters write it: RFC 3339 with any offset, without one (UTC), with more
// digits of a second than we keep, or a date alone. A "+" that came as a space is a "+".
Result<Instant> lenient_moment(std::string_view text);

// The answer to a number for which there is no page.
Error no_such_page();

}  // namespace passerelle::service
