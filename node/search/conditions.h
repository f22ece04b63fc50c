// What narrows the results of a query, in the numbers of the index. Private to the room.
//
// Thread safety: values; as the Reader.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <vector>

#include "node/base/result.h"
#include "node/search/facts.h"
#include "node/search/query.h"
#include "node/store/database.h"

namespace passerelle::search {

struct Conditions {
  PerFacet<std::vector<ValueNumber>> wanted;
  std::uint32_t filtered = 0;  // the bits of the facets with a filter
  std::set<ValueNumber> all_variables;
  bool is_impossible = false;  // a variable that must be there is in no document
  std::optional<Range<std::int32_t>> days;
  std::optional<Range<std::int16_t>> ages;

  // Whether a document meets the conditions that are ranges.
  bool admits(const FixedColumns& fixed, std::size_t document) const {
    if (is_impossible) return false;
    if (days && !fixed.days(document).overlaps(*days)) return false;
    return !ages || fixed.ages(document).overlaps(*ages);
  }

  // Whether the values of a document matter.
  bool narrows() const { return filtered != 0 || !all_variables.empty(); }
};

Result<Conditions> conditions_of(store::Reader& reader, const Query& query);

// What the conditions say of the places of one chunk.
struct LocalConditions {
  LocalConditions(const Totals& totals, const Conditions& conditions);

  std::vector<std::uint16_t> filters;     // the bit of the facet whose filter the value meets
  std::size_t filters_end = 0;            // from this place on no value meets any
  std::vector<std::uint8_t> is_required;  // 1 for a variable that must be there
};

}  // namespace passerelle::search
