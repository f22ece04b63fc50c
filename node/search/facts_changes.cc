#include "node/search/facts_changes.h"

#include <algorithm>
#include <array>
#include <limits>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace passerelle::search {
namespace {

template <class T>
void append(std::string& bytes, T number) {
  bytes.append(reinterpret_cast<const char*>(&number), sizeof(T));
}

// The totals of the chunk before the first: every facet ends where it begins.
constexpr std::array<char, kFacets * sizeof(std::uint32_t)> kNoEnds{};
constexpr std::string_view kNoTotals(kNoEnds.data(), kNoEnds.size());

// The three blobs of a chunk, open; the places of all lists one after the other, whatever their
// width. Lifetime: the chunk outlives it.
struct OpenChunk {
  FixedColumns fixed;
  Totals totals;
  std::vector<std::size_t> ends;
  std::vector<std::uint32_t> places;

  // The list of a document; empty when it is none.
  std::span<const std::uint32_t> list(std::size_t document) const {
    if (document >= ends.size()) return {};
    const auto begin = document == 0 ? 0 : ends[document - 1];
    return std::span(places).subspan(begin, ends[document] - begin);
  }
};

template <class Place>
Result<void> open_lists(std::string_view blob, OpenChunk& open) {
  const auto lists = ValueLists<Place>::open(blob, open.fixed.size(), open.totals.size());
  if (!lists) return lists.error();
  for (std::size_t i = 0; i < open.fixed.size(); ++i) {
    for (auto at = lists->begin(i); at < lists->end(i); ++at) open.places.push_back((*lists)[at]);
    open.ends.push_back(open.places.size());
  }
  return {};
}

Result<OpenChunk> opened(const PackedChunk& chunk) {
  OpenChunk open;
  const auto fixed = FixedColumns::open(chunk.fixed);
  if (!fixed) return fixed.error();
  const auto totals = Totals::open(chunk.totals.empty() ? kNoTotals : chunk.totals);
  if (!totals) return totals.error();
  open.fixed = *fixed;
  open.totals = *totals;
  const auto lists = totals->is_wide() ? open_lists<std::uint32_t>(chunk.lists, open)
                                       : open_lists<std::uint16_t>(chunk.lists, open);
  if (!lists) return lists.error();
  return open;
}

// What is told of a document before the changes, else by them; nothing when it is none.
std::vector<std::optional<FixedFacts>> fixed_facts(const FixedColumns& before,
                                                   const FactsChanges& changes) {
  std::vector<std::optional<FixedFacts>> documents(kDocumentsPerChunk);
  for (std::size_t i = 0; i < before.size(); ++i) {
    if (before.is_there(i)) documents[i] = {before.modified(i), before.days(i), before.ages(i)};
  }
  for (const auto& [number, facts] : changes) {
    auto& document = documents[number % kDocumentsPerChunk];
    if (facts) document = facts->fixed;
    else document.reset();
  }
  while (!documents.empty() && !documents.back()) documents.pop_back();
  return documents;
}

std::string packed_fixed(const std::vector<std::optional<FixedFacts>>& documents) {
  std::string bytes;
  const auto append_all = [&](auto part_of) {
    for (const auto& facts : documents) append(bytes, part_of(facts.value_or(FixedFacts{})));
  };
  for (const auto& facts : documents) {
    append(bytes, facts ? facts->modified : FixedColumns::kNoDocument);
  }
  append_all([](const FixedFacts& facts) { return facts.days.first; });
  append_all([](const FixedFacts& facts) { return facts.days.last; });
  append_all([](const FixedFacts& facts) { return facts.ages.first; });
  append_all([](const FixedFacts& facts) { return facts.ages.last; });
  return bytes;
}

std::size_t facet_of(const Totals& totals, std::size_t place) {
  std::size_t facet = 0;
  while (place >= totals.end(facet)) ++facet;
  return facet;
}

// How many documents more have a value: by facet and value, which is the order of the totals.
using Differences = std::map<std::pair<std::size_t, ValueNumber>, std::int64_t>;

Differences differences(const OpenChunk& before, const FactsChanges& changes) {
  Differences more;
  for (const auto& [number, facts] : changes) {
    for (const auto place : before.list(number % kDocumentsPerChunk)) {
      --more[{facet_of(before.totals, place), before.totals.number(place)}];
    }
    for (std::size_t facet = 0; facts && facet < kFacets; ++facet) {
      for (const auto value : facts->values[facet]) ++more[{facet, value}];
    }
  }
  return more;
}

// Totals, and where in them the value of each place of those before stands.
struct MovedTotals {
  static constexpr auto kGone = std::numeric_limits<std::uint32_t>::max();
  std::string packed;
  std::vector<std::uint32_t> places;
};

Result<MovedTotals> moved(const Totals& before, const Differences& more) {
  MovedTotals result;
  std::string ends, numbers, counts;
  std::uint32_t size = 0;
  auto next = more.begin();
  std::size_t place = 0;
  for (std::size_t facet = 0; facet < kFacets; ++facet) {
    for (;;) {
      const bool was_there = place < before.end(facet);
      const bool is_more = next != more.end() && next->first.first == facet;
      if (!was_there && !is_more) break;
      const auto number = !is_more     ? before.number(place)
                          : !was_there ? next->first.second
                                       : std::min(before.number(place), next->first.second);
      const bool is_kept = was_there && before.number(place) == number;
      std::int64_t documents = is_kept ? before.documents(place) : 0;
      if (is_more && next->first.second == number) documents += (next++)->second;
      if (documents < 0 || documents > kDocumentsPerChunk) return damaged_facts();
      if (is_kept) {
        result.places.push_back(documents > 0 ? size : MovedTotals::kGone);
        ++place;
      }
      if (documents == 0) continue;
      append(numbers, number);
      append(counts, static_cast<std::uint16_t>(documents));
      ++size;
    }
    append(ends, size);
  }
  result.packed = ends + numbers + counts;
  return result;
}

// Appends the list of a document with these facts.
template <class Place>
Result<void> append_list(std::vector<Place>& places, const Facts& facts, const Totals& totals) {
  const auto begin = static_cast<std::ptrdiff_t>(places.size());
  for (std::size_t facet = 0; facet < kFacets; ++facet) {
    for (const auto value : facts.values[facet]) {
      const auto place = totals.place_of(facet, value);
      if (!place) return damaged_facts();
      places.push_back(static_cast<Place>(*place));
    }
  }
  std::sort(places.begin() + begin, places.end());
  return {};
}

// Packs the lists of so many documents: those of before with their new places, and the changed.
template <class Place>
Result<std::string> packed_lists(const OpenChunk& before,
                                 const FactsChanges& changes,
                                 std::size_t documents,
                                 const MovedTotals& moved,
                                 const Totals& totals) {
  std::string ends;
  std::vector<Place> places;
  auto change = changes.begin();
  for (std::size_t i = 0; i < documents; ++i) {
    if (change != changes.end() && change->first % kDocumentsPerChunk == i) {
      const auto& facts = (change++)->second;
      if (facts) {
        if (auto listed = append_list(places, *facts, totals); !listed) return listed.error();
      }
    } else {
      for (const auto place : before.list(i)) {
        if (moved.places[place] == MovedTotals::kGone) return damaged_facts();
        places.push_back(static_cast<Place>(moved.places[place]));
      }
    }
    append(ends, static_cast<std::uint32_t>(places.size()));
  }
  return ends.append(reinterpret_cast<const char*>(places.data()), places.size() * sizeof(Place));
}

}  // namespace

Result<PackedChunk> replaced(const PackedChunk& chunk, const FactsChanges& changes) {
  const auto before = opened(chunk);
  if (!before) return before.error();
  auto after = moved(before->totals, differences(*before, changes));
  if (!after) return after.error();
  const auto totals = Totals::open(after->packed);
  if (!totals) return totals.error();
  const auto documents = fixed_facts(before->fixed, changes);
  auto lists =
      totals->is_wide()
          ? packed_lists<std::uint32_t>(*before, changes, documents.size(), *after, *totals)
          : packed_lists<std::uint16_t>(*before, changes, documents.size(), *after, *totals);
  if (!lists) return lists.error();
  return PackedChunk{packed_fixed(documents), after->packed, *std::move(lists)};
}

}  // namespace passerelle::search
