// No two released cohorts differ by fewer persons than the minimum, whatever is asked in whatever
// order: random releases over small populations, held against each other person by person.
#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <set>

#include "policies/ledger/archive_fixture_test.h"

namespace passerelle::ledger {
namespace {

using Numbers = std::set<std::uint32_t>;

std::int64_t only_in(const Numbers& left, const Numbers& right) {
  return std::count_if(left.begin(), left.end(),
                       [&](std::uint32_t person) { return !right.contains(person); });
}

// Cohorts that an attacker would ask for: others with a few persons more or less, and random ones.
Numbers asked_for(std::mt19937& dice,
                  const std::vector<Numbers>& before,
                  std::uint32_t population) {
  Numbers persons;
  if (!before.empty() && dice() % 4 != 0) {
    persons = before[dice() % before.size()];
    for (auto changes = dice() % 6; changes > 0; --changes) {
      const auto person = static_cast<std::uint32_t>(dice() % population);
      if (!persons.erase(person)) persons.insert(person);
    }
    return persons;
  }
  for (std::uint32_t person = 0; person < population; ++person) {
    if (dice() % 2 == 0) persons.insert(person);
  }
  return persons;
}

// Everybody is an atom of his own; those in earlier cohorts are known by their numbers.
std::vector<Atom> atoms_of(std::uint32_t population, const std::vector<Numbers>& earlier) {
  std::vector<Atom> atoms;
  for (std::uint32_t person = 0; person < population; ++person) {
    const bool is_known = std::any_of(earlier.begin(), earlier.end(), [&](const Numbers& cohort) {
      return cohort.contains(person);
    });
    atoms.push_back({1, is_known ? PersonSet(std::vector{person}) : PersonSet()});
  }
  return atoms;
}

// Independent of the rules' own code.
bool may_stand_together(const Numbers& left, const Numbers& right, const disclosure::Rules& rules) {
  const auto a = only_in(left, right), b = only_in(right, left);
  if (a == 0 && b == 0) return true;
  const auto small = [&](std::int64_t n) { return n > 0 && n < rules.min_cell; };
  switch (rules.differences) {
    case disclosure::Differencing::nested: return !(a == 0 && small(b)) && !(b == 0 && small(a));
    case disclosure::Differencing::close: return a >= rules.min_cell || b >= rules.min_cell;
    case disclosure::Differencing::both: return !small(a) && !small(b);
  }
  return false;
}

TEST_CASE("no pair of released cohorts is too close, whatever was asked") {
  constexpr std::uint32_t population = 24;
  std::size_t released_in_all = 0, refused_in_all = 0;
  for (std::uint32_t seed = 0; seed < 150; ++seed) {
    std::mt19937 dice(seed);
    disclosure::Rules rules;
    rules.min_cell = 2 + static_cast<std::int64_t>(dice() % 5);
    rules.differences = static_cast<disclosure::Differencing>(seed % 3);
    MemoryArchive archive;
    std::vector<Numbers> released, asked;
    for (int study = 0; study < 12; ++study) {
      Judge judge(of_all(population, atoms_of(population, released)), archive);
      std::vector<Numbers> wanted;
      std::vector<Cohort> cohorts;
      while (wanted.size() < 4) {
        auto persons = asked_for(dice, asked, population);
        asked.push_back(persons);
        if (persons.empty()) continue;
        cohorts.emplace_back(persons.begin(), persons.end());
        wanted.push_back(std::move(persons));
      }
      const auto verdicts = judge.judge(apart(cohorts), rules);
      REQUIRE(verdicts);
      for (std::size_t i = 0; i < wanted.size(); ++i) {
        ++((*verdicts)[i].refusal ? refused_in_all : released_in_all);
        if ((*verdicts)[i].refusal) continue;
        const bool was_there =
            std::find(released.begin(), released.end(), wanted[i]) != released.end();
        if (study > 0 && (*verdicts)[i].is_known) CHECK(was_there);
        released.push_back(wanted[i]);
        archive.add("run", PersonSet(std::vector(wanted[i].begin(), wanted[i].end())));
      }
    }
    for (const auto& left : released) {
      const auto size = static_cast<std::int64_t>(left.size());
      CHECK(size >= rules.min_cell);
      const auto rest = static_cast<std::int64_t>(population) - size;
      CHECK((rest == 0 || rest >= rules.min_cell));
      for (const auto& right : released) CHECK(may_stand_together(left, right, rules));
    }
  }
  CHECK(released_in_all > 500);
  CHECK(refused_in_all > 500);
}

}  // namespace
}  // namespace passerelle::ledger
