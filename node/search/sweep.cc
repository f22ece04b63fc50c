#include "node/search/sweep.h"

#include <algorithm>
#include <bit>

#include "node/search/conditions.h"
#include "node/search/errors.h"

namespace passerelle::search {
namespace {

Result<std::size_t> number_of_values(store::Reader& reader, Facet facet) {
  const auto row =
      reader.query_one("select coalesce(max(number) + 1, 0) from search_values where facet = ?",
                       static_cast<std::int64_t>(index_of(facet)));
  if (!row) return row.error();
  return static_cast<std::size_t>((*row)->integer(0));
}

constexpr std::size_t kVariable = index_of(Facet::variable);

class Sweeper {
 public:
  Sweeper(store::Reader& reader, const Conditions& conditions, const Matches& matches, Swept& swept)
      : reader_(reader), conditions_(conditions), matches_(matches), swept_(swept) {}

  Result<void> take(std::uint32_t chunk) {
    return reader_.each_bytes(
        [&](std::span<const std::string_view> row) -> Result<void> {
          const auto fixed = FixedColumns::open(row[0]);
          if (!fixed) return fixed.error();
          const auto totals = Totals::open(row[1]);
          if (!totals) return totals.error();
          return take(chunk, *fixed, *totals);
        },
        "select fixed, totals from search_facts where chunk = ?", chunk);
  }

  std::size_t seen() const { return seen_; }

 private:
  enum class State : std::uint8_t { absent, other, chosen };

  Result<void> take(std::uint32_t chunk, const FixedColumns& fixed, const Totals& totals) {
    choose(fixed, chunk);
    if (chosen_ == 0) return {};
    counts_.assign(totals.size(), 0);
    if (auto counted = count(totals, chunk); !counted) return counted;
    add_results(fixed, chunk);
    return add_counts(totals);
  }

  // Chooses the documents that match and meet the ranges.
  void choose(const FixedColumns& fixed, std::uint32_t chunk) {
    states_.assign(fixed.size(), State::absent);
    there_ = chosen_ = 0;
    for (std::size_t i = 0; i < fixed.size(); ++i) {
      if (!fixed.is_there(i)) continue;
      ++there_;
      const bool is_match = matches_.contains(first_of(chunk) + static_cast<DocumentNumber>(i));
      seen_ += is_match ? 1 : 0;
      const bool is_chosen = is_match && conditions_.admits(fixed, i);
      chosen_ += is_chosen ? 1 : 0;
      states_[i] = is_chosen ? State::chosen : State::other;
    }
  }

  Result<void> count(const Totals& totals, std::uint32_t chunk) {
    if (chosen_ == there_ && !conditions_.narrows()) {
      add_totals(totals);
      return {};
    }
    return reader_.each_bytes(
        [&](std::span<const std::string_view> row) {
          return totals.is_wide() ? count_lists<std::uint32_t>(row[0], totals)
                                  : count_lists<std::uint16_t>(row[0], totals);
        },
        "select lists from search_facts where chunk = ?", chunk);
  }

  // Narrows the choice and counts the rest of it, or what is not in it when that is less.
  template <class Place>
  Result<void> count_lists(std::string_view blob, const Totals& totals) {
    const auto lists = ValueLists<Place>::open(blob, states_.size(), totals.size());
    if (!lists) return lists.error();
    narrow(*lists, totals);
    if (2 * chosen_ <= there_) {
      add_lists(*lists, State::chosen, 1);
    } else {
      add_totals(totals);
      add_lists(*lists, State::other, std::uint32_t{0} - 1);
    }
    return {};
  }

  // A document that meets every filter stays chosen; one that fails by a single facet still counts
  // in that facet.
  template <class Place>
  void narrow(const ValueLists<Place>& lists, const Totals& totals) {
    if (!conditions_.narrows()) return;
    const LocalConditions local(totals, conditions_);
    for (std::size_t i = 0; i < states_.size(); ++i) {
      if (states_[i] != State::chosen) continue;
      const bool has_variables = has_all_variables(lists, i, totals, local);
      const auto failed = conditions_.filtered & ~filters_met(lists, i, local);
      if (has_variables && failed == 0) continue;
      states_[i] = State::other;
      --chosen_;
      if (has_variables && std::has_single_bit(failed)) {
        const auto facet = static_cast<std::size_t>(std::countr_zero(failed));
        add_facet(lists, i, totals.begin(facet), totals.end(facet));
      }
    }
  }

  template <class Place>
  bool has_all_variables(const ValueLists<Place>& lists,
                         std::size_t document,
                         const Totals& totals,
                         const LocalConditions& local) const {
    if (conditions_.all_variables.empty()) return true;
    std::size_t found = 0;
    for (auto at = lists.end(document);
         at > lists.begin(document) && lists[at - 1] >= totals.begin(kVariable); --at) {
      found += local.is_required[lists[at - 1]];
    }
    return found == conditions_.all_variables.size();
  }

  template <class Place>
  static std::uint32_t filters_met(const ValueLists<Place>& lists,
                                   std::size_t document,
                                   const LocalConditions& local) {
    std::uint32_t met = 0;
    const auto end = lists.end(document);
    for (auto at = lists.begin(document); at < end && lists[at] < local.filters_end; ++at) {
      met |= local.filters[lists[at]];
    }
    return met;
  }

  template <class Place>
  void add_facet(const ValueLists<Place>& lists,
                 std::size_t document,
                 std::size_t begin,
                 std::size_t end) {
    for (auto at = lists.begin(document); at < lists.end(document) && lists[at] < end; ++at) {
      if (lists[at] >= begin) ++counts_[lists[at]];
    }
  }

  void add_totals(const Totals& totals) {
    for (std::size_t i = 0; i < totals.size(); ++i) counts_[i] += totals.documents(i);
  }

  // Counts once more, or once less (`step` is −1 modulo 2³²), the values of the documents in a
  // state.
  template <class Place>
  void add_lists(const ValueLists<Place>& lists, State state, std::uint32_t step) {
    auto* const counts = counts_.data();
    for (std::size_t i = 0; i < states_.size(); ++i) {
      if (states_[i] != state) continue;
      const auto end = lists.end(i);
      for (auto at = lists.begin(i); at < end; ++at) counts[lists[at]] += step;
    }
  }

  void add_results(const FixedColumns& fixed, std::uint32_t chunk) {
    for (std::size_t i = 0; i < states_.size(); ++i) {
      if (states_[i] != State::chosen) continue;
      const auto number = first_of(chunk) + static_cast<DocumentNumber>(i);
      swept_.results.add({matches_.score(number), fixed.modified(i), number});
    }
  }

  Result<void> add_counts(const Totals& totals) {
    for (std::size_t facet = 0; facet < kFacets; ++facet) {
      auto& all = swept_.counts[facet];
      const auto end = totals.end(facet);
      for (auto place = totals.begin(facet); place < end; ++place) {
        const auto number = totals.number(place);
        if (number >= all.size() || counts_[place] > there_) {
          return Error{SearchError::corrupt, "facts count a value that does not exist"};
        }
        all[number] += counts_[place];
      }
    }
    return {};
  }

  store::Reader& reader_;
  const Conditions& conditions_;
  const Matches& matches_;
  Swept& swept_;
  std::size_t seen_ = 0;

  // Of the chunk at hand: what is known of its documents, how many are there and chosen, and what
  // is counted of each place.
  std::vector<State> states_;
  std::size_t there_ = 0;
  std::size_t chosen_ = 0;
  std::vector<std::uint32_t> counts_;
};

}  // namespace

Result<Swept> sweep(store::Reader& reader, const Query& query, const Matches& matches) {
  Swept swept{Results(query), {}};
  for (std::size_t i = 0; i < kFacets; ++i) {
    const auto size = number_of_values(reader, facet_at(i));
    if (!size) return size.error();
    swept.counts[i].resize(*size);
  }
  const auto conditions = conditions_of(reader, query);
  if (!conditions) return conditions.error();
  Sweeper sweeper(reader, *conditions, matches, swept);
  for (const auto chunk : matches.chunks()) {
    if (auto taken = sweeper.take(chunk); !taken) return taken.error();
  }
  if (!matches.is_everything() && sweeper.seen() != matches.size()) {
    return Error{SearchError::corrupt, "a document has terms but no facts"};
  }
  return swept;
}

}  // namespace passerelle::search
