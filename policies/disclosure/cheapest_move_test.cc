#include "policies/disclosure/cheapest_move.h"

#include <doctest/doctest.h>

#include <cmath>
#include <random>

#include "policies/disclosure/tolerances.h"

namespace passerelle::disclosure {
namespace {

double cost(const MoveProgram& program, const std::vector<double>& changes) {
  double sum = 0;
  for (std::size_t i = 0; i < changes.size(); ++i) sum += program.cost[i] * std::abs(changes[i]);
  return sum;
}

// The same with a variable for each rise and one for each fall, for the solver that knows no costs
// that turn.
std::optional<double> cost_by_rises_and_falls(const MoveProgram& program) {
  LinearProgram doubled;
  for (std::size_t i = 0; i < program.cost.size(); ++i) {
    doubled.lower.push_back(std::max(program.lower[i], 0.0));
    doubled.upper.push_back(std::max(program.upper[i], 0.0));
    doubled.lower.push_back(std::max(-program.upper[i], 0.0));
    doubled.upper.push_back(std::max(-program.lower[i], 0.0));
    doubled.cost.insert(doubled.cost.end(), 2, program.cost[i]);
  }
  for (const auto& row : program.rows) {
    auto& terms = doubled.rows.emplace_back();
    for (const auto& term : row) {
      terms.push_back({2 * term.variable, term.coefficient});
      terms.push_back({2 * term.variable + 1, -term.coefficient});
    }
  }
  const auto point = minimise(doubled);
  if (!point) return std::nullopt;
  double sum = 0;
  for (std::size_t i = 0; i < point->size(); ++i) sum += doubled.cost[i] * (*point)[i];
  return sum;
}

// A box of cells and its margins, one of which has to move.
MoveProgram random_box(std::mt19937& random) {
  constexpr std::size_t kSize = 4, kCells = (kSize + 1) * (kSize + 1) * (kSize + 1);
  const std::size_t steps[] = {1, kSize + 1, (kSize + 1) * (kSize + 1)};
  MoveProgram program;
  for (std::size_t cell = 0; cell < kCells; ++cell) {
    program.lower.push_back(-static_cast<double>(random() % 12));
    program.upper.push_back(random() % 4 == 0 ? static_cast<double>(random() % 9) : kInfinite);
    program.cost.push_back(static_cast<double>(random() % 20));
    for (const auto step : steps) {
      if (cell / step % (kSize + 1) != 0) continue;
      auto& row = program.rows.emplace_back();
      row.push_back({cell, -1});
      for (std::size_t i = 1; i <= kSize; ++i) row.push_back({cell + i * step, 1});
    }
  }
  const auto moved = random() % kCells;
  if (random() % 2 == 0) {
    program.lower[moved] = 3;
    program.upper[moved] = kInfinite;
  } else {
    program.lower[moved] = -10;
    program.upper[moved] = -2;
  }
  return program;
}

}  // namespace

TEST_CASE("a fall costs as much as a rise") {
  // x0 rises by 4; x1 can fall by 3 at 1 each, x2 by any number at 5 each.
  const MoveProgram program{.rows = {{{0, 1}, {1, 1}, {2, 1}}},
                            .lower = {4, -3, -100},
                            .upper = {kInfinite, kInfinite, kInfinite},
                            .cost = {0, 1, 5}};
  const auto changes = cheapest_move(program);
  REQUIRE(changes);
  CHECK((*changes)[0] == doctest::Approx(4));
  CHECK((*changes)[1] == doctest::Approx(-3));
  CHECK((*changes)[2] == doctest::Approx(-1));
}

TEST_CASE("where nothing can move no move is found") {
  MoveProgram program{
      .rows = {{{0, 1}, {1, 1}}}, .lower = {4, -3}, .upper = {kInfinite, 0}, .cost = {0, 1}};
  CHECK_FALSE(cheapest_move(program));
  program.lower[1] = -4;
  CHECK(cheapest_move(program));
  program.upper[0] = 3;
  CHECK_FALSE(cheapest_move(program));
}

TEST_CASE("in random boxes moves cost what the general linear programme says") {
  std::mt19937 random(31);
  int possible = 0;
  for (int repetition = 0; repetition < 60; ++repetition) {
    CAPTURE(repetition);
    const auto program = random_box(random);
    const auto changes = cheapest_move(program);
    const auto expected = cost_by_rises_and_falls(program);
    REQUIRE(changes.has_value() == expected.has_value());
    if (!changes) continue;
    ++possible;
    CHECK(cost(program, *changes) == doctest::Approx(*expected));
    for (const auto& row : program.rows) {
      double sum = 0;
      for (const auto& term : row) sum += term.coefficient * (*changes)[term.variable];
      CHECK(sum == doctest::Approx(0));
    }
    for (std::size_t i = 0; i < changes->size(); ++i) {
      CHECK((*changes)[i] >= program.lower[i] - 1e-6);
      CHECK((*changes)[i] <= program.upper[i] + 1e-6);
    }
  }
  CHECK(possible > 30);
}

}  // namespace passerelle::disclosure
