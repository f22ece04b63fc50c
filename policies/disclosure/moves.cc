#include "policies/disclosure/moves.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "policies/disclosure/cheapest_move.h"
#include "policies/disclosure/tolerances.h"

namespace passerelle::disclosure {
namespace {

// In tables of three dimensions and linked tables the cheapest move may have fractions; so many
// linear programs are spent on making it whole.
constexpr int kBranches = 60;
// So many when a whole one is known already, in search of a cheaper one.
constexpr int kFewBranches = 6;

void add_cell(MoveProgram& program, const Range& limit, double cost) {
  const auto number = [](std::int64_t value) {
    return value >= Range::kUnbounded ? kInfinite : static_cast<double>(value);
  };
  program.lower.push_back(number(limit.least));
  program.upper.push_back(number(limit.greatest));
  program.cost.push_back(cost);
}

bool goes_to(const Move& move, std::size_t cell, std::int64_t change) {
  const auto found = move.find(cell);
  if (found == move.end()) return false;
  return change > 0 ? found->second >= change : found->second <= change;
}

double cost_of(const Move& move, const MoveCosts& costs) {
  double sum = 0;
  for (const auto& [cell, change] : move)
    sum += costs[cell] * std::abs(static_cast<double>(change));
  return sum;
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

MoveSpace Moves::space_of(const std::vector<std::size_t>& cells) const {
  std::map<std::size_t, MoveSpace::Row> rows;  // by equation
  std::vector<Range> ranges;
  for (const auto cell : cells) {
    for (const auto equation : equations_of_[cell]) {
      rows[equation].emplace_back(ranges.size(), equations_[equation].at(cell));
    }
    ranges.push_back(ranges_[cell]);
  }
  std::vector<MoveSpace::Row> used;
  for (auto& [equation, row] : rows) used.push_back(std::move(row));
  return {used, ranges};
}

std::optional<Move> Moves::find_in(const MoveSpace& space,
                                   const std::vector<std::size_t>& cells,
                                   std::size_t cell,
                                   std::int64_t change,
                                   int patience) const {
  const auto place = std::lower_bound(cells.begin(), cells.end(), cell) - cells.begin();
  const auto found = space.find(static_cast<std::size_t>(place), change, patience);
  if (!found) return std::nullopt;
  Move move;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if ((*found)[i] != 0) move[cells[i]] = (*found)[i];
  }
  if (!is_valid(move) || !goes_to(move, cell, change)) return std::nullopt;
  return move;
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
  const auto network = network_around(cell, with_free_cell);
  const auto changes = cheapest(network, limits, with_free_cell);
  if (!changes) return std::nullopt;
  if (std::all_of(changes->begin(), changes->end(), is_whole)) return whole_move(network, *changes);

  // The cells of the cheapest one, with fractions as it may be, and those that cost nothing are few
  // and mostly enough for a whole one.
  std::vector<std::size_t> cells;
  for (std::size_t i = 0; i < network.cells.size(); ++i) {
    const bool is_used = std::abs((*changes)[i]) > kWhole;
    if (is_used || with_free_cell[network.cells[i]] == 0) cells.push_back(network.cells[i]);
  }
  auto among_few = find_in(space_of(cells), cells, cell, change, kBranches);
  double least = 0;
  for (std::size_t i = 0; i < network.cells.size(); ++i) {
    least += with_free_cell[network.cells[i]] * std::abs((*changes)[i]);
  }
  if (among_few && cost_of(*among_few, with_free_cell) <= least * (1 + kWhole)) return among_few;
  int patience = among_few ? kFewBranches : kBranches;
  auto branched = branch(network, *changes, limits, with_free_cell, patience);
  if (!branched) return among_few;
  const bool is_dearer =
      among_few && cost_of(*among_few, with_free_cell) <= cost_of(*branched, with_free_cell);
  return is_dearer ? among_few : branched;
}

// Changes by cell of the network.
std::optional<std::vector<double>> Moves::cheapest(const Network& network,
                                                   const std::vector<Range>& limits,
                                                   const MoveCosts& costs) const {
  MoveProgram program;
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
      row.push_back({found->second, factor});
    }
  }
  return cheapest_move(program);
}

std::optional<Move> Moves::whole_move(const Network& network,
                                      const std::vector<double>& changes) const {
  Move move;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    if (const auto whole = std::llround(changes[i]); whole != 0) move[network.cells[i]] = whole;
  }
  if (!is_valid(move)) return std::nullopt;
  return move;
}

// Branch and bound, depth first; the first whole move that is found is taken.
std::optional<Move> Moves::branch(const Network& network,
                                  const std::vector<double>& changes,
                                  std::vector<Range>& limits,
                                  const MoveCosts& costs,
                                  int& patience) const {
  const auto broken = std::find_if_not(changes.begin(), changes.end(), is_whole);
  if (broken == changes.end()) return whole_move(network, changes);
  auto& limit = limits[network.cells[static_cast<std::size_t>(broken - changes.begin())]];
  const auto before = limit;
  const auto below = static_cast<std::int64_t>(std::floor(*broken));
  std::optional<Move> found;
  for (const Range& side : {Range{before.least, below}, Range{below + 1, before.greatest}}) {
    if (found || --patience < 0) break;
    limit = side;
    const auto closer = cheapest(network, limits, costs);
    if (closer) found = branch(network, *closer, limits, costs, patience);
  }
  limit = before;
  return found;
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
