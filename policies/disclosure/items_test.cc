#include "policies/disclosure/items.h"

#include <doctest/doctest.h>

#include <limits>

#include "policies/disclosure/tables_fixture_test.h"

namespace passerelle::disclosure {
namespace {

using Flags = std::vector<bool>;

// A sum over `persons` persons that no rule speaks against.
Magnitude ordinary(std::int64_t persons) {
  Magnitude magnitude;
  magnitude.persons = persons;
  magnitude.total = 10.0 * static_cast<double>(persons);
  magnitude.largest = 11;
  magnitude.second = 10.5;
  magnitude.degrees_of_freedom = persons - 1;
  return magnitude;
}

Item mean_over(const Programme& programme, std::size_t cell, std::string family = "age") {
  auto magnitude = ordinary(programme.cells[cell].persons);
  magnitude.cell = cell;
  magnitude.family = std::move(family);
  return {.needs = {cell}, .magnitude = magnitude, .model = {}};
}

Programme with_means(Programme programme) {
  for (std::size_t cell = 0; cell < programme.cells.size(); ++cell) {
    programme.items.push_back(mean_over(programme, cell));
  }
  return programme;
}

}  // namespace

TEST_CASE("an ordinary sum breaks no rule") { CHECK(broken_rules(ordinary(50), {}).empty()); }

TEST_CASE("a sum over nobody breaks no rule") {
  Magnitude magnitude;
  magnitude.degrees_of_freedom = -1;
  CHECK(broken_rules(magnitude, {}).empty());
}

TEST_CASE("a sum over too few persons is named") {
  CHECK(broken_rules(ordinary(9), Rules{.min_degrees_of_freedom = 1}) ==
        std::vector{Reason::low_count});
  CHECK(broken_rules(ordinary(10), {}) == std::vector{Reason::low_degrees_of_freedom});
  CHECK(broken_rules(ordinary(11), {}).empty());
}

TEST_CASE("two persons may not hold nearly everything") {
  auto magnitude = ordinary(50);
  magnitude.total = 1000;
  magnitude.largest = 500;
  magnitude.second = 400;
  CHECK(broken_rules(magnitude, {}).empty());
  magnitude.second = 401;
  CHECK(broken_rules(magnitude, {}) == std::vector{Reason::dominance});
  CHECK(broken_rules(magnitude, Rules{.dominance_n = 1}).empty());
}

TEST_CASE("the second largest must not learn the largest within the percentage") {
  auto magnitude = ordinary(50);
  magnitude.total = 1000;
  magnitude.largest = 800;
  magnitude.second = 120;
  CHECK(broken_rules(magnitude, Rules{.dominance_k = 0.95, .p_percent = 0.1}).empty());
  magnitude.second = 121;
  CHECK(broken_rules(magnitude, Rules{.dominance_k = 0.95, .p_percent = 0.1}) ==
        std::vector{Reason::p_percent});
}

TEST_CASE("a value that everybody has is not told") {
  auto magnitude = ordinary(50);
  magnitude.all_equal = true;
  CHECK(broken_rules(magnitude, {}) == std::vector{Reason::all_equal});
}

TEST_CASE("a mean of zeros and ones is a count") {
  auto magnitude = ordinary(50);
  magnitude.rarest_of_few = 9;
  CHECK(broken_rules(magnitude, {}) == std::vector{Reason::small_level});
  magnitude.rarest_of_few = 10;
  CHECK(broken_rules(magnitude, {}).empty());
}

TEST_CASE("sums that are no numbers are not released") {
  auto magnitude = ordinary(50);
  magnitude.total = std::numeric_limits<double>::quiet_NaN();
  CHECK_FALSE(broken_rules(magnitude, {}).empty());
}

TEST_CASE("a model needs persons, degrees of freedom and levels") {
  const Rules rules;
  CHECK(broken_rules(Model{.rows = 100, .parameters = 5, .rarest_of_few = 20}, 100, rules).empty());
  CHECK(broken_rules(Model{.rows = 14, .parameters = 5, .rarest_of_few = {}}, 14, rules) ==
        std::vector{Reason::low_degrees_of_freedom});
  CHECK(broken_rules(Model{.rows = 100, .parameters = 5, .rarest_of_few = 3}, 100, rules) ==
        std::vector{Reason::small_level});
  CHECK(broken_rules(Model{.rows = 100, .parameters = 5, .rarest_of_few = {}}, 9, rules) ==
        std::vector{Reason::low_count});
}

TEST_CASE("a regression needs rows for its parameters, and no row or group that bears it") {
  const Rules rules;
  const auto broken = [&](const Regression& regression, std::int64_t rows = 100) {
    return broken_rules(Model{rows, 5, std::nullopt, regression}, rows, rules);
  };
  const Regression ordinary{{}, 0.5, 10, false};
  CHECK(broken(ordinary).empty());
  CHECK(broken(ordinary, 50).empty());
  CHECK(broken(ordinary, 49) == std::vector{Reason::low_degrees_of_freedom});
  CHECK(broken({{}, 0.51, 10, false}) == std::vector{Reason::leverage});
  CHECK(broken({{}, std::numeric_limits<double>::quiet_NaN(), 10, false}) ==
        std::vector{Reason::leverage});
  CHECK(broken({{}, 0.5, 9.99, false}) == std::vector{Reason::few_effective});
  CHECK(broken({{}, 0.5, 10, true}) == std::vector{Reason::perfect_fit});
}

TEST_CASE("every sum that a regression tells is judged, each reason once") {
  const auto told = [](Magnitude sum) {
    const Regression regression{{ordinary(50), sum, sum}, 0.1, 100, false};
    return broken_rules(Model{100, 5, std::nullopt, regression}, 100, Rules{});
  };
  CHECK(told(ordinary(10)).empty());  // no variance is told: nine degrees of freedom do
  CHECK(told(ordinary(9)) == std::vector{Reason::low_count});
  CHECK(told(ordinary(0)).empty());
  auto sum = ordinary(20);
  sum.all_equal = true;
  CHECK(told(sum) == std::vector{Reason::all_equal});
  sum = ordinary(20);
  sum.rarest_of_few = 9;
  CHECK(told(sum) == std::vector{Reason::small_level});
  sum = ordinary(20);
  sum.largest = sum.total;
  CHECK(broken_rules(sum, Rules{}).size() > 1);
  CHECK(told(sum) == broken_rules(sum, Rules{}));
}

TEST_CASE("a model over nobody breaks no rule, as a sum over nobody") {
  CHECK(broken_rules(Model{.rows = 0, .parameters = 1, .rarest_of_few = {}}, 0, {}).empty());
}

TEST_CASE("a model over nobody is hidden where zeros are disclosive") {
  auto programme = one_way({0, 30, 50});
  programme.items.push_back({.needs = {1}, .magnitude = {}, .model = Model{0, 2, {}}});
  CHECK_FALSE(decide(programme, {}).hidden_items[0]);
  CHECK(decide(programme, {.zeros_are_disclosive = true}).hidden_items[0]);
}

TEST_CASE("a sum whose cell is hidden is hidden") {
  auto programme = one_way({4, 30, 50});
  programme.items.push_back({.needs = {0, 2}, .magnitude = {}, .model = Model{84, 2, {}}});
  programme.items.push_back({.needs = {0, 3}, .magnitude = {}, .model = Model{84, 2, {}}});
  const auto decision = decide(programme, {});
  REQUIRE(decision.hidden_cells[2]);
  CHECK(decision.hidden_items == Flags{true, false});
  CHECK(decision.item_reasons[0] == std::vector{Reason::needs_hidden_cell});
}

TEST_CASE("a sum over a cell that is not published is hidden") {
  auto programme = one_way({40, 30, 50});
  programme.cells[2].is_wanted = false;
  programme.items.push_back(mean_over(programme, 2));
  CHECK(decide(programme, {}).hidden_items == Flags{true});
}

TEST_CASE("a hidden mean cannot be computed from the total and its neighbours") {
  auto programme = with_means(one_way({40, 30, 50}));
  programme.items[2].magnitude->largest = 290;  // dominates the sum of 300
  const auto decision = decide(programme, {});
  CHECK(count_true(decision.hidden_cells) == 0);
  CHECK(decision.hidden_items == Flags{false, true, true, false});
  CHECK(decision.item_reasons[1] == std::vector{Reason::complementary});
}

TEST_CASE("means of another variable are no help to compute a hidden one") {
  auto programme = with_means(one_way({40, 30, 50}));
  programme.items[2].magnitude->all_equal = true;
  for (const std::size_t cell : {0U, 1U, 3U}) {
    programme.items[cell].magnitude->family = "weight";
  }
  CHECK(decide(programme, {}).hidden_items == Flags{false, false, true, false});
}

TEST_CASE("the same mean in two analyses is hidden in both") {
  auto programme = with_means(one_way({40, 30, 50}));
  programme.items.push_back(mean_over(programme, 1));
  programme.items[2].magnitude->all_equal = true;
  CHECK(decide(programme, {}).hidden_items == Flags{false, true, true, false, true});
}

TEST_CASE("a hidden mean is protected in both directions of a table") {
  auto programme = with_means(TwoWay({{40, 30, 50}, {60, 70, 80}, {90, 95, 99}}).programme);
  programme.items[4].magnitude->all_equal = true;
  const auto hidden = decide(programme, {}).hidden_items;
  REQUIRE(hidden[4]);
  // In every row and every column of inner cells none or at least two means are hidden.
  for (std::size_t line = 0; line < 3; ++line) {
    int in_row = hidden[9 + line] ? 1 : 0, in_column = hidden[12 + line] ? 1 : 0;
    for (std::size_t other = 0; other < 3; ++other) {
      in_row += hidden[3 * line + other] ? 1 : 0;
      in_column += hidden[3 * other + line] ? 1 : 0;
    }
    CHECK(in_row != 1);
    CHECK(in_column != 1);
  }
}

TEST_CASE("an empty part does not help to hide a mean") {
  auto programme = with_means(one_way({40, 0, 50}));
  programme.items[1].magnitude->all_equal = true;
  CHECK(decide(programme, {}).hidden_items == Flags{false, true, false, true});
}

}  // namespace passerelle::disclosure
