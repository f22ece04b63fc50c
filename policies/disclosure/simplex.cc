#include "policies/disclosure/simplex.h"

#include <cmath>
#include <limits>

#include "policies/disclosure/tolerances.h"

namespace passerelle::disclosure {
namespace {

enum class At { lower, upper };

// Rows read x_basic + sum of T[row][column] * x_nonbasic = 0. Every row starts with an artificial
// basic variable that must be zero; it never comes back once it has left.
class Tableau {
 public:
  explicit Tableau(const LinearProgram& program)
      : program_(program),
        columns_(program.cost.size()),
        rows_(program.rows.size()),
        entries_(rows_ * columns_, 0),
        nonbasic_(columns_),
        basic_(rows_, kArtificial),
        at_(columns_, At::lower),
        value_(rows_, 0),
        reduced_cost_(program.cost) {
    for (std::size_t column = 0; column < columns_; ++column) nonbasic_[column] = column;
    for (std::size_t row = 0; row < rows_; ++row) {
      for (const auto& term : program.rows[row]) {
        entry(row, term.variable) += term.coefficient;
        value_[row] -= term.coefficient * program.lower[term.variable];
      }
    }
  }

  // Returns whether a point within all bounds was reached.
  bool solve() {
    constexpr std::size_t kPatience = 500;  // pivots by largest violation, then Bland's rule
    for (std::size_t pivots = 0; pivots < kMaximumPivots; ++pivots) {
      const bool by_index = pivots >= kPatience;
      const auto row = leaving(by_index);
      if (row == kNone) return true;
      const auto column = entering(row, by_index);
      if (column == kNone) return false;
      pivot(row, column);
    }
    return false;
  }

  std::vector<double> point() const {
    std::vector<double> x(columns_, 0);
    for (std::size_t column = 0; column < columns_; ++column) {
      if (nonbasic_[column] != kArtificial) x[nonbasic_[column]] = resting_value(column);
    }
    for (std::size_t row = 0; row < rows_; ++row) {
      if (basic_[row] != kArtificial) x[basic_[row]] = value_[row];
    }
    return x;
  }

 private:
  static constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();
  static constexpr std::size_t kArtificial = kNone;

  double& entry(std::size_t row, std::size_t column) { return entries_[row * columns_ + column]; }

  double lower(std::size_t variable) const {
    return variable == kArtificial ? 0 : program_.lower[variable];
  }
  double upper(std::size_t variable) const {
    return variable == kArtificial ? 0 : program_.upper[variable];
  }
  double resting_value(std::size_t column) const {
    const auto variable = nonbasic_[column];
    return at_[column] == At::lower ? lower(variable) : upper(variable);
  }
  double violation(std::size_t row) const {
    return std::max(lower(basic_[row]) - value_[row], value_[row] - upper(basic_[row]));
  }

  std::size_t leaving(bool by_index) const {
    std::size_t best = kNone;
    double most = kFeasible;
    for (std::size_t row = 0; row < rows_; ++row) {
      const double by = violation(row);
      if (by <= kFeasible) continue;
      // Bland's rule, artificial variables last, so that ties cannot send us round in a circle.
      const bool is_better =
          best == kNone || (by_index ? basic_[row] < basic_[best] : by > most + kFeasible);
      if (!is_better) continue;
      best = row;
      most = by;
    }
    return best;
  }

  std::size_t entering(std::size_t row, bool by_index) {
    const double direction = value_[row] < lower(basic_[row]) ? -1 : 1;
    std::size_t best = kNone;
    double best_ratio = kInfinite;
    for (std::size_t column = 0; column < columns_; ++column) {
      const auto variable = nonbasic_[column];
      if (variable == kArtificial || lower(variable) == upper(variable)) continue;
      const double coefficient = direction * entry(row, column);
      const double usable = at_[column] == At::lower ? coefficient : -coefficient;
      if (usable < kPivot) continue;
      const double ratio = std::abs(reduced_cost_[column]) / usable;
      if (best == kNone || ratio < best_ratio - kPivot) {
        best = column;
        best_ratio = ratio;
      } else if (ratio < best_ratio + kPivot) {
        const bool is_better =
            by_index ? variable < nonbasic_[best] : usable > std::abs(entry(row, best)) + kPivot;
        if (is_better) best = column, best_ratio = std::min(ratio, best_ratio);
      }
    }
    return best;
  }

  void pivot(std::size_t row, std::size_t column) {
    const auto leaver = basic_[row];
    const bool is_below = value_[row] < lower(leaver);
    const double bound = is_below ? lower(leaver) : upper(leaver);
    const double pivot_entry = entry(row, column);
    const double change = -(bound - value_[row]) / pivot_entry;
    const double entering_value = resting_value(column) + change;

    touched_.clear();
    for (std::size_t k = 0; k < columns_; ++k) {
      if (entry(row, k) == 0) continue;
      entry(row, k) /= pivot_entry;
      touched_.push_back(k);
    }
    for (std::size_t other = 0; other < rows_; ++other) {
      const double factor = entry(other, column);
      if (other == row || factor == 0) continue;
      value_[other] -= factor * change;
      for (const auto k : touched_) subtract(entry(other, k), factor * entry(row, k));
      entry(other, column) = -factor / pivot_entry;
    }
    const double cost = reduced_cost_[column];
    for (const auto k : touched_) subtract(reduced_cost_[k], cost * entry(row, k));
    reduced_cost_[column] = -cost / pivot_entry;
    entry(row, column) = 1 / pivot_entry;

    basic_[row] = nonbasic_[column];
    value_[row] = entering_value;
    nonbasic_[column] = leaver;
    at_[column] = is_below ? At::lower : At::upper;
    if (leaver == kArtificial) forget(column);
  }

  static void subtract(double& from, double what) {
    from -= what;
    if (std::abs(from) < 1e-11) from = 0;
  }

  void forget(std::size_t column) {
    for (std::size_t row = 0; row < rows_; ++row) entry(row, column) = 0;
    reduced_cost_[column] = 0;
  }

  const LinearProgram& program_;
  std::size_t columns_;
  std::size_t rows_;
  std::vector<double> entries_;
  std::vector<std::size_t> nonbasic_;  // by column
  std::vector<std::size_t> basic_;     // by row
  std::vector<At> at_;                 // by column
  std::vector<double> value_;          // by row
  std::vector<double> reduced_cost_;   // by column
  std::vector<std::size_t> touched_;
};

}  // namespace

std::optional<std::vector<double>> minimise(const LinearProgram& program) {
  for (std::size_t variable = 0; variable < program.cost.size(); ++variable) {
    if (program.lower[variable] > program.upper[variable]) return std::nullopt;
  }
  Tableau tableau(program);
  if (!tableau.solve()) return std::nullopt;
  return tableau.point();
}

}  // namespace passerelle::disclosure
