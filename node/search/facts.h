// What results are narrowed, counted and sorted by, packed for one sweep over all documents.
//
// Documents have numbers from 1. The facts of kDocumentsPerChunk documents with neighbouring
// numbers are one blob, so a sweep reads few rows, and a change of one document rewrites one of
// them.
//
// Format of a blob: for each document of the chunk in order its size in bytes (LEB128; 0 for a
// number without document), then: modified (64 bits: milliseconds since 1970), first and last day
// (32 bits each: days since 1970; the ends of the range for open ends, the first after the last for
// no period), lower and upper age (16 bits each, likewise), all little-endian; then for each facet
// the number of its values and the values' own numbers (LEB128). Documents at the end of the chunk
// without facts may be missing.
//
// Thread safety: values; one thread each.
#pragma once

#include <cstdint>
#include <map>
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

struct Facts {
  std::int64_t modified = 0;
  Range<std::int32_t> days{1, 0};
  Range<std::int16_t> ages{1, 0};
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

// Reads a blob document by document.
//
//   FactsReader reader(blob, chunk);
//   while (reader.next()) { if (is_wanted(reader.number())) use(reader.facts()); }
//   if (reader.is_damaged()) …
class FactsReader {
 public:
  FactsReader(std::string_view blob, std::uint32_t chunk)
      : rest_(blob), number_(chunk * kDocumentsPerChunk - 1), end_(number_ + kDocumentsPerChunk) {}

  // Goes to the next document; false at the end, or where the blob is damaged.
  bool next();
  DocumentNumber number() const { return number_; }

  // The facts of the document as packed, unread.
  std::string_view packed_facts() const { return facts_; }

  // Reads the facts into an object that is used again and again; false when they are damaged.
  bool read(Facts& facts);
  bool is_damaged() const { return is_damaged_; }

 private:
  std::string_view rest_;
  std::string_view facts_;
  DocumentNumber number_;
  DocumentNumber end_;
  bool is_damaged_ = false;
};

}  // namespace passerelle::search
