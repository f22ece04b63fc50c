#include "policies/disclosure/possible_tables.h"

#include <doctest/doctest.h>

namespace passerelle::disclosure {
namespace {

using Published = std::vector<std::optional<std::int64_t>>;

constexpr auto kHidden = std::nullopt;

PossibleTables tables_of(const Published& published, const std::vector<Relation>& relations) {
  auto tables = PossibleTables::of(published, relations);
  REQUIRE(tables);
  return *std::move(tables);
}

Result<Interval> whole_interval(const PossibleTables& tables, std::size_t cell) {
  const auto real = tables.real_interval(cell);
  if (!real) return real.error();
  return tables.whole_interval(cell, *real);
}

TEST_CASE("a hidden part lies between nothing and what its total leaves") {
  const auto tables = tables_of({30, 12, kHidden, kHidden}, {{0, {1, 2, 3}}});
  const auto real = tables.real_interval(2);
  REQUIRE(real);
  CHECK(real->least == 0);
  CHECK(real->greatest == 18);
  CHECK(*whole_interval(tables, 3) == Interval{0, 18});
  CHECK(*whole_interval(tables, 1) == Interval{12, 12});
}

TEST_CASE("a cell whose total is hidden too has no upper end") {
  const auto tables = tables_of({kHidden, 12, kHidden}, {{0, {1, 2}}});
  CHECK(*whole_interval(tables, 0) == Interval{12, std::nullopt});
  CHECK(!tables.real_interval(2)->greatest);
}

TEST_CASE("an end may lie far above every published count") {
  // Each of b, c, d is twice the one before: 2a = b, 2b = c, 2c = d by two totals each.
  const auto tables =
      tables_of({3, kHidden, kHidden, kHidden, kHidden, kHidden, kHidden},
                {{1, {0, 2}}, {1, {2, 0}}, {3, {1, 4}}, {5, {3, 6}}, {4, {1}}, {2, {0}}, {6, {3}}});
  CHECK(*whole_interval(tables, 5) == Interval{24, 24});
}

TEST_CASE("between numbers that no whole count reaches the interval is narrower") {
  // Of a, b, c each two add up to 5 with a remainder that must be even.
  const auto tables =
      tables_of({5, 5, 5, kHidden, kHidden, kHidden, kHidden, kHidden, kHidden},
                {{0, {3, 4, 6}}, {1, {4, 5, 7}}, {2, {3, 5, 8}}, {6, {7}}, {7, {8}}});
  // With r = 0: a = b = c = 2.5. Whole counts need an odd remainder.
  CHECK(tables.real_interval(6)->least == doctest::Approx(0));
  CHECK(*whole_interval(tables, 6) == Interval{1, 5});
}

TEST_CASE("what no table fits is refused, among published cells and among hidden ones") {
  CHECK(!PossibleTables::of({5, 4}, {{0, {1}}}));
  const auto tables = tables_of({5, 8, kHidden}, {{0, {1, 2}}});
  CHECK(!tables.real_interval(2));
  CHECK(!whole_interval(tables, 2));
  // 2 a = 5
  const auto half = tables_of({5, kHidden, kHidden}, {{0, {1, 2}}, {1, {2}}});
  CHECK(half.real_interval(1)->least == doctest::Approx(2.5));
  CHECK(!whole_interval(half, 1));
}

}  // namespace
}  // namespace passerelle::disclosure
