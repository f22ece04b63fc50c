// A period as people write it: "30m", "6h", "1d", or "never".
//
// Thread safety: pure; any thread.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "node/base/result.h"

namespace passerelle::service {

// None stands for "never".
using Period = std::optional<std::chrono::minutes>;

// Refuses what is no period, zero, and more than a year.
Result<Period> parse_period(std::string_view text);
std::string period_text(const Period& period);

}  // namespace passerelle::service
