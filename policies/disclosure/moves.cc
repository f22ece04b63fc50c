#include "policies/disclosure/moves.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "policies/disclosure/simplex.h"

namespace passerelle::disclosure {
namespace {

// In tables of three dimensions and linked tables the cheapest move may have fractions; so many
// linear programs are spent on making it whole.
constexpr int kBranches = 40;
constexpr double kWhole = 1e-6;

bool is_whole(double value) { return std::abs(value - std::round(value)) < kWhole; }

// Each cell is a rise and a fall, so that both cost.
void add_cell(LinearProgram& program, const Range& limit, double cost) {
  const auto at_most = [](std::int64_t value) {
    return value >= Range::kUnbounded ? std::numeric_limits<double>::infinity()
                                      : static_cast<double>(std::max<std::int64_t>(value, 0));
  };
  program.lower.push_back(static_cast<double>(std::max<std::int64_t>(limit.least, 0)));
  program.upper.push_back(at_most(limit.greatest));
  program.lower.push_back(static_cast<double>(std::max<std::int64_t>(-limit.greatest, 0)));
  program.upper.push_back(at_most(-limit.least));
  program.cost.insert(program.cost.end(), 2, cost);
}

}  // namespace

// The cells and equations that can take part in a move.
struct Moves::Network {
  std::vector<std::size_t> cells;  // ascending
  std::vector<std::size_t> equations;
};

Moves::Moves(const std::vector<Relation>& relations, std::vector<Range> ranges)
    : equations_of_(ranges.size()), ranges_(std::move(ranges)) {
  for (const auto& relation : relations) {
    std::map<std::size_t, std::int64_t> equation;
    equation[relation.total] -= 1;
    for (const auto part : relation.parts) equation[part] += 1;
    std::erase_if(equation, [](const auto& term) { return term.second == 0; });
    for (const auto& [cell, coefficient] : equation) {
      equations_of_[cell].push_back(equations_.size());
    }
    equations_.push_back(std::move(equation));
  }
}

Moves::Network Moves::network_around(std::size_t start, const MoveCosts& costs) const {
  std::set<std::size_t> cells{start}, equations;
  std::vector<std::size_t> to_visit{start};
  while (!to_visit.empty()) {
    const auto cell = to_visit.back();
    to_visit.pop_back();
    for (const auto equation : equations_of_[cell]) {
      if (!equations.insert(equation).second) continue;
      for (const auto& [other, coefficient] : equations_[equation]) {
        if (costs[other] != kImmovable && cells.insert(other).second) to_visit.push_back(other);
      }
    }
  }
  return {{cells.begin(), cells.end()}, {equations.begin(), equations.end()}};
}

std::vector<std::size_t> Moves::connected(std::size_t cell, const MoveCosts& costs) const {
  return network_around(cell, costs).cells;
}

std::optional<Move> Moves::find(std::size_t cell,
                                std::int64_t change,
                                const MoveCosts& costs) const {
  auto limits = ranges_;
  auto& limit = limits[cell];
  if (change > 0) limit.least = change;
  else limit.greatest = change;
  if (limit.least > limit.greatest) return std::nullopt;

  auto with_free_cell = costs;
  with_free_cell[cell] = 0;
  int patience = kBranches;
  return solve(network_around(cell, with_free_cell), limits, with_free_cell, patience);
}

std::optional<Move> Moves::solve(const Network& network,
                                 std::vector<Range>& limits,
                                 const MoveCosts& costs,
                                 int& patience) const {
  if (--patience < 0) return std::nullopt;

  LinearProgram program;
  std::map<std::size_t, std::size_t> place;  // of a cell among network.cells
  for (const auto cell : network.cells) {
    place.emplace(cell, place.size());
    add_cell(program, limits[cell], costs[cell]);
  }
  for (const auto equation : network.equations) {
    auto& row = program.rows.emplace_back();
    for (const auto& [cell, coefficient] : equations_[equation]) {
      const auto found = place.find(cell);
      if (found == place.end()) continue;
      const auto factor = static_cast<double>(coefficient);
      row.push_back({2 * found->second, factor});
      row.push_back({2 * found->second + 1, -factor});
    }
  }
  const auto point = minimise(program);
  if (!point) return std::nullopt;

  Move move;
  for (const auto& [cell, index] : place) {
    const double change = (*point)[2 * index] - (*point)[2 * index + 1];
    if (!is_whole(change)) {
      // Branch and bound, depth first; the first whole move that is found is taken.
      const auto below = static_cast<std::int64_t>(std::floor(change));
      const auto limit = limits[cell];
      limits[cell].greatest = below;
      auto found = solve(network, limits, costs, patience);
      if (!found) {
        limits[cell] = {below + 1, limit.greatest};
        found = solve(network, limits, costs, patience);
      }
      limits[cell] = limit;
      return found;
    }
    if (const auto whole = std::llround(change); whole != 0) move[cell] = whole;
  }
  if (!is_valid(move)) return std::nullopt;
  return move;
}

bool Moves::is_valid(const Move& move) const {
  std::set<std::size_t> equations;
  for (const auto& [cell, change] : move) {
    const auto& range = ranges_[cell];
    if (change < range.least || change > range.greatest) return false;
    equations.insert(equations_of_[cell].begin(), equations_of_[cell].end());
  }
  return std::all_of(equations.begin(), equations.end(), [&](std::size_t equation) {
    std::int64_t sum = 0;
    for (const auto& [cell, coefficient] : equations_[equation]) {
      const auto change = move.find(cell);
      if (change != move.end()) sum += coefficient * change->second;
    }
    return sum == 0;
  });
}

}  // namespace passerelle::disclosure
