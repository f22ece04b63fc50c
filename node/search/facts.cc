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

void append_short(std::string& bytes, std::uint32_t number) {
  while (number >= 0x80) {
    bytes += static_cast<char>(0x80U | (number & 0x7FU));
    number >>= 7U;
  }
  bytes += static_cast<char>(number);
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

// Returns false when the bytes end within the number or it does not fit.
bool take_short(std::string_view& bytes, std::uint32_t& number) {
  number = 0;
  for (unsigned shift = 0; shift < 35 && !bytes.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    if (shift == 28 && byte > 0x0F) return false;
    number |= (byte & 0x7FU) << shift;
    if (byte < 0x80) return true;
  }
  return false;
}

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
  facts.modified = document.modified.time_since_epoch().count();
  facts.days = range_of<std::int32_t>(days_since_1970(document.period_from),
                                      days_since_1970(document.period_to));
  facts.ages = range_of<std::int16_t>(document.age_from, document.age_to);
  return facts;
}

std::string packed(const Facts& facts) {
  std::string bytes;
  append_fixed(bytes, facts.modified);
  append_fixed(bytes, facts.days.first);
  append_fixed(bytes, facts.days.last);
  append_fixed(bytes, facts.ages.first);
  append_fixed(bytes, facts.ages.last);
  for (const auto& values : facts.values) {
    append_short(bytes, static_cast<std::uint32_t>(values.size()));
    for (const auto value : values) append_short(bytes, value);
  }
  return bytes;
}

bool FactsReader::next() {
  while (!rest_.empty() && number_ != end_) {
    std::uint32_t size = 0;
    if (!take_short(rest_, size) || size > rest_.size()) {
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

bool FactsReader::read(Facts& facts) {
  auto bytes = facts_;
  is_damaged_ = true;
  if (bytes.size() < kFixedBytes) return false;
  facts.modified = take_fixed<std::int64_t>(bytes);
  facts.days.first = take_fixed<std::int32_t>(bytes);
  facts.days.last = take_fixed<std::int32_t>(bytes);
  facts.ages.first = take_fixed<std::int16_t>(bytes);
  facts.ages.last = take_fixed<std::int16_t>(bytes);
  for (auto& values : facts.values) {
    std::uint32_t count = 0;
    if (!take_short(bytes, count) || count > bytes.size()) return false;
    values.resize(count);
    for (auto& value : values) {
      if (!take_short(bytes, value)) return false;
    }
  }
  is_damaged_ = !bytes.empty();
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
    for (; number < next; ++number) append_short(result, 0);
    append_short(result, static_cast<std::uint32_t>(bytes.size()));
    result += bytes;
    ++number;
  }
  return result;
}

}  // namespace passerelle::search
