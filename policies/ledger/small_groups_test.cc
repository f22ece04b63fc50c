// The search, and the algebra below it, against all groups of small random spaces.
#include "policies/ledger/small_groups.h"

#include <doctest/doctest.h>

#include <random>

#include "policies/ledger/attacker_test.h"
#include "policies/ledger/memberships.h"

namespace passerelle::ledger {
namespace {

constexpr std::int64_t kMostSteps = 100'000'000;

SmallGroups found_in(const std::vector<Row>& rows,
                     const std::vector<std::int64_t>& persons,
                     std::int64_t few) {
  return find_small_groups(rows, persons, few, kMostSteps, [](const Columns&) { return true; });
}

TEST_CASE("residues are the integers modulo the prime") {
  CHECK(plus(kPrime - 1, 1) == 0);
  CHECK(minus(0, 1) == kPrime - 1);
  CHECK(times(kPrime - 1, kPrime - 1) == 1);
  CHECK(times(Residue{1} << 60, 4) == 2);
  Residues residues;
  for (int i = 0; i < 100; ++i) {
    const auto value = residues.next();
    CHECK(times(value, inverse(value)) == 1);
  }
}

TEST_CASE("what is orthogonal to an echelon is so to every row of it, and nothing else is") {
  Echelon echelon(4);
  CHECK(echelon.add({1, 1, 0, 0}));
  CHECK(echelon.add({0, 1, 1, 0}));
  CHECK_FALSE(echelon.add({1, 2, 1, 0}));
  const auto basis = echelon.orthogonal();
  REQUIRE(basis.size() == 2);
  for (const auto& row : basis) {
    CHECK(plus(row[0], row[1]) == 0);
    CHECK(plus(row[1], row[2]) == 0);
  }
  CHECK(echelon.holds({1, 0, kPrime - 1, 0}));
  CHECK_FALSE(echelon.holds({1, 0, 1, 0}));
}

TEST_CASE("the smallest group of random spaces is that of trying all") {
  std::size_t with_groups = 0;
  for (std::uint32_t seed = 0; seed < 400; ++seed) {
    std::mt19937 dice(seed);
    const std::size_t persons = 8 + seed % 7, sets = 2 + seed % 6;
    const std::int64_t few = 2 + seed % 5;
    Attacker attacker(persons);
    std::vector<Row> rows;
    for (std::size_t set = 0; set < sets; ++set) {
      std::set<std::uint32_t> members;
      Row row(persons);
      for (std::uint32_t person = 0; person < persons; ++person) {
        if (dice() % 2 == 0) continue;
        members.insert(person);
        row[person] = 1;
      }
      attacker.learn(members);
      rows.push_back(row);
    }
    std::size_t smallest = 0;
    for (const auto& group : attacker.groups(static_cast<std::size_t>(few))) {
      if (smallest == 0 || group.size() < smallest) smallest = group.size();
    }
    if (smallest != 0) ++with_groups;
    const auto found = found_in(rows, std::vector<std::int64_t>(persons, 1), few);
    CHECK_FALSE(found.is_undecided);
    CHECK(found.smallest == static_cast<std::int64_t>(smallest));
  }
  CHECK(with_groups > 50);
  CHECK(with_groups < 350);
}

TEST_CASE("a column of many persons is in no small group, nor is one that is twice another") {
  CHECK(found_in({{1, 1}}, {3, 9}, 5).smallest == 0);
  CHECK(found_in({{1, 1}}, {3, 1}, 5).smallest == 4);
  CHECK(found_in({{1, 2}}, {1, 1}, 5).smallest == 0);
  CHECK(found_in({{1, 2, 0}, {0, 0, 1}}, {1, 1, 2}, 5).smallest == 2);
}

TEST_CASE("groups that do not count are passed over") {
  const std::vector<Row> rows{{1, 0, 0}, {0, 1, 0}};
  const auto found = find_small_groups(rows, {1, 2, 1}, 5, kMostSteps, [](const Columns& columns) {
    return std::find(columns.begin(), columns.end(), 0U) == columns.end();
  });
  CHECK(found.smallest == 2);
}

TEST_CASE("combinations that are not narrow differ from zero for enough persons") {
  for (std::uint32_t seed = 0; seed < 60; ++seed) {
    std::mt19937 dice(seed);
    constexpr std::size_t kSets = 5;
    const std::int64_t few = 2 + seed % 3;
    Memberships persons(kSets);
    for (int i = 0; i < 24; ++i) {
      const auto place = persons.add(1 + dice() % 2);
      for (std::size_t set = 0; set < kSets; ++set) {
        // The last set is nearly the union of the first two, which are disjoint.
        const bool is_in = set == 0   ? place % 3 == 0
                           : set == 1 ? place % 3 == 1
                           : set == 4 ? place % 3 != 2 || place == 2
                                      : dice() % 2 == 0;
        if (is_in) persons.put(place, set);
      }
    }
    const auto narrow = narrow_combinations(persons, few);
    CHECK(narrow.size() < kSets);
    Echelon echelon(kSets);
    for (const auto& row : narrow) echelon.add(row);
    if (persons.persons(2) < few) CHECK(echelon.holds({1, 1, 0, 0, kPrime - 1}));
    // All combinations with small coefficients.
    for (int code = 1; code < 243; ++code) {
      Row row(kSets);
      for (int i = 0, rest = code; i < 5; ++i, rest /= 3) {
        row[static_cast<std::size_t>(i)] =
            rest % 3 == 2 ? kPrime - 1 : static_cast<Residue>(rest % 3);
      }
      if (echelon.holds(row)) continue;
      std::int64_t differing = 0;
      for (std::size_t i = 0; i < persons.size(); ++i) {
        if (persons.value(row, i) != 0) differing += persons.persons(i);
      }
      CHECK(differing >= few);
    }
  }
}

}  // namespace
}  // namespace passerelle::ledger
