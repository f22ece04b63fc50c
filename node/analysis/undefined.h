// What a statistic is where its data do not determine it, as the mean of nobody.
#pragma once

#include <limits>

namespace passerelle::analysis {

// NaN, which answers show as null.
inline constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();

}  // namespace passerelle::analysis
