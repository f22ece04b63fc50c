#include "node/search/facts.h"

#include <algorithm>
#include <limits>
#include <optional>

#include "node/search/errors.h"

namespace passerelle::search {
namespace {

template <class T>
void append_fixed(std::string& bytes, T number) {
  auto rest = static_cast<std::uint64_t>(number);
  for (std::size_t i = 0; i < sizeof(T); ++i, rest >>= 8U) bytes += static_cast<char>(rest & 0xFFU);
}

constexpr std::uint16_t kLong = 0xFFFF;  // announces 32 bits

void append_number(std::string& bytes, std::uint32_t number) {
  if (number < kLong) {
    append_fixed(bytes, static_cast<std::uint16_t>(number));
  } else {
    append_fixed(bytes, kLong);
    append_fixed(bytes, number);
  }
}

// Requires: enough bytes are there.
template <class T>
T take_fixed(std::string_view& bytes) {
  std::uint64_t number = 0;
  for (std::size_t i = sizeof(T); i-- > 0;) {
    number = number << 8U | static_cast<unsigned char>(bytes[i]);
  }
  bytes.remove_prefix(sizeof(T));
  return static_cast<T>(number);
}

// Returns false when the bytes end within the number.
inline bool take_number(std::string_view& bytes, std::uint32_t& number) {
  if (bytes.size() < sizeof(std::uint16_t)) return false;
  number = take_fixed<std::uint16_t>(bytes);
  if (number != kLong) return true;
  if (bytes.size() < sizeof(std::uint32_t)) return false;
  number = take_fixed<std::uint32_t>(bytes);
  return true;
}

static_assert(index_of(Facet::variable) == kFacets - 1);
constexpr std::size_t kFixedBytes = 8 + 4 + 4 + 2 + 2;

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

Facts facts_of(const SearchDocument& document) {
  Facts facts;
  facts.fixed.modified = document.modified.time_since_epoch().count();
  facts.fixed.days = range_of<std::int32_t>(days_since_1970(document.period_from),
                                            days_since_1970(document.period_to));
  facts.fixed.ages = range_of<std::int16_t>(document.age_from, document.age_to);
  return facts;
}

std::string packed(const Facts& facts) {
  std::string bytes;
  append_fixed(bytes, facts.fixed.modified);
  append_fixed(bytes, facts.fixed.days.first);
  append_fixed(bytes, facts.fixed.days.last);
  append_fixed(bytes, facts.fixed.ages.first);
  append_fixed(bytes, facts.fixed.ages.last);
  for (const auto& values : facts.values) {
    append_number(bytes, static_cast<std::uint32_t>(values.size()));
    for (const auto value : values) append_number(bytes, value);
  }
  return bytes;
}

bool FactsReader::next() {
  while (!rest_.empty() && number_ != end_) {
    std::uint32_t size = 0;
    if (!take_number(rest_, size) || size > rest_.size()) {
      is_damaged_ = true;
      return false;
    }
    ++number_;
    facts_ = rest_.substr(0, size);
    rest_.remove_prefix(size);
    if (size > 0) return true;
  }
  is_damaged_ = !rest_.empty();
  return false;
}

bool FactsReader::take_values(std::size_t facet) {
  std::uint32_t count = 0;
  if (!take_number(unread_, count) || count > unread_.size()) return false;
  begins_[facet + 1] = begins_[facet] + count;
  if (values_.size() < begins_[facet + 1]) values_.resize(2 * begins_[facet + 1]);
  auto* place = values_.data() + begins_[facet];
  auto unread = unread_;  // a copy that the loop keeps in registers
  for (std::uint32_t i = 0; i < count; ++i) {
    if (!take_number(unread, place[i])) return false;
  }
  unread_ = unread;
  return true;
}

bool FactsReader::read() {
  is_damaged_ = true;
  unread_ = facts_;
  if (unread_.size() < kFixedBytes) return false;
  fixed_.modified = take_fixed<std::int64_t>(unread_);
  fixed_.days.first = take_fixed<std::int32_t>(unread_);
  fixed_.days.last = take_fixed<std::int32_t>(unread_);
  fixed_.ages.first = take_fixed<std::int16_t>(unread_);
  fixed_.ages.last = take_fixed<std::int16_t>(unread_);
  for (std::size_t facet = 0; facet + 1 < kFacets; ++facet) {
    if (!take_values(facet)) return false;
  }
  is_damaged_ = false;
  return true;
}

bool FactsReader::read_variables() {
  is_damaged_ = !take_values(kFacets - 1) || !unread_.empty();
  return !is_damaged_;
}

Result<std::string> replaced(std::string_view blob,
                             const std::map<DocumentNumber, std::string>& facts) {
  const auto chunk = chunk_of(facts.begin()->first);
  std::map<DocumentNumber, std::string_view> all;
  FactsReader reader(blob, chunk);
  while (reader.next()) all[reader.number()] = reader.packed_facts();
  if (reader.is_damaged()) return Error{SearchError::corrupt, "facts cannot be read"};
  for (const auto& [number, bytes] : facts) all[number] = bytes;
  std::string result;
  auto number = chunk * kDocumentsPerChunk;
  for (const auto& [next, bytes] : all) {
    if (bytes.empty()) continue;
    for (; number < next; ++number) append_number(result, 0);
    append_number(result, static_cast<std::uint32_t>(bytes.size()));
    result += bytes;
    ++number;
  }
  return result;
}

}  // namespace passerelle::search
