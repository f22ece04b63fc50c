#include "node/search/facts.h"

#include <algorithm>
#include <array>

#include "node/search/errors.h"

namespace passerelle::search {
namespace {

constexpr std::size_t kFixedBytes = 8 + 4 + 4 + 2 + 2;

// Takes an array from the front of the bytes. Requires: they are enough.
template <class T>
PackedArray<T> take(std::string_view& bytes, std::size_t size) {
  const PackedArray<T> array(bytes.substr(0, size * sizeof(T)));
  bytes.remove_prefix(size * sizeof(T));
  return array;
}

bool is_ascending(const PackedArray<std::uint32_t>& numbers) {
  for (std::size_t i = 1; i < numbers.size(); ++i) {
    if (numbers[i - 1] > numbers[i]) return false;
  }
  return true;
}

// The number of what ends at these places.
std::size_t last_end(const PackedArray<std::uint32_t>& ends) {
  return ends.size() == 0 ? 0 : ends[ends.size() - 1];
}

// Returns the largest of the numbers, 0 of none. Compilers make vector instructions of blocks whose
// size they know; number by number this would cost as much as counting does.
template <class T>
T largest_of(const PackedArray<T>& numbers) {
  std::array<T, 32> largest{};
  std::size_t at = 0;
  for (; at + largest.size() <= numbers.size(); at += largest.size()) {
    for (std::size_t i = 0; i < largest.size(); ++i) {
      const T number = numbers[at + i];
      largest[i] = number > largest[i] ? number : largest[i];
    }
  }
  for (; at < numbers.size(); ++at) largest[0] = std::max(largest[0], numbers[at]);
  return std::ranges::max(largest);
}

template <class T, class U>
Range<T> range_of(const std::optional<U>& first, const std::optional<U>& last) {
  if (!first && !last) return {1, 0};
  return {first ? static_cast<T>(*first) : std::numeric_limits<T>::min(),
          last ? static_cast<T>(*last) : std::numeric_limits<T>::max()};
}

std::optional<std::int64_t> days_since_1970(const std::optional<Days>& day) {
  if (!day) return std::nullopt;
  return day->time_since_epoch().count();
}

}  // namespace

Error damaged_facts() { return Error{SearchError::corrupt, "facts cannot be read"}; }

Facts facts_of(const SearchDocument& document) {
  Facts facts;
  facts.fixed.modified = document.modified.time_since_epoch().count();
  facts.fixed.days = range_of<std::int32_t>(days_since_1970(document.period_from),
                                            days_since_1970(document.period_to));
  facts.fixed.ages = range_of<std::int16_t>(document.age_from, document.age_to);
  return facts;
}

Result<FixedColumns> FixedColumns::open(std::string_view blob) {
  const auto documents = blob.size() / kFixedBytes;
  if (blob.size() != documents * kFixedBytes || documents > kDocumentsPerChunk)
    return damaged_facts();
  FixedColumns fixed;
  fixed.modified_ = take<std::int64_t>(blob, documents);
  fixed.first_days_ = take<std::int32_t>(blob, documents);
  fixed.last_days_ = take<std::int32_t>(blob, documents);
  fixed.lower_ages_ = take<std::int16_t>(blob, documents);
  fixed.upper_ages_ = take<std::int16_t>(blob, documents);
  return fixed;
}

Result<Totals> Totals::open(std::string_view blob) {
  if (blob.size() < kFacets * sizeof(std::uint32_t)) return damaged_facts();
  Totals totals;
  totals.ends_ = take<std::uint32_t>(blob, kFacets);
  const auto size = last_end(totals.ends_);
  constexpr auto kBytes = sizeof(ValueNumber) + sizeof(std::uint16_t);
  if (!is_ascending(totals.ends_) || blob.size() != size * kBytes) return damaged_facts();
  totals.numbers_ = take<ValueNumber>(blob, size);
  totals.documents_ = take<std::uint16_t>(blob, size);
  return totals;
}

std::optional<std::size_t> Totals::place_of(std::size_t facet, ValueNumber number) const {
  auto place = begin(facet);
  for (auto size = end(facet) - place; size > 0;) {
    const auto half = size / 2;
    if (numbers_[place + half] < number) {
      place += half + 1;
      size -= half + 1;
    } else {
      size = half;
    }
  }
  if (place == end(facet) || numbers_[place] != number) return std::nullopt;
  return place;
}

template <class Place>
Result<ValueLists<Place>> ValueLists<Place>::open(std::string_view blob,
                                                  std::size_t documents,
                                                  std::size_t totals) {
  if (blob.size() < documents * sizeof(std::uint32_t)) return damaged_facts();
  ValueLists lists;
  lists.ends_ = take<std::uint32_t>(blob, documents);
  const auto size = last_end(lists.ends_);
  if (!is_ascending(lists.ends_) || blob.size() != size * sizeof(Place)) return damaged_facts();
  lists.places_ = take<Place>(blob, size);
  if (size > 0 && largest_of(lists.places_) >= totals) return damaged_facts();
  return lists;
}

template class ValueLists<std::uint16_t>;
template class ValueLists<std::uint32_t>;

}  // namespace passerelle::search
