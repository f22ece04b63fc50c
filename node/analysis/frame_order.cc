#include "node/analysis/frame_order.h"

#include <algorithm>
#include <array>
#include <bit>
#include <numeric>

namespace passerelle::analysis {
namespace {

constexpr int kWordBits = 64;

struct Keyed {
  std::uint64_t key;
  std::uint32_t row;
};

// Rows from `begin` to `end` are equal in every word before this one.
struct Tie {
  std::size_t begin, end;
};

// Some bits of a key.
struct Part {
  const SortKey* key;
  int shift;
  int bits;
};
using Word = std::vector<Part>;

// The keys one after the other, without the bits at either end of a key that are the same in all
// rows, cut into words: most columns have few values, and a word then holds many of them.
class Words {
 public:
  Words(const std::vector<std::uint32_t>& rows, const std::vector<SortKey>& keys)
      : rows_(rows), keys_(keys) {}

  // Returns no part after the last word.
  Word next() {
    Word word;
    for (int room = kWordBits; room > 0 && (left_ > 0 || begin_key());) {
      const int bits = std::min(room, left_);
      left_ -= bits;
      room -= bits;
      word.push_back({&keys_[next_ - 1], shift_ + left_, bits});
    }
    return word;
  }

 private:
  bool begin_key() {
    while (left_ == 0 && next_ < keys_.size()) {
      const auto differing = differing_bits(keys_[next_++]);
      if (differing == 0) continue;
      shift_ = std::countr_zero(differing);
      left_ = kWordBits - std::countl_zero(differing) - shift_;
    }
    return left_ > 0;
  }

  std::uint64_t differing_bits(const SortKey& key) const {
    constexpr std::size_t kBlock = 1024;
    std::array<std::uint64_t, kBlock> words;
    key(std::span(rows_).first(1), words.data());
    const auto first = words[0];
    std::uint64_t differing = 0;
    for (std::size_t begin = 0; begin < rows_.size(); begin += kBlock) {
      const auto block = std::span(rows_).subspan(begin, std::min(kBlock, rows_.size() - begin));
      key(block, words.data());
      for (std::size_t i = 0; i < block.size(); ++i) differing |= words[i] ^ first;
    }
    return differing;
  }

  const std::vector<std::uint32_t>& rows_;
  const std::vector<SortKey>& keys_;
  std::size_t next_ = 0;  // key
  int shift_ = 0;         // of the key before
  int left_ = 0;          // bits of it that no word has yet
};

int bits_of(const Word& word) {
  int bits = 0;
  for (const auto& part : word) bits += part.bits;
  return bits;
}

void sort_few(std::span<Keyed> keyed) {
  std::sort(keyed.begin(), keyed.end(),
            [](const Keyed& left, const Keyed& right) { return left.key < right.key; });
}

// Sorts by the first bits, digit by digit, and then the few rows that these do not tell apart.
void sort_many(std::vector<Keyed>& keyed, int bits) {
  constexpr int kDigitBits = 11;
  constexpr std::size_t kDigits = std::size_t{1} << kDigitBits;
  const int rest = std::max(0, bits - 3 * kDigitBits);
  std::vector<Keyed> dealt(keyed.size());
  for (int shift = rest; shift < bits; shift += kDigitBits) {
    const auto digit = [shift](const Keyed& row) { return row.key >> shift & (kDigits - 1); };
    std::array<std::uint32_t, kDigits> next{};
    for (const auto& row : keyed) ++next[digit(row)];
    std::exclusive_scan(next.begin(), next.end(), next.begin(), 0U);
    for (const auto& row : keyed) dealt[next[digit(row)]++] = row;
    keyed.swap(dealt);
  }
  if (rest == 0) return;
  for (std::size_t begin = 0, end = 0; begin < keyed.size(); begin = end) {
    while (end < keyed.size() && keyed[end].key >> rest == keyed[begin].key >> rest) ++end;
    sort_few(std::span(keyed).subspan(begin, end - begin));
  }
}

// Sorts every tie by one word and returns the ties that remain.
std::vector<Tie> refine(std::vector<std::uint32_t>& rows,
                        const std::vector<Tie>& ties,
                        const Word& word) {
  constexpr std::size_t kMany = 4096;
  const int bits = bits_of(word);
  std::vector<Tie> remaining;
  std::vector<Keyed> keyed;
  std::vector<std::uint64_t> of_part;
  for (const auto& tie : ties) {
    const auto tied = std::span(rows).subspan(tie.begin, tie.end - tie.begin);
    keyed.clear();
    keyed.reserve(tied.size());
    for (const auto row : tied) keyed.push_back({0, row});
    of_part.resize(tied.size());
    for (const auto& part : word) {
      (*part.key)(tied, of_part.data());
      const auto mask = ~std::uint64_t{0} >> (kWordBits - part.bits);
      // A part of a whole word is the only one, and there is nothing to shift.
      const int shift = part.bits % kWordBits;
      for (std::size_t i = 0; i < tied.size(); ++i) {
        keyed[i].key = keyed[i].key << shift | (of_part[i] >> part.shift & mask);
      }
    }
    if (keyed.size() < kMany) sort_few(keyed);
    else sort_many(keyed, bits);
    std::size_t first = 0;
    for (std::size_t i = 0; i < keyed.size(); ++i) {
      tied[i] = keyed[i].row;
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
  const auto as_they_came = order;
  Words words(as_they_came, keys);
  while (!ties.empty()) {
    const auto word = words.next();
    if (word.empty()) break;
    ties = refine(order, ties, word);
  }
  for (const auto& tie : ties) {
    const auto at = [&](std::size_t place) {
      return order.begin() + static_cast<std::ptrdiff_t>(place);
    };
    std::sort(at(tie.begin), at(tie.end), is_before);
  }
  return order;
}

}  // namespace passerelle::analysis
