#include "policies/disclosure/pattern.h"

#include <doctest/doctest.h>

#include "policies/disclosure/tables_fixture_test.h"

namespace passerelle::disclosure {
namespace {

using Flags = std::vector<bool>;

// Four by four in which the inside of a square is hidden.
struct Square {
  TwoWay table{{{20, 3, 31, 12}, {15, 40, 28, 30}, {22, 50, 33, 4}, {17, 25, 19, 60}}};
  Attacker attacker{table.programme};
  Flags hidden = Flags(table.programme.cells.size(), false);

  Square() {
    for (std::size_t row = 0; row < 2; ++row) {
      for (std::size_t column = 0; column < 3; ++column) hidden[table.at(row, column)] = true;
    }
  }
};

}  // namespace

TEST_CASE("a fall to nothing and a small rise together make the width") {
  const auto programme = one_way({3, 7});
  const Attacker attacker(programme);
  const Flags hidden{false, true, true};
  Pattern pattern(attacker, hidden);
  const auto proof = pattern.proof(1, 10);
  REQUIRE(proof);
  CHECK(attacker.is_proved(*proof, 1, 10, hidden));
  CHECK_FALSE(pattern.proof(1, 11));
}

TEST_CASE("what was proved by a cell that is shown is proved by others or not at all") {
  const Square square;
  const auto& [table, attacker, hidden] = square;
  Pattern pattern(attacker, hidden);
  REQUIRE(pattern.proof(table.at(0, 1), 10));

  auto narrower = pattern.without({table.at(0, 0), table.at(1, 0)});
  CHECK_FALSE(narrower.hidden()[table.at(0, 0)]);
  const auto proof = narrower.proof(table.at(0, 1), 10);
  REQUIRE(proof);
  CHECK(attacker.is_proved(*proof, table.at(0, 1), 10, narrower.hidden()));

  auto alone = narrower.without({table.at(1, 1)});
  CHECK_FALSE(alone.proof(table.at(0, 1), 1));
  CHECK(narrower.proof(table.at(0, 1), 10));
}

TEST_CASE("a cell that is hidden later proves what was open") {
  const Square square;
  const auto& [table, attacker, hidden] = square;
  Flags few(hidden.size(), false);
  few[table.at(2, 3)] = few[table.at(2, 2)] = true;
  Pattern pattern(attacker, few);
  CHECK_FALSE(pattern.proof(table.at(2, 3), 10));
  few[table.at(1, 3)] = few[table.at(1, 2)] = true;
  pattern.widen(few);
  const auto proof = pattern.proof(table.at(2, 3), 10);
  REQUIRE(proof);
  CHECK(attacker.is_proved(*proof, table.at(2, 3), 10, few));
}

TEST_CASE("moves found for a narrower pattern serve the one it came from") {
  const Square square;
  const auto& [table, attacker, hidden] = square;
  Pattern pattern(attacker, hidden);
  auto narrower = pattern.without({table.at(0, 2)});
  REQUIRE(narrower.proof(table.at(0, 1), 10));
  pattern.learn(narrower);
  const auto proof = pattern.proof(table.at(0, 1), 10);
  REQUIRE(proof);
  CHECK(attacker.is_proved(*proof, table.at(0, 1), 10, narrower.hidden()));
}

}  // namespace passerelle::disclosure
