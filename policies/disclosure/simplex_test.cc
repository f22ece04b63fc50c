#include "policies/disclosure/simplex.h"

#include <doctest/doctest.h>

#include "policies/disclosure/tolerances.h"

namespace passerelle::disclosure {

TEST_CASE("the cheaper of two ways to balance an equation is taken") {
  // x0 = x1 + x2, x0 >= 4, x1 costs 1 and holds 3, x2 costs 5.
  const LinearProgram program{.rows = {{{0, 1}, {1, -1}, {2, -1}}},
                              .lower = {4, 0, 0},
                              .upper = {kInfinite, 3, kInfinite},
                              .cost = {0, 1, 5}};
  const auto point = minimise(program);
  REQUIRE(point);
  CHECK((*point)[0] == doctest::Approx(4));
  CHECK((*point)[1] == doctest::Approx(3));
  CHECK((*point)[2] == doctest::Approx(1));
}

TEST_CASE("a programme without a point is told from one with") {
  LinearProgram program{
      .rows = {{{0, 1}, {1, -1}}}, .lower = {4, 0}, .upper = {kInfinite, 3}, .cost = {0, 0}};
  CHECK_FALSE(minimise(program));
  program.upper[1] = 4;
  CHECK(minimise(program));
}

TEST_CASE("bounds that contradict each other have no point") {
  CHECK_FALSE(minimise({.rows = {}, .lower = {2}, .upper = {1}, .cost = {0}}));
}

TEST_CASE("a transport problem reaches its known optimum") {
  // Supplies 20 and 30 (fixed), demands 10, 25, 15 (fixed); costs 2 4 6 / 3 1 5. Optimum by hand:
  // 10 at 2, 10 at 6, 25 at 1, 5 at 5 = 20 + 60 + 25 + 25 = 130.
  LinearProgram program;
  const auto add = [&](double lower, double upper, double cost) {
    program.lower.push_back(lower), program.upper.push_back(upper), program.cost.push_back(cost);
    return program.cost.size() - 1;
  };
  std::size_t flow[2][3];
  const double costs[2][3] = {{2, 4, 6}, {3, 1, 5}};
  for (int i = 0; i < 2; ++i) {
    for (int j = 0; j < 3; ++j) flow[i][j] = add(0, kInfinite, costs[i][j]);
  }
  const double supplies[2] = {20, 30}, demands[3] = {10, 25, 15};
  for (int i = 0; i < 2; ++i) {
    const auto supply = add(supplies[i], supplies[i], 0);
    program.rows.push_back({{flow[i][0], 1}, {flow[i][1], 1}, {flow[i][2], 1}, {supply, -1}});
  }
  for (int j = 0; j < 3; ++j) {
    const auto demand = add(demands[j], demands[j], 0);
    program.rows.push_back({{flow[0][j], 1}, {flow[1][j], 1}, {demand, -1}});
  }
  const auto point = minimise(program);
  REQUIRE(point);
  double cost = 0;
  for (std::size_t i = 0; i < point->size(); ++i) cost += (*point)[i] * program.cost[i];
  CHECK(cost == doctest::Approx(130));
}

TEST_CASE("many equal costs do not send the search round in a circle") {
  // A ring of equal cells: raising one forces a change all the way round.
  constexpr std::size_t kCells = 60;
  LinearProgram program;
  for (std::size_t i = 0; i < kCells; ++i) {
    program.lower.push_back(i == 0 ? 1 : 0);
    program.upper.push_back(kInfinite);
    program.cost.push_back(0);
    program.rows.push_back({{i, 1}, {(i + 1) % kCells, -1}});
  }
  const auto point = minimise(program);
  REQUIRE(point);
  for (const double x : *point) CHECK(x == doctest::Approx(1));
}

}  // namespace passerelle::disclosure
