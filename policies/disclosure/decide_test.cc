#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>
#include <random>

#include "policies/disclosure/canonical_order.h"
#include "policies/disclosure/programme.h"
#include "policies/disclosure/suppression.h"
#include "policies/disclosure/tables_fixture_test.h"

namespace passerelle::disclosure {
namespace {

Grid random_grid(std::mt19937& random, std::size_t rows, std::size_t columns, unsigned most) {
  Grid grid(rows, std::vector<std::int64_t>(columns));
  for (auto& row : grid) {
    for (auto& count : row) count = static_cast<std::int64_t>(random() % (most + 1));
  }
  return grid;
}

}  // namespace

TEST_CASE("the pattern does not depend on the order in which cells are listed") {
  const TwoWay table({{20, 3, 21}, {15, 40, 31}, {8, 22, 57}});
  const auto decision = decide(table.programme, {});
  REQUIRE(count_true(decision.hidden_cells) > 2);
  std::mt19937 random(7);
  for (int repetition = 0; repetition < 20; ++repetition) {
    std::vector<std::size_t> order(table.programme.cells.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random() % i]);
    auto listed = reordered(table.programme, order);
    std::reverse(listed.relations.begin(), listed.relations.end());
    const auto found = decide(listed, {});
    for (std::size_t i = 0; i < order.size(); ++i) {
      CHECK(found.hidden_cells[i] == decision.hidden_cells[order[i]]);
      CHECK(found.cell_reasons[i] == decision.cell_reasons[order[i]]);
    }
  }
}

TEST_CASE("every cell that a weaker minimum protects is protected by a stronger one") {
  std::mt19937 random(11);
  for (int repetition = 0; repetition < 20; ++repetition) {
    const TwoWay table(random_grid(random, 4, 5, 40));
    const auto weak = protected_cells(table.programme, Rules{.min_cell = 5});
    const auto strong = decide(table.programme, Rules{.min_cell = 11});
    for (const auto cell : weak) CHECK(strong.hidden_cells[cell]);
  }
}

TEST_CASE("patterns of random tables pass the audit") {
  std::mt19937 random(3);
  for (int repetition = 0; repetition < 30; ++repetition) {
    const TwoWay table(random_grid(random, 5, 6, 45));
    const auto decision = decide(table.programme, {});
    CHECK(audit(table.programme, decision.hidden_cells, {}).empty());
  }
}

TEST_CASE("hidden cells have a reason and shown cells have none") {
  const TwoWay table({{20, 3, 21}, {15, 40, 31}, {8, 22, 57}});
  const auto decision = decide(table.programme, {});
  for (std::size_t cell = 0; cell < decision.hidden_cells.size(); ++cell) {
    CHECK(decision.hidden_cells[cell] == !decision.cell_reasons[cell].empty());
  }
}

TEST_CASE("counts of persons are protected where persons have several rows") {
  // Rows leave plenty of room (10 can move between the cells of 100 and 130 rows), persons do not:
  // 25 - 11 = 14 = 3 + 11 would leave the 3 between 0 and 14, 17 - 11 = 6 would not.
  Programme programme;
  programme.cells = {{.rows = 380, .persons = 17},
                     {.rows = 100, .persons = 3},
                     {.rows = 130, .persons = 3},
                     {.rows = 150, .persons = 11}};
  programme.relations = {{0, {1, 2, 3}}};
  const auto decision = decide(programme, {});
  CHECK(decision.hidden_cells[1]);
  CHECK(decision.hidden_cells[2]);
  CHECK((decision.hidden_cells[0] || decision.hidden_cells[3]));
}

TEST_CASE("an empty programme has an empty decision") {
  const auto decision = decide({}, {});
  CHECK(decision.hidden_cells.empty());
  CHECK(decision.hidden_items.empty());
}

TEST_CASE("a list of counts is releasable when none is small") {
  CHECK(all_releasable({0, 10, 500}, {}));
  CHECK(all_releasable({}, {}));
  CHECK_FALSE(all_releasable({0, 9, 500}, {}));
  CHECK_FALSE(all_releasable({1}, {}));
  CHECK_FALSE(all_releasable({-1, 20}, {}));
  CHECK_FALSE(all_releasable({0, 10}, Rules{.zeros_are_disclosive = true}));
}

TEST_CASE("every reason has its own name") {
  CHECK(to_text(Reason::low_count) == "LOW_COUNT");
  CHECK(to_text(Reason::complementary) == "COMPLEMENTARY");
  CHECK(to_text(Reason::needs_hidden_cell) == "NEEDS_HIDDEN_CELL");
  CHECK(to_text(Reason::small_level) == "SMALL_LEVEL");
}

}  // namespace passerelle::disclosure
