// Sums over rows in blocks of a fixed size, the blocks added pairwise: the bits depend on the order
// of the rows alone, and rounding grows with the logarithm of their number.
#pragma once

#include <cstddef>

namespace passerelle::analysis {

inline constexpr std::size_t kBlockRows = 4096;

// `block(begin, end)` sums some rows, `add` adds two sums.
template <class Block, class Add>
auto in_blocks(std::size_t begin, std::size_t end, const Block& block, const Add& add)
    -> decltype(block(begin, end)) {
  const std::size_t blocks = (end - begin + kBlockRows - 1) / kBlockRows;
  if (blocks <= 1) return block(begin, end);
  const std::size_t middle = begin + blocks / 2 * kBlockRows;
  return add(in_blocks(begin, middle, block, add), in_blocks(middle, end, block, add));
}

}  // namespace passerelle::analysis
