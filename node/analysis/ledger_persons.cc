#include "node/analysis/ledger_persons.h"

#include <algorithm>
#include <bit>
#include <numeric>

namespace passerelle::analysis {
namespace {

struct RowOf {
  std::uint64_t pseudonym;
  std::uint32_t row;
};

// Returns the rows in the order of their pseudonyms: dealt into buckets by the first bits of these,
// and each bucket of a few sorted.
std::vector<RowOf> by_pseudonym(const std::vector<std::uint64_t>& pseudonyms) {
  const int bits = std::max(1, static_cast<int>(std::bit_width(pseudonyms.size() / 8)));
  const auto bucket_of = [&](std::uint64_t pseudonym) {
    return static_cast<std::size_t>(pseudonym >> (64 - bits));
  };
  std::vector<std::uint32_t> ends((std::size_t{1} << bits) + 1);
  for (const auto pseudonym : pseudonyms) ++ends[bucket_of(pseudonym) + 1];
  std::partial_sum(ends.begin(), ends.end(), ends.begin());
  std::vector<RowOf> dealt(pseudonyms.size());
  auto next = ends;
  for (std::uint32_t row = 0; row < pseudonyms.size(); ++row) {
    dealt[next[bucket_of(pseudonyms[row])]++] = {pseudonyms[row], row};
  }
  for (std::size_t bucket = 0; bucket + 1 < ends.size(); ++bucket) {
    std::sort(
        dealt.begin() + ends[bucket], dealt.begin() + ends[bucket + 1],
        [](const RowOf& left, const RowOf& right) { return left.pseudonym < right.pseudonym; });
  }
  return dealt;
}

}  // namespace

LedgerPersons ledger_persons(const std::vector<std::uint64_t>& pseudonyms) {
  LedgerPersons persons;
  persons.pseudonyms.reserve(pseudonyms.size());
  persons.of_row.resize(pseudonyms.size());
  for (const auto& [pseudonym, row] : by_pseudonym(pseudonyms)) {
    if (persons.pseudonyms.empty() || persons.pseudonyms.back() != pseudonym) {
      persons.pseudonyms.push_back(pseudonym);
    }
    persons.of_row[row] = static_cast<std::uint32_t>(persons.pseudonyms.size() - 1);
  }
  return persons;
}

}  // namespace passerelle::analysis
