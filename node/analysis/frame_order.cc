#include "node/analysis/frame_order.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>

namespace passerelle::analysis {
namespace {

struct Keyed {
  std::uint64_t key;
  std::uint32_t row;
};

// Rows from `begin` to `end` are equal in every key before this one.
struct Tie {
  std::size_t begin, end;
};

// Sorts every tie by one key and returns the ties that remain.
std::vector<Tie> refine(std::vector<std::uint32_t>& rows,
                        const std::vector<Tie>& ties,
                        const SortKey& key) {
  std::vector<Tie> remaining;
  std::vector<Keyed> keyed;
  for (const auto& tie : ties) {
    keyed.clear();
    for (std::size_t i = tie.begin; i < tie.end; ++i) keyed.push_back({key(rows[i]), rows[i]});
    std::sort(keyed.begin(), keyed.end(),
              [](const Keyed& left, const Keyed& right) { return left.key < right.key; });
    std::size_t first = 0;
    for (std::size_t i = 0; i < keyed.size(); ++i) {
      rows[tie.begin + i] = keyed[i].row;
      if (i + 1 < keyed.size() && keyed[i + 1].key == keyed[first].key) continue;
      if (i > first) remaining.push_back({tie.begin + first, tie.begin + i + 1});
      first = i + 1;
    }
  }
  return remaining;
}

}  // namespace

std::vector<std::uint32_t> ordered_rows(
    std::size_t rows,
    const std::vector<SortKey>& keys,
    const std::function<bool(std::uint32_t, std::uint32_t)>& is_before) {
  std::vector<std::uint32_t> order(rows);
  std::iota(order.begin(), order.end(), 0U);
  std::vector<Tie> ties;
  if (rows > 1) ties.push_back({0, rows});
  for (const auto& key : keys) {
    if (ties.empty()) break;
    ties = refine(order, ties, key);
  }
  for (const auto& tie : ties) {
    const auto at = [&](std::size_t place) {
      return order.begin() + static_cast<std::ptrdiff_t>(place);
    };
    std::sort(at(tie.begin), at(tie.end), is_before);
  }
  return order;
}

// Rows are dealt into buckets by the first bits of their pseudonyms, and each bucket of a few is
// sorted.
std::vector<std::uint32_t> by_pseudonym(const std::vector<std::uint64_t>& pseudonyms) {
  const int bits = std::max(1, static_cast<int>(std::bit_width(pseudonyms.size() / 8)));
  const auto bucket_of = [&](std::uint64_t pseudonym) {
    return static_cast<std::size_t>(pseudonym >> (64 - bits));
  };
  std::vector<std::uint32_t> ends((std::size_t{1} << bits) + 1);
  for (const auto pseudonym : pseudonyms) ++ends[bucket_of(pseudonym) + 1];
  std::partial_sum(ends.begin(), ends.end(), ends.begin());
  std::vector<Keyed> dealt(pseudonyms.size());
  auto next = ends;
  for (std::uint32_t row = 0; row < pseudonyms.size(); ++row) {
    dealt[next[bucket_of(pseudonyms[row])]++] = {pseudonyms[row], row};
  }
  for (std::size_t bucket = 0; bucket + 1 < ends.size(); ++bucket) {
    std::sort(dealt.begin() + ends[bucket], dealt.begin() + ends[bucket + 1],
              [](const Keyed& left, const Keyed& right) { return left.key < right.key; });
  }
  std::vector<std::uint32_t> order;
  order.reserve(dealt.size());
  for (const auto& keyed : dealt) order.push_back(keyed.row);
  return order;
}

std::uint64_t sortable(double number) {
  if (std::isnan(number)) return std::numeric_limits<std::uint64_t>::max();
  constexpr std::uint64_t kSign = std::uint64_t{1} << 63;
  const auto bits = std::bit_cast<std::uint64_t>(number);
  return (bits & kSign) != 0 ? ~bits : bits | kSign;
}

}  // namespace passerelle::analysis
