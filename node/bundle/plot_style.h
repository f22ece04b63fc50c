// Sizes and colours that are the same in all drawings.
//
// Thread safety: constants.
#pragma once

#include <string_view>

namespace passerelle::bundle {

inline constexpr double kPlotWidth = 780;
inline constexpr double kPlotLeft = 24;  // where titles, notes, legends and boxes begin

inline constexpr double kTextSize = 12, kSmallSize = 11;
inline constexpr double kRowTextSize = 12.5, kRowHeight = 27;  // where each row has a name
inline constexpr double kLegendLine = 18;

inline constexpr std::string_view kGrey = "#666666", kGrid = "#e4e4e4", kInk = "#0072B2";

}  // namespace passerelle::bundle
