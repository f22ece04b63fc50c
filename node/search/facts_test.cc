#include "node/search/facts.h"

#include <doctest/doctest.h>

#include "node/search/errors.h"
#include "node/search/facts_changes.h"

namespace passerelle::search {
namespace {

using namespace std::string_literals;

Facts some_facts(ValueNumber value) {
  Facts facts;
  facts.fixed.modified = 1'790'000'000'123;
  facts.fixed.days = {-25'567, 20'000};
  facts.fixed.ages = {18, 32'767};
  facts.values[0] = {0, 255, 65'535, 65'536, value};
  facts.values[9] = {4'294'967'295U};
  return facts;
}

using All = std::map<DocumentNumber, Facts>;

template <class Place>
All read_from(const PackedChunk& packed, std::uint32_t chunk) {
  const auto fixed = FixedColumns::open(packed.fixed);
  REQUIRE(fixed);
  const auto totals = Totals::open(packed.totals);
  REQUIRE(totals);
  REQUIRE(totals->is_wide() == (sizeof(Place) > 2));
  const auto lists = ValueLists<Place>::open(packed.lists, fixed->size(), totals->size());
  REQUIRE(lists);
  All all;
  for (std::size_t i = 0; i < fixed->size(); ++i) {
    if (!fixed->is_there(i)) continue;
    Facts facts{{fixed->modified(i), fixed->days(i), fixed->ages(i)}, {}};
    for (std::size_t facet = 0; facet < kFacets; ++facet) {
      for (auto at = lists->begin(i); at < lists->end(i); ++at) {
        const std::size_t place = (*lists)[at];
        if (place < totals->begin(facet) || place >= totals->end(facet)) continue;
        facts.values[facet].push_back(totals->number(place));
      }
    }
    all.emplace(first_of(chunk) + static_cast<DocumentNumber>(i), facts);
  }
  return all;
}

All all_of(const PackedChunk& packed, std::uint32_t chunk) {
  return read_from<std::uint16_t>(packed, chunk);
}

PackedChunk changed(const PackedChunk& packed, const FactsChanges& changes) {
  auto result = replaced(packed, changes);
  REQUIRE(result);
  return *std::move(result);
}

TEST_CASE("facts are read as they were written, wherever in the chunk") {
  const auto packed =
      changed({}, {{1'024, some_facts(70'000)}, {1'300, some_facts(300'000)}, {2'047, Facts()}});
  CHECK(all_of(packed, 1) ==
        All{{1'024, some_facts(70'000)}, {1'300, some_facts(300'000)}, {2'047, Facts()}});
}

TEST_CASE("the format is the one that the header tells") {
  Facts first;
  first.fixed.modified = 1;
  first.fixed.days = {2, 3};
  first.fixed.ages = {4, 5};
  first.values[0] = {300, 70'000};
  Facts second = first;
  second.values[0] = {70'000};
  second.values[9] = {7};
  const auto packed = changed({}, {{1, first}, {2, second}});
  CHECK(packed.fixed == "\0\0\0\0\0\0\0\x80"s + "\x01\0\0\0\0\0\0\0"s + "\x01\0\0\0\0\0\0\0"s +
                            "\x01\0\0\0\x02\0\0\0\x02\0\0\0"s + "\0\0\0\0\x03\0\0\0\x03\0\0\0"s +
                            "\x01\0\x04\0\x04\0"s + "\0\0\x05\0\x05\0"s);
  std::string ends;
  for (std::size_t facet = 0; facet < kFacets; ++facet) {
    ends += (facet < 9 ? "\x02"s : "\x03"s) + "\0\0\0"s;
  }
  CHECK(packed.totals == ends + "\x2C\x01\0\0\x70\x11\x01\0\x07\0\0\0"s + "\x01\0\x02\0\x01\0"s);
  CHECK(packed.lists == "\0\0\0\0\x02\0\0\0\x04\0\0\0"s + "\0\0\x01\0\x01\0\x02\0"s);
}

TEST_CASE("documents are replaced and taken out without touching others") {
  auto packed = changed({}, {{5, some_facts(70'001)}, {9, some_facts(70'002)}});
  packed = changed(packed, {{5, some_facts(70'003)}, {7, some_facts(70'004)}});
  CHECK(all_of(packed, 0) ==
        All{{5, some_facts(70'003)}, {7, some_facts(70'004)}, {9, some_facts(70'002)}});
  packed = changed(packed, {{9, std::nullopt}, {7, std::nullopt}});
  CHECK(all_of(packed, 0) == All{{5, some_facts(70'003)}});
  packed = changed(packed, {{5, std::nullopt}});
  CHECK(all_of(packed, 0).empty());
  CHECK(packed.fixed.empty());
}

TEST_CASE("a chunk that changed step by step is the chunk packed at once") {
  std::uint32_t state = 1;
  const auto below = [&state](std::uint32_t bound) {
    state = state * 1'664'525U + 1'013'904'223U;
    return (state >> 8U) % bound;
  };
  PackedChunk packed;
  FactsChanges all;
  for (int step = 0; step < 200; ++step) {
    FactsChanges changes;
    for (auto i = below(4); i > 0; --i) {
      auto& facts = changes[below(12)];
      if (below(3) == 0) continue;
      facts.emplace().fixed.modified = step;
      for (auto& values : facts->values) {
        for (ValueNumber value = 0; value < 9; ++value) {
          if (below(4) == 0) values.push_back(value);
        }
      }
    }
    packed = changed(packed, changes);
    for (const auto& [number, facts] : changes) all[number] = facts;
    const auto expected = changed({}, all);
    REQUIRE(packed.fixed == expected.fixed);
    REQUIRE(packed.totals == expected.totals);
    REQUIRE(packed.lists == expected.lists);
  }
}

TEST_CASE("the values of a document may be given in any order") {
  Facts facts;
  facts.values[1] = {9, 3, 5};
  const auto read = all_of(changed({}, {{1, facts}}), 0);
  CHECK(read.at(1).values[1] == std::vector<ValueNumber>{3, 5, 9});
}

TEST_CASE("more different values than 16 bits can tell are kept and read") {
  FactsChanges changes;
  All expected;
  for (DocumentNumber number = 0; number < 2; ++number) {
    auto& facts = changes[number].emplace();
    for (ValueNumber value = 0; value < 32'769; ++value) {
      facts.values[9].push_back(number * 40'000 + value);
    }
    expected[number] = facts;
  }
  auto packed = changed({}, changes);
  CHECK(read_from<std::uint32_t>(packed, 0) == expected);
  // One value less in each: 65,536 values still have places of 16 bits.
  for (auto& [number, facts] : changes) {
    facts->values[9].pop_back();
    expected[number] = *facts;
  }
  packed = changed(packed, changes);
  CHECK(all_of(packed, 0) == expected);
}

TEST_CASE("a damaged chunk is refused, however its blobs are cut") {
  const auto good = changed({}, {{1, some_facts(70'000)}, {3, some_facts(70'001)}});
  const auto is_refused = [](const PackedChunk& chunk) {
    const auto result = replaced(chunk, {{3, Facts()}});
    return !result && result.error().code == SearchError::corrupt;
  };
  CHECK_FALSE(is_refused(good));
  for (const auto blob : {&PackedChunk::fixed, &PackedChunk::totals, &PackedChunk::lists}) {
    // A chunk without totals is one before the first.
    for (std::size_t size = blob == &PackedChunk::totals ? 1 : 0; size < (good.*blob).size();
         ++size) {
      auto bad = good;
      (bad.*blob).resize(size);
      CHECK(is_refused(bad));
    }
    auto bad = good;
    bad.*blob += '\0';
    CHECK(is_refused(bad));
  }
}

TEST_CASE("a damaged chunk is refused when a place is none or comes before the one before it") {
  const auto good = changed({}, {{1, some_facts(70'000)}, {3, some_facts(70'001)}});
  const auto totals = Totals::open(good.totals);
  REQUIRE(totals);
  const auto is_refused = [&](const std::string& lists) {
    const auto result = ValueLists<std::uint16_t>::open(lists, 4, totals->size());
    return !result && result.error().code == SearchError::corrupt;
  };
  REQUIRE_FALSE(is_refused(good.lists));
  auto lists = good.lists;
  lists[lists.size() - 2] = static_cast<char>(totals->size());
  CHECK(is_refused(lists));
  lists = good.lists;
  lists[0] = '\xFF';
  CHECK(is_refused(lists));
  auto ends = good.totals;
  ends[0] = '\xFF';
  CHECK(Totals::open(ends).error().code == SearchError::corrupt);
}

TEST_CASE("a damaged chunk is refused when its totals deny what a document has") {
  const auto good = changed({}, {{1, some_facts(70'000)}, {3, some_facts(70'001)}});
  const auto change = [](PackedChunk chunk, char documents) {
    // The last total is that of the last value, which both documents have.
    chunk.totals[chunk.totals.size() - 2] = documents;
    return replaced(chunk, {{3, std::nullopt}});
  };
  CHECK(change(good, 2));
  CHECK(change(good, 1).error().code == SearchError::corrupt);
  CHECK(change(good, 0).error().code == SearchError::corrupt);
}

TEST_CASE("a chunk has no more documents than there are numbers for") {
  CHECK(FixedColumns::open(std::string(1'024 * 20, '\0')));
  CHECK(FixedColumns::open(std::string(1'025 * 20, '\0')).error().code == SearchError::corrupt);
}

TEST_CASE("ranges overlap with their ends included; none overlaps nothing") {
  using Ages = Range<std::int16_t>;
  CHECK(Ages{18, 64}.overlaps({64, 70}));
  CHECK(Ages{18, 64}.overlaps({0, 18}));
  CHECK_FALSE(Ages{18, 64}.overlaps({65, 70}));
  CHECK_FALSE(Ages{1, 0}.overlaps({0, 150}));
}

}  // namespace
}  // namespace passerelle::search
