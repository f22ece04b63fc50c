// What results are narrowed, counted and sorted by, laid out for one sweep over all documents.
//
// Documents have numbers from 1. The facts of kDocumentsPerChunk documents with neighbouring
// numbers are one chunk: a row of three blobs. So a sweep reads few rows and of each no blob that
// the query does not need, and a change of one document rewrites one row.
//
// Format of the blobs: arrays of little-endian numbers, one array directly after the other. D is
// the number of documents up to the last one that is there, V the number of different values that
// documents of the chunk have.
//
//   fixed    D × 64 bits  modified, milliseconds since 1970; the smallest number for no document
//            D × 32 bits  first day, days since 1970
//            D × 32 bits  last day; the ends of the range for open ends, the first after the last
//                         for no period
//            D × 16 bits  lower age, then
//            D × 16 bits  upper age, likewise
//   totals  10 × 32 bits  for each facet the place where its values end in the next two arrays
//            V × 32 bits  the numbers of the values, by facet and ascending
//            V × 16 bits  how many documents of the chunk have the value
//   lists    D × 32 bits  for each document the place where its values end in the next array
//              × 16 bits  the values of each document as places in the totals, ascending;
//                         32 bits each when V is larger than 16 bits can tell
//
// The places make counting one addition per value into a small table, and the totals are what a
// chunk counts in which every document is a result.
//
// Thread safety: values; one thread each.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>
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
constexpr DocumentNumber first_of(std::uint32_t chunk) { return chunk * kDocumentsPerChunk; }

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

// What a damaged blob is refused with.
Error damaged_facts();

// Numbers as they stand in a blob. Lifetime: the blob outlives them.
template <class T>
class PackedArray {
  static_assert(std::endian::native == std::endian::little);

 public:
  PackedArray() = default;
  explicit PackedArray(std::string_view bytes) : bytes_(bytes) {}

  std::size_t size() const { return bytes_.size() / sizeof(T); }
  T operator[](std::size_t place) const {
    T number;
    std::memcpy(&number, bytes_.data() + place * sizeof(T), sizeof(T));
    return number;
  }

 private:
  std::string_view bytes_;
};

// Each of the three blobs, checked when it is opened: reading it then needs no further care.
// Documents go by their index in the chunk. Errors: SearchError::corrupt.
class FixedColumns {
 public:
  static Result<FixedColumns> open(std::string_view blob);

  std::size_t size() const { return modified_.size(); }
  bool is_there(std::size_t document) const { return modified_[document] != kNoDocument; }
  std::int64_t modified(std::size_t document) const { return modified_[document]; }
  Range<std::int32_t> days(std::size_t document) const {
    return {first_days_[document], last_days_[document]};
  }
  Range<std::int16_t> ages(std::size_t document) const {
    return {lower_ages_[document], upper_ages_[document]};
  }

  static constexpr auto kNoDocument = std::numeric_limits<std::int64_t>::min();

 private:
  PackedArray<std::int64_t> modified_;
  PackedArray<std::int32_t> first_days_, last_days_;
  PackedArray<std::int16_t> lower_ages_, upper_ages_;
};

class Totals {
 public:
  static Result<Totals> open(std::string_view blob);

  std::size_t size() const { return numbers_.size(); }
  std::size_t begin(std::size_t facet) const { return facet == 0 ? 0 : ends_[facet - 1]; }
  std::size_t end(std::size_t facet) const { return ends_[facet]; }
  ValueNumber number(std::size_t place) const { return numbers_[place]; }
  std::uint32_t documents(std::size_t place) const { return documents_[place]; }

  // Returns the place of a value, if a document of the chunk has it.
  std::optional<std::size_t> place_of(std::size_t facet, ValueNumber number) const;

  // Whether a place needs 32 bits.
  bool is_wide() const { return size() > std::size_t{1} << 16U; }

 private:
  PackedArray<std::uint32_t> ends_;
  PackedArray<ValueNumber> numbers_;
  PackedArray<std::uint16_t> documents_;
};

// Place is std::uint16_t, or std::uint32_t when the totals are wide.
template <class Place>
class ValueLists {
 public:
  // `documents` and `totals` are the sizes of the other two.
  static Result<ValueLists> open(std::string_view blob, std::size_t documents, std::size_t totals);

  std::size_t begin(std::size_t document) const { return document == 0 ? 0 : ends_[document - 1]; }
  std::size_t end(std::size_t document) const { return ends_[document]; }
  Place operator[](std::size_t at) const { return places_[at]; }

 private:
  PackedArray<std::uint32_t> ends_;
  PackedArray<Place> places_;
};

}  // namespace passerelle::search
