#include "node/search/conditions.h"

#include <algorithm>
#include <string>

namespace passerelle::search {
namespace {

constexpr std::uint32_t bit_of(std::size_t facet) { return std::uint32_t{1} << facet; }

Result<std::optional<ValueNumber>> number_of(store::Reader& reader,
                                             Facet facet,
                                             const std::string& written) {
  const auto row =
      reader.query_one("select number from search_values where facet = ? and value = ?",
                       static_cast<std::int64_t>(index_of(facet)), kept_value(facet, written));
  if (!row) return row.error();
  if (!*row) return std::optional<ValueNumber>();
  return std::optional(static_cast<ValueNumber>((*row)->integer(0)));
}

}  // namespace

Result<Conditions> conditions_of(store::Reader& reader, const Query& query) {
  Conditions conditions;
  for (std::size_t i = 0; i < kFacets; ++i) {
    if (!query.values[i].empty()) conditions.filtered |= bit_of(i);
    for (const auto& value : query.values[i]) {
      const auto number = number_of(reader, facet_at(i), value);
      if (!number) return number.error();
      if (*number) conditions.wanted[i].push_back(**number);
    }
  }
  for (const auto& name : query.all_variables) {
    const auto number = number_of(reader, Facet::variable, name);
    if (!number) return number.error();
    if (*number) conditions.all_variables.insert(**number);
    else conditions.is_impossible = true;
  }
  conditions.days = query.days;
  conditions.ages = query.ages;
  return conditions;
}

LocalConditions::LocalConditions(const Totals& totals, const Conditions& conditions)
    : filters(totals.size()), is_required(totals.size()) {
  for (std::size_t facet = 0; facet < kFacets; ++facet) {
    for (const auto number : conditions.wanted[facet]) {
      const auto place = totals.place_of(facet, number);
      if (!place) continue;
      filters[*place] = static_cast<std::uint16_t>(bit_of(facet));
      filters_end = std::max(filters_end, *place + 1);
    }
  }
  for (const auto number : conditions.all_variables) {
    if (const auto place = totals.place_of(index_of(Facet::variable), number))
      is_required[*place] = 1;
  }
}

}  // namespace passerelle::search
