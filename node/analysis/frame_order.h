// The canonical order of rows: by values alone, so that no sum depends on delivery.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace passerelle::analysis {

// One column as sortable words: writes for each of the rows a word that orders as the column's
// values do.
using SortKey = std::function<void(std::span<const std::uint32_t> rows, std::uint64_t* words)>;

// Returns the key of a column from what gives the word of one row.
template <class WordOf>
SortKey sort_key(WordOf word_of) {
  return [word_of](std::span<const std::uint32_t> rows, std::uint64_t* words) {
    for (const auto row : rows) *words++ = word_of(row);
  };
}

// Returns the rows 0 … rows-1 sorted by the keys, the first key first; rows equal in every key are
// ordered by `is_before`.
std::vector<std::uint32_t> ordered_rows(
    std::size_t rows,
    const std::vector<SortKey>& keys,
    const std::function<bool(std::uint32_t, std::uint32_t)>& is_before);

inline constexpr std::uint64_t kSign = std::uint64_t{1} << 63;

// Returns a word that orders as the number does; NaN comes last. Requires: no negative zero.
inline std::uint64_t sortable(double number) {
  // Beyond infinity, with few bits, so that words hold much beside it.
  if (std::isnan(number)) return std::uint64_t{0xFFF8} << 48;
  const auto bits = std::bit_cast<std::uint64_t>(number);
  return (bits & kSign) != 0 ? ~bits : bits | kSign;
}
inline std::uint64_t sortable(std::int64_t number) {
  return std::bit_cast<std::uint64_t>(number) ^ kSign;
}

}  // namespace passerelle::analysis
