// What results are narrowed, counted and sorted by, packed for one sweep over all documents.
//
// Documents have numbers from 1. The facts of kDocumentsPerChunk documents with neighbouring
// numbers are one blob, so a sweep reads few rows, and a change of one document rewrites one of
// them.
//
// Format of a blob, all numbers little-endian: for each document of the chunk in order the size of
// its facts in bytes (16 bits, or 0xFFFF and 32 bits; 0 for a number without document), then:
// modified (64 bits: milliseconds since 1970), first and last day (32 bits each: days since 1970;
// the ends of the range for open ends, the first after the last for no period), lower and upper age
// (16 bits each, likewise); then for each facet the number of its values and the values' own
// numbers (16 bits each, or 0xFFFF and 32 bits). Documents at the end of the chunk without facts
// may be missing. Nearly every number has one length, which a processor foresees; that makes the
// sweep several times faster than shorter codes do.
//
// Thread safety: values; one thread each.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "node/base/result.h"
#include "node/search/facet.h"

namespace passerelle::search {

using DocumentNumber = std::uint32_t;
using ValueNumber = std::uint32_t;

inline constexpr DocumentNumber kDocumentsPerChunk = 1024;
constexpr std::uint32_t chunk_of(DocumentNumber number) { return number / kDocumentsPerChunk; }

// Both ends are included; a range with its first after its last is none and overlaps nothing.
template <class T>
struct Range {
  T first;
  T last;
  bool is_none() const { return first > last; }
  bool overlaps(const Range& other) const {
    return !is_none() && first <= other.last && last >= other.first;
  }
  bool operator==(const Range&) const = default;
};

struct FixedFacts {
  std::int64_t modified = 0;
  Range<std::int32_t> days{1, 0};
  Range<std::int16_t> ages{1, 0};
  bool operator==(const FixedFacts&) const = default;
};

struct Facts {
  FixedFacts fixed;
  PerFacet<std::vector<ValueNumber>> values;
  bool operator==(const Facts&) const = default;
};

// Returns the facts of a document without its values, which need their numbers.
Facts facts_of(const SearchDocument& document);

// Writes facts as they stand in a blob, without their size.
std::string packed(const Facts& facts);

// Returns the blob with the documents replaced; empty facts take a document out. Refuses a damaged
// blob. Requires: the numbers belong to one chunk.
Result<std::string> replaced(std::string_view blob,
                             const std::map<DocumentNumber, std::string>& facts);

// Reads a blob document by document, and of each document only as much as is wanted.
//
//   FactsReader reader(blob, chunk);
//   while (reader.next()) {
//     if (!is_wanted(reader.number())) continue;
//     if (!reader.read()) break;
//     use(reader.fixed(), reader.values(Facet::country));
//   }
//   if (reader.is_damaged()) …
//
// Lifetime: the blob outlives the reader.
class FactsReader {
 public:
  FactsReader(std::string_view blob, std::uint32_t chunk)
      : rest_(blob), number_(chunk * kDocumentsPerChunk - 1), end_(number_ + kDocumentsPerChunk) {}

  // Goes to the next document; false at the end, or where the blob is damaged.
  bool next();
  DocumentNumber number() const { return number_; }

  // The facts of the document as packed, unread.
  std::string_view packed_facts() const { return facts_; }

  // Reads everything but the variables, which are most of the facts; then the variables. False when
  // the facts are damaged. What was read holds until `next`.
  bool read();
  bool read_variables();

  const FixedFacts& fixed() const { return fixed_; }
  std::span<const ValueNumber> values(std::size_t facet) const {
    return std::span(values_).subspan(begins_[facet], begins_[facet + 1] - begins_[facet]);
  }
  bool is_damaged() const { return is_damaged_; }

 private:
  bool take_values(std::size_t facet);

  std::string_view rest_;
  std::string_view facts_;
  std::string_view unread_;  // of facts_
  FixedFacts fixed_;
  std::vector<ValueNumber> values_;  // of all facets, one after the other
  std::array<std::size_t, kFacets + 1> begins_{};
  DocumentNumber number_;
  DocumentNumber end_;
  bool is_damaged_ = false;
};

}  // namespace passerelle::search
