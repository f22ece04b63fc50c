#include "policies/disclosure/move_space.h"

#include <doctest/doctest.h>

namespace passerelle::disclosure {
namespace {

constexpr int kPatience = 20;

// Cells 0 1 / 2 3 of a square whose margins are known; counts 5 9 / 4 7.
MoveSpace square() {
  return {{{{0, 1}, {1, 1}}, {{2, 1}, {3, 1}}, {{0, 1}, {2, 1}}, {{1, 1}, {3, 1}}},
          {{.least = -5}, {.least = -9}, {.least = -4}, {.least = -7}}};
}

// Each two of three cells add up with a fourth that both of them need: x + y = y + z = x + z = w.
MoveSpace halves(std::int64_t least) {
  return {{{{0, 1}, {1, 1}, {3, -1}}, {{1, 1}, {2, 1}, {3, -1}}, {{0, 1}, {2, 1}, {3, -1}}},
          {{.least = least}, {.least = least}, {.least = least}, {.least = 2 * least}}};
}

}  // namespace

TEST_CASE("a cell goes as far as the first cell that would fall below nothing") {
  const auto space = square();
  CHECK(space.reach(0, 100) == 4);
  CHECK(space.reach(0, -100) == -5);
  CHECK(space.reach(1, 100) == 5);
  CHECK(space.reach(0, 3) == 3);
  CHECK(space.find(0, 4, kPatience) == std::vector<std::int64_t>{4, -4, -4, 4});
}

TEST_CASE("a fixed cell takes with it those that only move with it") {
  auto space = square();
  space.fix(3);
  CHECK(space.reach(0, 1) == 0);
  CHECK_FALSE(space.find(1, -1, kPatience));
}

TEST_CASE("a move is whole where the cells could move by halves") {
  const auto space = halves(-10);
  CHECK(space.reach(3, 1) == 1);
  const auto move = space.find(3, 1, kPatience);
  REQUIRE(move);
  CHECK(move->at(3) >= 1);
  CHECK(*move == std::vector<std::int64_t>{move->at(0), move->at(0), move->at(0), 2 * move->at(0)});
}

TEST_CASE("no move is found where only halves would do") {
  MoveSpace space({{{0, 1}, {1, 1}, {3, -1}}, {{1, 1}, {2, 1}, {3, -1}}, {{0, 1}, {2, 1}, {3, -1}}},
                  {{}, {}, {}, {.least = 0, .greatest = 1}});
  CHECK(space.reach(3, 1) == 1);
  CHECK_FALSE(space.find(3, 1, kPatience));
}

TEST_CASE("relations that say the same twice do no harm") {
  MoveSpace space({{{0, 1}, {1, 1}}, {{0, 2}, {1, 2}}, {{0, 1}, {1, 1}}}, {{.least = -3}, {}});
  CHECK(space.reach(1, 10) == 3);
  CHECK(space.reach(0, 10) == 0);
}

}  // namespace passerelle::disclosure
