// Limits on bytes from outside, in one place.
#pragma once

#include <cstddef>

namespace passerelle {

inline constexpr std::size_t kMaximumJsonBytes = std::size_t{16} << 20;
inline constexpr int kMaximumJsonDepth = 64;
inline constexpr std::size_t kMaximumHeaderBytes = std::size_t{16} << 10;
inline constexpr std::size_t kMaximumBodyBytes = std::size_t{16} << 20;
inline constexpr std::size_t kMaximumTurtleBytes = std::size_t{16} << 20;

// Of the study language: enough for any protocol a committee could read.
inline constexpr std::size_t kMaximumAnalyses = 200;
inline constexpr std::size_t kMaximumLevels = 200;
inline constexpr int kMaximumExpressionDepth = 32;

}  // namespace passerelle
