#include "policies/ledger/judge.h"

#include <doctest/doctest.h>

#include <numeric>

#include "policies/ledger/archive_fixture_test.h"

namespace passerelle::ledger {
namespace {

// Persons first … last.
PersonSet range(std::uint32_t first, std::uint32_t last) {
  std::vector<std::uint32_t> numbers(last - first + 1);
  std::iota(numbers.begin(), numbers.end(), first);
  return PersonSet(numbers);
}

Atom met(std::uint32_t first, std::uint32_t last) { return {last - first + 1, range(first, last)}; }

constexpr std::int64_t kEverybody = 1000;

std::vector<Verdict> judged(Judge& judge,
                            const std::vector<Cohort>& cohorts,
                            const disclosure::Rules& by = rules()) {
  auto verdicts = judge.judge(apart(cohorts), by);
  REQUIRE(verdicts);
  return *std::move(verdicts);
}

const Refusal kSize{Rule::size, {}};
const Refusal kPopulation{Rule::population, {}};
const Refusal kUndecided{Rule::undecided, {}};
const Refusal kSameRelease{Rule::difference, {}};

Refusal close_to(const std::string& run) { return {Rule::difference, Origin{run, "2026-11-25"}}; }

TEST_CASE("a cohort of fewer persons than the minimum is refused, one of the minimum is not") {
  const MemoryArchive archive;
  Judge judge(of_all(kEverybody, {new_persons(4), new_persons(5)}), archive);
  const auto verdicts = judged(judge, {{0}, {1}});
  CHECK(verdicts[0].refusal == kSize);
  CHECK_FALSE(verdicts[1].refusal);
}

TEST_CASE("a cohort that leaves out few of all persons is refused where their number is public") {
  const MemoryArchive archive;
  Judge judge(of_all(100, {new_persons(90), new_persons(6), new_persons(4)}), archive);
  auto verdicts = judged(judge, {{0, 1}, {0, 2}, {0, 1, 2}});
  CHECK(verdicts[0].refusal == kPopulation);
  CHECK_FALSE(verdicts[1].refusal);
  CHECK_FALSE(verdicts[2].refusal);

  auto secret = rules();
  secret.population_is_public = false;
  Judge other(of_all(100, {new_persons(90), new_persons(4)}), archive);
  CHECK_FALSE(judged(other, {{0}}, secret)[0].refusal);
}

TEST_CASE("a cohort that differs from an earlier one by few persons is refused, with its origin") {
  MemoryArchive archive;
  archive.add("run-1", range(0, 99));
  archive.add("run-2", range(200, 299));
  // All but three of run-2's; those and two of nobody's.
  Judge judge(of_all(kEverybody, {met(200, 296), new_persons(2), new_persons(5)}), archive);
  const auto verdicts = judged(judge, {{0}, {0, 1}, {0, 2}});
  CHECK(verdicts[0].refusal == close_to("run-2"));
  CHECK(verdicts[1].refusal == close_to("run-2"));
  // Five others came instead of three: only the difference over eight persons can be formed.
  CHECK_FALSE(verdicts[2].refusal);
}

TEST_CASE("an identical cohort is free, also where another is close, and is known") {
  MemoryArchive archive;
  archive.add("run-1", range(0, 97));
  archive.add("run-2", range(0, 99));
  Judge judge(of_all(102, {met(0, 99)}), archive);
  const auto verdicts = judged(judge, {{0}});
  CHECK_FALSE(verdicts[0].refusal);
  CHECK(verdicts[0].is_known);
}

TEST_CASE("an identical cohort is not free below a minimum that rose since") {
  MemoryArchive archive;
  archive.add("run-1", range(0, 3));
  Judge judge(of_all(kEverybody, {met(0, 3)}), archive);
  CHECK(judged(judge, {{0}})[0].refusal == kSize);
}

TEST_CASE("cohorts of one release are held against each other, the first stays") {
  const MemoryArchive archive;
  Judge judge(of_all(kEverybody, {new_persons(50), new_persons(3), new_persons(20)}), archive);
  const auto verdicts = judged(judge, {{0, 1}, {0}, {0, 1}, {0, 2}});
  CHECK_FALSE(verdicts[0].refusal);
  CHECK(verdicts[1].refusal == kSameRelease);
  CHECK_FALSE(verdicts[2].refusal);
  CHECK_FALSE(verdicts[3].refusal);
}

TEST_CASE("small cells of one system lie close by nature, of two systems they are too close") {
  const MemoryArchive archive;
  Judge judge(of_all(kEverybody, {new_persons(6), new_persons(3), new_persons(4)}), archive);
  auto verdicts = judge.judge({{{0, 1}, 7}, {{0, 2}, 7}}, rules());
  REQUIRE(verdicts);
  CHECK_FALSE((*verdicts)[1].refusal);
  verdicts = judge.judge({{{0, 1}, 7}, {{0, 2}, 8}}, rules());
  REQUIRE(verdicts);
  CHECK((*verdicts)[1].refusal == kSameRelease);
}

TEST_CASE("of one system none may hold another and few more, nor trade few of many") {
  const MemoryArchive archive;
  Judge nested(of_all(kEverybody, {new_persons(6), new_persons(3)}), archive);
  auto verdicts = nested.judge({{{0, 1}, 7}, {{0}, 7}}, rules());
  REQUIRE(verdicts);
  CHECK((*verdicts)[1].refusal == kSameRelease);
  Judge traded(of_all(kEverybody, {new_persons(50), new_persons(1), new_persons(1)}), archive);
  verdicts = traded.judge({{{0, 1}, 7}, {{0, 2}, 7}}, rules());
  REQUIRE(verdicts);
  CHECK((*verdicts)[1].refusal == kSameRelease);
}

TEST_CASE("nobody is held against a cohort that was refused") {
  MemoryArchive archive;
  archive.add("run-1", range(0, 99));
  Judge judge(of_all(kEverybody, {met(0, 93), met(94, 97), new_persons(4)}), archive);
  // The first is refused for run-1; the second differs from run-1 by 6 and from the first by 4.
  const auto verdicts = judged(judge, {{0, 1}, {0}});
  CHECK(verdicts[0].refusal == close_to("run-1"));
  CHECK_FALSE(verdicts[1].refusal);
}

TEST_CASE("what a limit on comparisons keeps from being decided is refused") {
  MemoryArchive archive;
  for (int i = 0; i < 3; ++i) archive.add("run", range(0, 99 + static_cast<std::uint32_t>(i) * 50));
  auto by = rules();
  by.differences = disclosure::Differencing::both;
  Judge enough(of_all(kEverybody, {met(0, 49)}), archive, 3);
  CHECK_FALSE(judged(enough, {{0}}, by)[0].refusal);
  Judge worn_out(of_all(kEverybody, {met(0, 49)}), archive, 2);
  CHECK(judged(worn_out, {{0}}, by)[0].refusal == kUndecided);
}

// The sum of the first two less the third is that of the fourth group and twice that of the third:
// of three persons each it is 9, and who counts persons knows that these six are five to nine. No
// group's own number is a sum and difference of the cohorts, so nothing is refused yet.
TEST_CASE("a weighted sum of too few persons is not to be computed either" *
          doctest::should_fail()) {
  const MemoryArchive archive;
  auto by = rules();
  by.min_cell = 10;
  Judge judge(
      of_all(kEverybody, {new_persons(50), new_persons(50), new_persons(3), new_persons(3)}),
      archive);
  const auto verdicts = judged(judge, {{0, 2, 3}, {1, 2}, {0, 1}}, by);
  CHECK((verdicts[0].refusal || verdicts[1].refusal || verdicts[2].refusal));
}

TEST_CASE("a cohort that others make up is judged without them where they are refused") {
  const MemoryArchive archive;
  Judge judge(
      of_all(kEverybody, {new_persons(50), new_persons(60), new_persons(2), new_persons(40)}),
      archive);
  // The last is the sum of the third, which tells two persons apart, and the fourth.
  const auto verdicts = judged(judge, {{0}, {1}, {0, 1, 2}, {3}, {0, 1, 2, 3}});
  for (const std::size_t released : {0U, 1U, 3U}) CHECK_FALSE(verdicts[released].refusal);
  for (const std::size_t refused : {2U, 4U}) {
    REQUIRE(verdicts[refused].refusal);
    CHECK(verdicts[refused].refusal->rule == Rule::tracker);
    CHECK(verdicts[refused].smallest_exposed == 2);
  }
}

// The sum of the first two less the third is twice the five persons of the third group less two
// others: the five are at least four. They are in a cohort of ten, and so they are four to ten.
TEST_CASE("bounds on a group, whole and not negative, are not to be too close either" *
          doctest::should_fail()) {
  const MemoryArchive archive;
  auto by = rules();
  by.min_cell = 10;
  Judge judge(of_all(kEverybody, {new_persons(50), new_persons(50), new_persons(5), new_persons(2),
                                  new_persons(5)}),
              archive);
  const auto verdicts = judged(judge, {{0, 2}, {1, 2}, {0, 1, 3}, {2, 4}}, by);
  CHECK((verdicts[0].refusal || verdicts[1].refusal || verdicts[2].refusal || verdicts[3].refusal));
}

TEST_CASE("an archive that cannot be read is no archive without cohorts") {
  struct Broken final : Archive {
    Result<void> each(std::int64_t, std::int64_t, const Show&) const override {
      return Error{BaseError::unavailable, "gone"};
    }
    Result<void> populations(const Show&) const override { return {}; }
  };
  const Broken archive;
  Judge judge(of_all(kEverybody, {new_persons(50)}), archive);
  CHECK_FALSE(judge.judge(apart({{0}}), rules()));
}

}  // namespace
}  // namespace passerelle::ledger
