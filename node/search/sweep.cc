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

// The conditions that belong to no facet.
bool meets_others(const Facts& facts, const Conditions& conditions) {
  if (conditions.is_impossible) return false;
  if (conditions.days && !facts.days.overlaps(*conditions.days)) return false;
  if (conditions.ages && !facts.ages.overlaps(*conditions.ages)) return false;
  const auto& variables = facts.values[index_of(Facet::variable)];
  return std::ranges::all_of(conditions.all_variables, [&](ValueNumber wanted) {
    return std::ranges::find(variables, wanted) != variables.end();
  });
}

// Which facets a document fails by.
struct Failing {
  std::size_t count = 0;
  std::size_t facet = 0;  // the last of them
};

class Sweeper {
 public:
  Sweeper(const Conditions& conditions, const Matches& matches, Swept& swept)
      : conditions_(conditions), matches_(matches), swept_(swept) {}

  Result<void> take(std::string_view blob, std::uint32_t chunk) {
    FactsReader reader(blob, chunk);
    while (reader.next()) {
      if (!matches_.contains(reader.number())) continue;
      ++seen_;
      if (!reader.read(facts_)) break;
      if (!has_known_values()) {
        return Error{SearchError::corrupt, "facts name a value that does not exist"};
      }
      count(reader.number());
    }
    if (reader.is_damaged()) return Error{SearchError::corrupt, "facts cannot be read"};
    return {};
  }

  std::size_t seen() const { return seen_; }

 private:
  bool has_known_values() const {
    for (std::size_t i = 0; i < kFacets; ++i) {
      for (const auto value : facts_.values[i]) {
        if (value >= swept_.counts[i].size()) return false;
      }
    }
    return true;
  }

  Failing failing() const {
    Failing failing;
    for (std::size_t i = 0; i < kFacets; ++i) {
      if (!conditions_.is_narrowed[i]) continue;
      const auto& wanted = conditions_.wanted[i];
      const bool meets = std::ranges::any_of(facts_.values[i],
                                             [&](ValueNumber value) { return wanted[value] != 0; });
      if (!meets) failing = {failing.count + 1, i};
    }
    return failing;
  }

  // A document that meets everything counts in every facet and is a result; one that fails by a
  // single facet still counts in that facet.
  void count(DocumentNumber number) {
    if (!meets_others(facts_, conditions_)) return;
    const auto fails = failing();
    if (fails.count == 0) {
      for (std::size_t i = 0; i < kFacets; ++i) count_values(i);
      swept_.results.push_back({matches_.score(number), facts_.modified, number});
    } else if (fails.count == 1) {
      count_values(fails.facet);
    }
  }

  void count_values(std::size_t facet) {
    auto& counts = swept_.counts[facet];
    for (const auto value : facts_.values[facet]) ++counts[value];
  }

  const Conditions& conditions_;
  const Matches& matches_;
  Swept& swept_;
  Facts facts_;
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
    if (auto taken = sweeper.take((*row)->blob(0), chunk); !taken) return taken.error();
  }
  if (!matches.is_everything() && sweeper.seen() != matches.size()) {
    return Error{SearchError::corrupt, "a document has terms but no facts"};
  }
  return swept;
}

}  // namespace passerelle::search
