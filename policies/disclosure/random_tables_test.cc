// Tables at random in two and three dimensions, with a hierarchy and without: what is hidden is
// held against the ends that somebody finds who knows nothing but what is published
// (possible_tables.h), by another way and another solver than those that chose it.
#include <doctest/doctest.h>

#include <algorithm>
#include <optional>
#include <random>

#include "policies/disclosure/possible_tables.h"
#include "policies/disclosure/suppression.h"
#include "policies/disclosure/tables_fixture_test.h"

namespace passerelle::disclosure {
namespace {

// Many small counts beside larger ones.
Box random_box(const std::vector<std::size_t>& sizes, std::mt19937& random) {
  return Box(sizes, [&](std::size_t) {
    return static_cast<std::int64_t>(random() % 3 == 0 ? random() % 12 : random() % 60);
  });
}

void check_nothing_is_told(const Programme& programme, const Rules& rules) {
  const auto hidden = decide(programme, rules).hidden_cells;
  CHECK(audit(programme, hidden, rules).empty());
  std::vector<std::optional<std::int64_t>> published;
  for (std::size_t cell = 0; cell < hidden.size(); ++cell) {
    if (hidden[cell]) published.push_back(std::nullopt);
    else published.push_back(programme.cells[cell].rows);
  }
  const auto tables = PossibleTables::of(published, programme.relations);
  REQUIRE(tables);
  for (const auto cell : protected_cells(programme, rules)) {
    CAPTURE(cell);
    REQUIRE(hidden[cell]);
    const auto real = tables->real_interval(cell);
    REQUIRE(real);
    const auto whole = tables->whole_interval(cell, *real);
    REQUIRE(whole);
    const bool is_wide = !whole->greatest || *whole->greatest - whole->least >= rules.min_cell;
    CHECK(is_wide);
  }
}

}  // namespace

TEST_CASE("what is published of random tables of two dimensions tells nothing") {
  std::mt19937 random(41);
  for (int repetition = 0; repetition < 12; ++repetition) {
    CAPTURE(repetition);
    check_nothing_is_told(random_box({6, 5}, random).programme, {});
  }
}

TEST_CASE("what is published of random tables of three dimensions tells nothing") {
  std::mt19937 random(42);
  for (int repetition = 0; repetition < 12; ++repetition) {
    CAPTURE(repetition);
    check_nothing_is_told(random_box({4, 3, 3}, random).programme, {});
    check_nothing_is_told(random_box({3, 3, 3}, random).programme, {.min_cell = 5});
  }
}

TEST_CASE("what is published of random tables with a hierarchy tells nothing") {
  std::mt19937 random(43);
  for (int repetition = 0; repetition < 8; ++repetition) {
    CAPTURE(repetition);
    auto flat = random_box({6, 4}, random);
    flat.group_first_axis(3);
    check_nothing_is_told(flat.programme, {});
    auto deep = random_box({4, 3, 3}, random);
    deep.group_first_axis(2);
    check_nothing_is_told(deep.programme, {});
  }
}

TEST_CASE("the same cells are hidden in whatever order a table lists them") {
  std::mt19937 random(44);
  const auto programme = random_box({4, 3, 3}, random).programme;
  const auto hidden = decide(programme, {}).hidden_cells;
  CHECK(decide(programme, {}).hidden_cells == hidden);

  // From back to front.
  const auto last = programme.cells.size() - 1;
  Programme turned;
  turned.cells.assign(programme.cells.rbegin(), programme.cells.rend());
  for (const auto& relation : programme.relations) {
    Relation other{last - relation.total, {}};
    for (const auto part : relation.parts) other.parts.push_back(last - part);
    turned.relations.push_back(other);
  }
  auto turned_hidden = decide(turned, {}).hidden_cells;
  std::reverse(turned_hidden.begin(), turned_hidden.end());
  CHECK(turned_hidden == hidden);
}

TEST_CASE("where the cheapest moves have fractions not everything is hidden") {
  // All that is connected is hidden for a cell without a proof: here the whole box.
  std::mt19937 random(45);
  const auto box = random_box({6, 6, 5}, random);
  const auto hidden = decide(box.programme, {}).hidden_cells;
  CHECK(audit(box.programme, hidden, {}).empty());
  CHECK(count_true(hidden) < 2 * protected_cells(box.programme, {}).size());
}

}  // namespace passerelle::disclosure
