#include "policies/disclosure/cheapest_move.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "policies/disclosure/tolerances.h"

namespace passerelle::disclosure {
namespace {

// Where a solved variable lies while its cost does not turn.
struct Side {
  double lower = 0, upper = 0, slope = 0;
};

// Rows read x_solved + sum of entry * x_free = 0. Each starts with an artificial variable, which
// must be nothing and never comes back once it has left.
class MoveTableau {
 public:
  explicit MoveTableau(const MoveProgram& program)
      : program_(program),
        width_(program.cost.size()),
        rows_(program.rows.size()),
        columns_(width_),
        entries_(rows_ * width_, 0),
        solved_(rows_, kNone),
        side_(rows_),
        value_(rows_, 0),
        slope_(width_, 0) {
    for (std::size_t variable = 0; variable < width_; ++variable) {
      free_.push_back(variable);
      rests_at_.push_back(std::clamp(0.0, program.lower[variable], program.upper[variable]));
    }
    for (std::size_t row = 0; row < rows_; ++row) {
      for (const auto& term : program.rows[row]) {
        entries_of(row)[term.variable] += term.coefficient;
        value_[row] -= term.coefficient * rests_at_[term.variable];
      }
    }
  }

  // Returns whether a point within all bounds was reached.
  bool solve() {
    constexpr std::size_t kPatience = 1'000;  // pivots by largest violation, then Bland's rule
    for (std::size_t pivots = 0; pivots < kMaximumPivots; ++pivots) {
      const bool by_number = pivots >= kPatience;
      const auto row = leaving(by_number);
      if (row == kNone) return true;
      const auto entering = find_entering(row, by_number);
      if (entering.column != kNone) pivot(row, entering);
      else if (entering.changes_side) change_side(row);
      else return false;
    }
    return false;
  }

  std::vector<double> point() const {
    std::vector<double> x(width_, 0);
    for (std::size_t column = 0; column < columns_; ++column) x[free_[column]] = rests_at_[column];
    for (std::size_t row = 0; row < rows_; ++row) {
      if (solved_[row] != kNone) x[solved_[row]] = value_[row];
    }
    return x;
  }

 private:
  static constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();

  struct Entering {
    std::size_t column = kNone;
    bool is_rising = false;
    bool changes_side = false;  // nothing enters, the solved one goes on at another cost
  };

  double* entries_of(std::size_t row) { return entries_.data() + row * width_; }

  Side side_above(std::size_t variable, double value) const {
    const double cost = program_.cost[variable];
    if (value < 0)
      return {program_.lower[variable], std::min(program_.upper[variable], 0.0), -cost};
    return {std::max(program_.lower[variable], 0.0), program_.upper[variable], cost};
  }
  Side side_below(std::size_t variable, double value) const {
    const double cost = program_.cost[variable];
    if (value > 0) return {std::max(program_.lower[variable], 0.0), program_.upper[variable], cost};
    return {program_.lower[variable], std::min(program_.upper[variable], 0.0), -cost};
  }

  std::size_t leaving(bool by_number) const {
    std::size_t best = kNone;
    double most = kFeasible;
    for (std::size_t row = 0; row < rows_; ++row) {
      const double by = std::max(side_[row].lower - value_[row], value_[row] - side_[row].upper);
      if (by <= kFeasible) continue;
      // Bland's rule, artificial variables last, so that ties cannot send us round in a circle.
      const bool is_better =
          best == kNone || (by_number ? solved_[row] < solved_[best] : by > most + kFeasible);
      if (!is_better) continue;
      best = row;
      most = by;
    }
    return best;
  }

  bool is_below(std::size_t row) const { return value_[row] < side_[row].lower; }

  // What it costs the solved variable to go on beyond its side.
  double cost_beyond(std::size_t row) const {
    const auto variable = solved_[row];
    if (variable == kNone) return kInfinite;
    const bool is_there = is_below(row) ? side_[row].lower == 0 && program_.lower[variable] < 0
                                        : side_[row].upper == 0 && program_.upper[variable] > 0;
    return is_there ? 2 * program_.cost[variable] : kInfinite;
  }

  Entering find_entering(std::size_t row, bool by_number) {
    const double direction = is_below(row) ? -1 : 1;
    const double* entries = entries_of(row);
    Entering best;
    double best_ratio = kInfinite, best_size = 0;
    for (std::size_t column = 0; column < columns_; ++column) {
      const double coefficient = direction * entries[column];
      const double size = std::abs(coefficient);
      if (size < kPivot) continue;
      const auto variable = free_[column];
      const bool is_rising = coefficient > 0;
      const double at = rests_at_[column];
      if (is_rising ? at >= program_.upper[variable] : at <= program_.lower[variable]) continue;
      const double cost = program_.cost[variable];
      const double reduced = is_rising ? slope_[column] + (at < 0 ? -cost : cost)
                                       : -slope_[column] - (at > 0 ? cost : -cost);
      const double ratio = std::max(reduced, 0.0) / size;
      const bool is_tie = ratio < best_ratio + kPivot;
      if (best.column != kNone && !is_tie) continue;
      const bool is_better =
          best.column == kNone || ratio < best_ratio - kPivot ||
          (by_number ? variable < free_[best.column] : size > best_size + kPivot);
      if (!is_better) continue;
      best = {column, is_rising, false};
      best_ratio = std::min(best_ratio, ratio);
      best_size = size;
    }
    const double beyond = cost_beyond(row);
    if (beyond < kInfinite && beyond <= best_ratio) return {kNone, false, true};
    return best;
  }

  void change_side(std::size_t row) {
    const auto variable = solved_[row];
    const auto side = is_below(row) ? side_below(variable, 0) : side_above(variable, 0);
    const double change = side.slope - side_[row].slope;
    const double* entries = entries_of(row);
    for (std::size_t column = 0; column < columns_; ++column) {
      if (entries[column] != 0) subtract(slope_[column], change * entries[column]);
    }
    side_[row] = side;
  }

  void pivot(std::size_t row, const Entering& entering) {
    const auto column = entering.column;
    const auto leaver = solved_[row];
    const auto left = side_[row];
    const double bound = is_below(row) ? left.lower : left.upper;
    double* const pivot_row = entries_of(row);
    const double divisor = pivot_row[column];
    const double change = (value_[row] - bound) / divisor;
    const auto entered = free_[column];
    const auto side = entering.is_rising ? side_above(entered, rests_at_[column])
                                         : side_below(entered, rests_at_[column]);
    const double entering_value = rests_at_[column] + change;

    touched_.clear();
    for (std::size_t k = 0; k < columns_; ++k) {
      if (pivot_row[k] == 0 || k == column) continue;
      pivot_row[k] /= divisor;
      touched_.push_back(k);
    }
    for (std::size_t other = 0; other < rows_; ++other) {
      double* const entries = entries_of(other);
      const double factor = entries[column];
      if (other == row || factor == 0) continue;
      value_[other] -= factor * change;
      for (const auto k : touched_) subtract(entries[k], factor * pivot_row[k]);
      entries[column] = -factor / divisor;
    }
    const double reduced = slope_[column] + side.slope;
    for (const auto k : touched_) subtract(slope_[k], reduced * pivot_row[k]);
    slope_[column] = -reduced / divisor - left.slope;
    pivot_row[column] = 1 / divisor;

    solved_[row] = entered;
    side_[row] = side;
    value_[row] = entering_value;
    free_[column] = leaver;
    rests_at_[column] = bound;
    if (leaver == kNone) forget(column);
  }

  static void subtract(double& from, double what) {
    constexpr double kRounding = 1e-11;  // of what should have become nothing
    const double left = from - what;
    from = std::abs(left) < kRounding ? 0 : left;
  }

  void forget(std::size_t column) {
    const auto last = --columns_;
    for (std::size_t row = 0; row < rows_; ++row) entries_of(row)[column] = entries_of(row)[last];
    slope_[column] = slope_[last];
    free_[column] = free_[last];
    rests_at_[column] = rests_at_[last];
  }

  const MoveProgram& program_;
  std::size_t width_;  // of a row, with the columns that are forgotten
  std::size_t rows_, columns_;
  std::vector<double> entries_;
  std::vector<std::size_t> free_;    // by column
  std::vector<double> rests_at_;     // by column
  std::vector<std::size_t> solved_;  // by row
  std::vector<Side> side_;           // by row
  std::vector<double> value_;        // by row
  std::vector<double> slope_;        // by column: what the solved ones add to its cost
  std::vector<std::size_t> touched_;
};

}  // namespace

std::optional<std::vector<double>> cheapest_move(const MoveProgram& program) {
  for (std::size_t variable = 0; variable < program.cost.size(); ++variable) {
    if (program.lower[variable] > program.upper[variable]) return std::nullopt;
  }
  MoveTableau tableau(program);
  if (!tableau.solve()) return std::nullopt;
  return tableau.point();
}

}  // namespace passerelle::disclosure
