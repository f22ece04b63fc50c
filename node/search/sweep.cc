#include "node/search/sweep.h"

#include <algorithm>

#include "node/search/errors.h"

namespace passerelle::search {
namespace {

using Flags = std::vector<std::uint8_t>;  // by value number

// The conditions of a query in the numbers of the index.
struct Conditions {
  PerFacet<Flags> wanted;
  PerFacet<bool> is_narrowed{};  // whether the facet has a filter
  std::vector<ValueNumber> all_variables;
  bool is_impossible = false;  // a variable that must be there is in no document
  std::optional<Range<std::int32_t>> days;
  std::optional<Range<std::int16_t>> ages;
};

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

Result<std::size_t> number_of_values(store::Reader& reader, Facet facet) {
  const auto row =
      reader.query_one("select coalesce(max(number) + 1, 0) from search_values where facet = ?",
                       static_cast<std::int64_t>(index_of(facet)));
  if (!row) return row.error();
  return static_cast<std::size_t>((*row)->integer(0));
}

Result<Conditions> conditions_of(store::Reader& reader,
                                 const Query& query,
                                 const PerFacet<std::vector<std::uint32_t>>& counts) {
  Conditions conditions;
  for (std::size_t i = 0; i < kFacets; ++i) {
    if (query.values[i].empty()) continue;
    conditions.is_narrowed[i] = true;
    conditions.wanted[i].resize(counts[i].size());
    for (const auto& value : query.values[i]) {
      const auto number = number_of(reader, facet_at(i), value);
      if (!number) return number.error();
      if (*number) conditions.wanted[i][**number] = 1;
    }
  }
  for (const auto& name : query.all_variables) {
    const auto number = number_of(reader, Facet::variable, name);
    if (!number) return number.error();
    if (*number) conditions.all_variables.push_back(**number);
    else conditions.is_impossible = true;
  }
  conditions.days = query.days;
  conditions.ages = query.ages;
  return conditions;
}

// Which facets a document fails by.
struct Failing {
  std::size_t count = 0;
  std::size_t facet = 0;  // the last of them
};

constexpr std::size_t kVariable = index_of(Facet::variable);

class Sweeper {
 public:
  Sweeper(const Conditions& conditions, const Matches& matches, Swept& swept)
      : conditions_(conditions), matches_(matches), swept_(swept) {}

  Result<void> take(std::string_view blob, std::uint32_t chunk) {
    FactsReader reader(blob, chunk);
    while (reader.next()) {
      if (!matches_.contains(reader.number())) continue;
      ++seen_;
      if (!take_one(reader)) return Error{SearchError::corrupt, "facts cannot be read"};
    }
    if (reader.is_damaged()) return Error{SearchError::corrupt, "facts cannot be read"};
    return {};
  }

  std::size_t seen() const { return seen_; }

 private:
  // A document that meets everything counts in every facet and is a result; one that fails by a
  // single facet still counts in that facet. Variables are read only for these. False when the
  // facts are damaged.
  bool take_one(FactsReader& reader) {
    if (!reader.read()) return false;
    if (!meets_ranges(reader.fixed())) return true;
    auto failing = failing_by(reader);
    if (failing.count > 1) return true;
    if (!reader.read_variables()) return false;
    if (!has_all_variables(reader)) return true;
    if (!meets(reader, kVariable)) failing = {failing.count + 1, kVariable};
    if (failing.count > 1) return true;
    if (failing.count == 1) return count(reader, failing.facet);
    swept_.results.push_back(
        {matches_.score(reader.number()), reader.fixed().modified, reader.number()});
    for (std::size_t i = 0; i < kFacets; ++i) {
      if (!count(reader, i)) return false;
    }
    return true;
  }

  bool meets_ranges(const FixedFacts& facts) const {
    if (conditions_.is_impossible) return false;
    if (conditions_.days && !facts.days.overlaps(*conditions_.days)) return false;
    return !conditions_.ages || facts.ages.overlaps(*conditions_.ages);
  }

  bool has_all_variables(const FactsReader& reader) const {
    const auto variables = reader.values(kVariable);
    return std::ranges::all_of(conditions_.all_variables, [&](ValueNumber wanted) {
      return std::ranges::find(variables, wanted) != variables.end();
    });
  }

  bool meets(const FactsReader& reader, std::size_t facet) const {
    if (!conditions_.is_narrowed[facet]) return true;
    const auto& wanted = conditions_.wanted[facet];
    return std::ranges::any_of(reader.values(facet), [&](ValueNumber value) {
      return value < wanted.size() && wanted[value] != 0;
    });
  }

  // All facets but the variables.
  Failing failing_by(const FactsReader& reader) const {
    Failing failing;
    for (std::size_t i = 0; i < kVariable; ++i) {
      if (!meets(reader, i)) failing = {failing.count + 1, i};
    }
    return failing;
  }

  // False when the document has a value that does not exist.
  bool count(const FactsReader& reader, std::size_t facet) {
    auto& counts = swept_.counts[facet];
    for (const auto value : reader.values(facet)) {
      if (value >= counts.size()) return false;
      ++counts[value];
    }
    return true;
  }

  const Conditions& conditions_;
  const Matches& matches_;
  Swept& swept_;
  std::size_t seen_ = 0;
};

}  // namespace

Result<Swept> sweep(store::Reader& reader, const Query& query, const Matches& matches) {
  Swept swept;
  for (std::size_t i = 0; i < kFacets; ++i) {
    const auto size = number_of_values(reader, facet_at(i));
    if (!size) return size.error();
    swept.counts[i].resize(*size);
  }
  const auto conditions = conditions_of(reader, query, swept.counts);
  if (!conditions) return conditions.error();
  Sweeper sweeper(*conditions, matches, swept);
  for (const auto chunk : matches.chunks()) {
    const auto row = reader.query_one("select facts from search_facts where chunk = ?", chunk);
    if (!row) return row.error();
    if (!*row) continue;
    if (auto taken = sweeper.take((*row)->bytes(0), chunk); !taken) return taken.error();
  }
  if (!matches.is_everything() && sweeper.seen() != matches.size()) {
    return Error{SearchError::corrupt, "a document has terms but no facts"};
  }
  return swept;
}

}  // namespace passerelle::search
