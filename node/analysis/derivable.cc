#include "node/analysis/derivable.h"

#include <cstdint>
#include <map>
#include <utility>

namespace passerelle::analysis {
namespace {

// Elimination modulo a prime: exact where floating point would have to guess whether a difference
// is zero. Coefficients are -1 and 1, far from multiples of the prime.
constexpr std::uint64_t kPrime = 2147483647;

constexpr std::size_t kMostUnknowns = 3000;

std::uint64_t power(std::uint64_t base, std::uint64_t exponent) {
  std::uint64_t result = 1;
  for (; exponent > 0; exponent >>= 1, base = base * base % kPrime) {
    if ((exponent & 1) != 0) result = result * base % kPrime;
  }
  return result;
}

using Equation = std::map<std::size_t, std::uint64_t>;  // coefficient by cell

// target -= factor * row
void subtract(Equation& target, const Equation& row, std::uint64_t factor) {
  for (const auto& [cell, coefficient] : row) {
    auto& entry = target[cell];
    entry = (entry + (kPrime - factor) * coefficient) % kPrime;
    if (entry == 0) target.erase(cell);
  }
}

// Reduced row echelon form: by pivot, an equation without any other pivot.
class Elimination {
 public:
  void add(Equation equation) {
    for (const auto& [pivot, row] : rows_) {
      const auto found = equation.find(pivot);
      if (found != equation.end()) subtract(equation, row, std::uint64_t{found->second});
    }
    if (equation.empty()) return;
    const auto pivot = equation.begin()->first;
    const auto inverse = power(equation.begin()->second, kPrime - 2);
    for (auto& [cell, coefficient] : equation) coefficient = coefficient * inverse % kPrime;
    for (auto& [other, row] : rows_) {
      const auto found = row.find(pivot);
      if (found != row.end()) subtract(row, equation, std::uint64_t{found->second});
    }
    rows_.emplace(pivot, std::move(equation));
  }

  bool determines(std::size_t cell) const {
    const auto row = rows_.find(cell);
    return row != rows_.end() && row->second.size() == 1;
  }

 private:
  std::map<std::size_t, Equation> rows_;
};

// An attacker's first look: published cells, empty unwanted cells, and the parts of empty totals,
// which have no rows either and so are among them.
std::vector<bool> known_at_sight(const disclosure::Programme& programme) {
  std::vector<bool> known;
  for (const auto& cell : programme.cells) known.push_back(cell.is_wanted || cell.rows == 0);
  return known;
}

}  // namespace

std::vector<bool> derivable_cells(const disclosure::Programme& programme) {
  auto known = known_at_sight(programme);
  std::size_t unknowns = 0;
  for (const bool is_known : known) unknowns += is_known ? 0 : 1;
  if (unknowns > kMostUnknowns) return std::vector<bool>(programme.cells.size(), true);

  Elimination elimination;
  for (const auto& relation : programme.relations) {
    Equation equation;
    const auto count = [&](std::size_t cell, std::uint64_t sign) {
      if (known[cell]) return;
      auto& entry = equation[cell];
      entry = (entry + sign) % kPrime;
      if (entry == 0) equation.erase(cell);
    };
    count(relation.total, 1);
    for (const auto part : relation.parts) count(part, kPrime - 1);
    if (!equation.empty()) elimination.add(std::move(equation));
  }
  std::vector<bool> derivable(programme.cells.size());
  for (std::size_t cell = 0; cell < programme.cells.size(); ++cell) {
    derivable[cell] =
        !programme.cells[cell].is_wanted && (known[cell] || elimination.determines(cell));
  }
  return derivable;
}

}  // namespace passerelle::analysis
