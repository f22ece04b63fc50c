#include "policies/disclosure/attacker.h"

#include <doctest/doctest.h>

#include "policies/disclosure/tables_fixture_test.h"

namespace passerelle::disclosure {

TEST_CASE("one hidden cell is recovered from its margin") {
  const TwoWay table({{20, 3}, {15, 40}});
  std::vector<bool> hidden(table.programme.cells.size(), false);
  hidden[table.at(0, 1)] = true;
  CHECK(attackers_interval(table.programme, hidden, table.at(0, 1), 1000) == Interval{3, 3});
}

TEST_CASE("four hidden cells of a square leave room in both directions") {
  const TwoWay table({{20, 3}, {15, 40}});
  std::vector<bool> hidden(table.programme.cells.size(), false);
  for (std::size_t cell = 0; cell < 4; ++cell) hidden[cell] = true;
  CHECK(attackers_interval(table.programme, hidden, table.at(0, 1), 1000) == Interval{0, 23});
  CHECK(attackers_interval(table.programme, hidden, table.at(1, 1), 1000) == Interval{20, 43});
}

TEST_CASE("hidden totals leave a cell without an upper end") {
  const auto programme = one_way({3, 40});
  CHECK(attackers_interval(programme, {true, true, false}, 1, 1000) == Interval{0, std::nullopt});
}

TEST_CASE("a published cell is known") {
  const auto programme = one_way({30, 40});
  CHECK(attackers_interval(programme, {false, false, false}, 2, 1000) == Interval{40, 40});
}

TEST_CASE("an unwanted cell of nobody is known, another one has at least one row") {
  auto programme = one_way({3, 0, 40});
  for (const std::size_t cell : {1U, 2U, 3U}) programme.cells[cell].is_wanted = false;
  const std::vector<bool> hidden(4, false);
  CHECK(attackers_interval(programme, hidden, 1, 1000) == Interval{1, 42});
  CHECK(attackers_interval(programme, hidden, 2, 1000) == Interval{0, 0});
  CHECK(attackers_interval(programme, hidden, 3, 1000) == Interval{1, 42});
}

TEST_CASE("a proof counts only when it moves nothing but unknown cells") {
  const auto programme = one_way({3, 40});
  const Attacker attacker(programme);
  const Proof proof{{{1, 10}, {2, -10}}, {}};
  CHECK(attacker.is_proved(proof, 1, 10, {false, true, true}));
  CHECK_FALSE(attacker.is_proved(proof, 1, 11, {false, true, true}));
  CHECK_FALSE(attacker.is_proved(proof, 1, 10, {false, true, false}));
}

TEST_CASE("a proof counts only when relations hold and no count falls below zero") {
  const auto programme = one_way({3, 40});
  const Attacker attacker(programme);
  const std::vector<bool> hidden{false, true, true};
  CHECK_FALSE(attacker.is_proved({{{1, 10}, {2, -9}}, {}}, 1, 10, hidden));
  CHECK_FALSE(attacker.is_proved({{{1, 41}, {2, -41}}, {}}, 1, 10, hidden));
  CHECK_FALSE(attacker.is_proved({{}, {{1, -4}, {2, 4}}}, 1, 4, hidden));
  CHECK(attacker.is_proved({{}, {{1, -3}, {2, 3}}}, 1, 3, hidden));
}

}  // namespace passerelle::disclosure
