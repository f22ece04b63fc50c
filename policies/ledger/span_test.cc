#include "policies/ledger/span.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

#include "policies/ledger/archive_fixture_test.h"

namespace passerelle::ledger {
namespace {

PersonSet persons_from(std::uint32_t first, std::size_t count) {
  PersonSet persons;
  persons.add_range(first, count);
  return persons;
}

Atom met_from(std::uint32_t first, std::size_t count) {
  return {static_cast<std::int64_t>(count), persons_from(first, count)};
}

std::vector<std::int64_t> exposed(const Persons& persons,
                                  const std::vector<Cohort>& cohorts,
                                  const Archive& archive,
                                  const disclosure::Rules& by = rules(),
                                  const SpanLimits& limits = {}) {
  const auto found = exposures(persons, cohorts, by, archive, limits);
  REQUIRE(found);
  std::vector<std::int64_t> smallest;
  for (const auto& exposure : *found) {
    smallest.push_back(exposure.is_undecided ? -1 : exposure.smallest);
  }
  return smallest;
}

using Smallest = std::vector<std::int64_t>;

TEST_CASE("of three pairs of groups the last exposes a small one, known to the ledger or not") {
  MemoryArchive archive;
  const std::vector<Cohort> pairs{{0, 1}, {1, 2}, {0, 2}};
  const auto groups = [](std::int64_t middle) {
    return of_all(1000, {new_persons(20), new_persons(middle), new_persons(30)});
  };
  CHECK(exposed(groups(3), pairs, archive) == Smallest{0, 0, 3});
  CHECK(exposed(groups(5), pairs, archive) == Smallest{0, 0, 0});

  archive.add("run-1", persons_from(0, 23));   // the first pair, of 20 and 3
  archive.add("run-1", persons_from(20, 33));  // the second
  const auto known = of_all(1000, {met_from(0, 20), met_from(20, 3), met_from(23, 30)});
  CHECK(exposed(known, {{0, 2}}, archive) == Smallest{3});
  // Two of the small group are no longer in the data, but in the numbers of then.
  CHECK(exposed(of_all(1000, {met_from(0, 20), met_from(23, 30)}), {{0, 1}}, archive) ==
        Smallest{3});
}

TEST_CASE("a person whom only the new cohort has is told apart from those of earlier ones") {
  MemoryArchive archive;
  archive.add("run-1", persons_from(0, 40));
  archive.add("run-1", persons_from(40, 40));
  // Both cohorts and four strangers, in one new cohort.
  const auto persons = of_all(1000, {met_from(0, 80), new_persons(4)});
  CHECK(exposed(persons, {{0, 1}}, archive) == Smallest{4});
  CHECK(exposed(of_all(1000, {met_from(0, 80), new_persons(5)}), {{0, 1}}, archive) == Smallest{0});
}

TEST_CASE("the population is a set whose number is known where it is public") {
  const MemoryArchive archive;
  const auto persons = of_all(103, {new_persons(50), new_persons(50)});  // and 3 others
  auto by = rules();
  CHECK(exposed(persons, {{0}, {1}}, archive, by) == Smallest{0, 3});
  by.population_is_public = false;
  CHECK(exposed(persons, {{0}, {1}}, archive, by) == Smallest{0, 0});
}

TEST_CASE("the population of an earlier release is one too, and exposes nobody by itself") {
  MemoryArchive archive;
  archive.add_population("run-1", persons_from(0, 100));
  // Four of them left; the data are now the others and fifty more.
  const auto persons = of_all(146, {met_from(0, 40), met_from(40, 56), new_persons(50)});
  CHECK(exposed(persons, {{0}}, archive) == Smallest{0});
  CHECK(exposed(persons, {{0}, {1}}, archive) == Smallest{0, 4});
  // Had nobody else come, the two populations would tell of the four without any cohort.
  CHECK(exposed(of_all(96, {met_from(0, 40), met_from(40, 56)}), {{0}, {1}}, archive) ==
        Smallest{0, 0});
}

TEST_CASE("what was exposed before is nothing that a cohort exposes") {
  MemoryArchive archive;
  archive.add("run-1", persons_from(0, 3));
  CHECK(exposed(of_all(1000, {met_from(0, 3), new_persons(60)}), {{1}}, archive) == Smallest{0});
}

TEST_CASE("a cohort that exposes a group is left out before the next is looked at") {
  const MemoryArchive archive;
  // Halves of a hundred, and both together with two and with three more.
  const auto persons =
      of_all(1000, {new_persons(50), new_persons(50), new_persons(2), new_persons(1)});
  CHECK(exposed(persons, {{0}, {1}, {0, 1, 2}, {0, 1, 2, 3}, {0, 1}}, archive) ==
        Smallest{0, 0, 2, 3, 0});
}

TEST_CASE("what a limit on work keeps from being decided is undecided") {
  const MemoryArchive archive;
  const auto persons = of_all(1000, {new_persons(20), new_persons(3), new_persons(30)});
  SpanLimits none;
  none.most_steps = 0;
  CHECK(exposed(persons, {{0, 1}, {1, 2}, {0, 2}}, archive, rules(), none) == Smallest{0, 0, -1});
}

// Many persons in random cohorts, and a few whom the sum of two and a third tell apart.
struct Large {
  explicit Large(std::uint32_t seed, std::uint32_t apart) {
    constexpr std::uint32_t everybody = 6000;
    std::mt19937 dice(seed);
    const auto add_half = [&] {
      std::vector<std::uint32_t> half;
      for (std::uint32_t person = 0; person < everybody; ++person) {
        if (dice() % 2 == 0) half.push_back(person);
      }
      archive.add("run", PersonSet(half));
    };
    for (int i = 0; i < 12; ++i) add_half();
    archive.add("run", persons_from(1000, 1500));
    archive.add("run", persons_from(2500, 500));
    archive.add("run", persons_from(1000, 2000), true);
    add_half();
    persons = of_all(everybody, {met_from(0, 1000), met_from(1000, 2000), met_from(3000, apart),
                                 met_from(3000 + apart, 3000 - apart)});
  }
  MemoryArchive archive;
  Persons persons;
};

TEST_CASE("a few among many are found by sample as they are by looking at everybody") {
  SpanLimits by_sample, read_again;
  by_sample.most_atoms = 50;
  read_again = by_sample;
  read_again.most_bytes_held = 0;
  for (std::uint32_t seed = 0; seed < 5; ++seed) {
    for (const std::uint32_t apart : {3U, 5U}) {
      const Large large(seed, apart);
      const Smallest expected{0, apart < 5 ? 3 : 0};
      const std::vector<Cohort> cohorts{{0, 1}, {1, 2}};
      for (const auto& limits : {SpanLimits{}, by_sample, read_again}) {
        CHECK(exposed(large.persons, cohorts, large.archive, rules(), limits) == expected);
      }
    }
  }
}

TEST_CASE("earlier cohorts that cannot be read are no earlier cohorts without persons") {
  struct Broken final : Archive {
    Result<void> each(std::int64_t, std::int64_t, const Show&) const override { return {}; }
    Result<void> populations(const Show&) const override {
      return Error{BaseError::unavailable, "gone"};
    }
  };
  CHECK_FALSE(exposures(of_all(100, {new_persons(50)}), {{0}}, rules(), Broken()));
}

}  // namespace
}  // namespace passerelle::ledger
