// Times as xsd:dateTime writes them, which is wider than our own form: with an offset, with any
// number of decimals.
//
// Thread safety: pure; any thread.
#pragma once

#include <optional>
#include <string_view>

#include "node/base/clock.h"

namespace passerelle::harvest {

// Returns the moment, cut to milliseconds. A time without a zone is taken for UTC. Nothing for what
// is no date and time.
std::optional<Instant> moment_of(std::string_view text);

}  // namespace passerelle::harvest
