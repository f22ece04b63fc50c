#include "policies/disclosure/move_space.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "policies/disclosure/tolerances.h"

namespace passerelle::disclosure {
namespace {

constexpr double kNear = 1e-7;      // what a bound or a whole number may be missed by
constexpr double kSmallest = 1e-8;  // a smaller coefficient is a rounding error
constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();
constexpr int kMaximumSteps = 2'000;  // far more than any pattern has needed

}  // namespace

MoveSpace::MoveSpace(const std::vector<Row>& rows, const std::vector<Range>& ranges)
    : rows_(rows.size()),
      entries_(rows.size() * ranges.size(), 0),
      dependent_(rows.size(), kNone),
      row_of_(ranges.size(), kNone),
      value_(ranges.size(), 0) {
  for (std::size_t cell = 0; cell < ranges.size(); ++cell) {
    free_.push_back(cell);
    column_of_.push_back(cell);
    lower_.push_back(static_cast<double>(ranges[cell].least));
    upper_.push_back(ranges[cell].greatest >= Range::kUnbounded
                         ? kInfinite
                         : static_cast<double>(ranges[cell].greatest));
  }
  for (std::size_t row = 0; row < rows.size(); ++row) {
    for (const auto& [cell, factor] : rows[row]) column(cell)[row] += static_cast<double>(factor);
  }
  // Where a row can be solved for several cells, one with a factor of one, which keeps whole
  // numbers whole, and of these the one in fewest rows, which keeps the rows short.
  for (std::size_t row = 0; row < rows_; ++row) {
    std::size_t best = kNone;
    bool best_is_one = false;
    std::ptrdiff_t fewest = 0;
    for (std::size_t index = 0; index < free_.size(); ++index) {
      const double* entries = column(index);
      if (std::abs(entries[row]) < kSmallest) continue;
      const bool is_one = std::abs(std::abs(entries[row]) - 1) < kSmallest;
      if (best_is_one && !is_one) continue;
      const auto used = std::count_if(entries, entries + rows_, [](double e) { return e != 0; });
      if (best != kNone && is_one == best_is_one && used >= fewest) continue;
      best = index, best_is_one = is_one, fewest = used;
    }
    if (best == kNone) continue;  // follows from rows above
    pivot(row, best);
    drop_column(best);
  }
  drop_row_of_nothing();
}

void MoveSpace::drop_column(std::size_t index) {
  const auto last = free_.size() - 1;
  if (index != last) {
    std::copy_n(column(last), rows_, column(index));
    free_[index] = free_[last];
    if (free_[index] != kNone) column_of_[free_[index]] = index;
  }
  free_.pop_back();
  entries_.resize(free_.size() * rows_);
}

// Rows that follow from others depend on nothing.
void MoveSpace::drop_row_of_nothing() {
  std::vector<std::size_t> kept;
  for (std::size_t row = 0; row < rows_; ++row) {
    if (dependent_[row] != kNone) kept.push_back(row);
  }
  std::vector<double> entries;
  entries.reserve(kept.size() * free_.size());
  for (std::size_t index = 0; index < free_.size(); ++index) {
    for (const auto row : kept) entries.push_back(column(index)[row]);
  }
  std::vector<std::size_t> dependent;
  for (const auto row : kept) {
    row_of_[dependent_[row]] = dependent.size();
    dependent.push_back(dependent_[row]);
  }
  rows_ = kept.size();
  entries_ = std::move(entries);
  dependent_ = std::move(dependent);
}

void MoveSpace::fix(std::size_t cell) {
  lower_[cell] = upper_[cell] = 0;
  if (row_of_[cell] != kNone) {
    const auto row = row_of_[cell];
    std::size_t best = kNone;
    double most = kSmallest;
    for (std::size_t index = 0; index < free_.size(); ++index) {
      const double size = std::abs(column(index)[row]);
      // By a factor of one whole numbers stay whole.
      const double worth = std::abs(size - 1) < kSmallest ? kInfinite : size;
      if (worth > most) best = index, most = worth;
    }
    if (best == kNone) return;  // it never could move
    pivot(row, best);
  }
  const auto index = column_of_[cell];
  if (index == kNone) return;
  column_of_[cell] = kNone;
  drop_column(index);
}

bool MoveSpace::can_move(std::size_t cell, double direction) const {
  return direction > 0 ? value_[cell] < upper_[cell] - kNear : value_[cell] > lower_[cell] + kNear;
}

MoveSpace::Step MoveSpace::step_along(std::size_t index, double direction) {
  const auto cell = free_[index];
  Step step{index, direction,
            direction > 0 ? upper_[cell] - value_[cell] : value_[cell] - lower_[cell]};
  const double* entries = column(index);
  double steepest = 0;
  for (std::size_t row = 0; row < rows_; ++row) {
    const double fall = entries[row] * direction;
    if (std::abs(fall) < kSmallest) continue;
    step.keeps_whole = step.keeps_whole && is_whole(fall);
    const auto moved = dependent_[row];
    const double room = fall > 0 ? value_[moved] - lower_[moved] : upper_[moved] - value_[moved];
    const double length = std::max(room, 0.0) / std::abs(fall);
    const bool is_nearer = length < step.length - kSmallest;
    // Of those in the way at once the steepest: dividing by it is safest.
    if (!is_nearer && (length > step.length + kSmallest || std::abs(fall) <= steepest)) continue;
    step.length = std::min(length, step.length);
    step.row = row;
    steepest = std::abs(fall);
  }
  return step;
}

bool MoveSpace::is_whole_point() const {
  return std::all_of(value_.begin(), value_.end(), is_whole);
}

// The step that brings the cell furthest; the first that brings it all the way. From whole numbers
// the furthest that leads to whole numbers, if there is one, though something else could bring it
// further: what is looked for in the end is whole.
std::optional<MoveSpace::Step> MoveSpace::best_step(std::size_t cell,
                                                    double sign,
                                                    double distance) {
  const auto row = row_of_[cell];
  const bool is_whole_here = is_whole_point();
  std::optional<Step> best, best_whole;
  double most = -1, most_whole = kSmallest;
  for (std::size_t index = 0; index < free_.size(); ++index) {
    const double rate = -sign * column(index)[row];
    if (std::abs(rate) < kSmallest) continue;
    const double direction = rate > 0 ? 1 : -1;
    if (!can_move(free_[index], direction)) continue;
    auto step = step_along(index, direction);
    if (const double gain = std::abs(rate) * step.length; gain > most + kSmallest) {
      most = gain;
      best = step;
      if (gain >= distance && !is_whole_here) break;
    }
    if (!is_whole_here || !step.keeps_whole) continue;
    if (const double whole = std::floor(step.length + kNear); whole < step.length - kNear) {
      step.length = whole;
      step.row = std::nullopt;
    }
    if (const double gain = std::abs(rate) * step.length; gain > most_whole + kSmallest) {
      most_whole = gain;
      best_whole = step;
      if (gain >= distance) break;
    }
  }
  return best_whole ? best_whole : best;
}

// Bland's rule: the cell with the smallest number, so that the search ends.
std::optional<MoveSpace::Step> MoveSpace::first_step(std::size_t cell, double sign) {
  const auto row = row_of_[cell];
  std::optional<std::size_t> first;
  for (std::size_t index = 0; index < free_.size(); ++index) {
    const double rate = -sign * column(index)[row];
    if (std::abs(rate) < kSmallest || !can_move(free_[index], rate > 0 ? 1 : -1)) continue;
    if (!first || free_[index] < free_[*first]) first = index;
  }
  if (!first) return std::nullopt;
  return step_along(*first, -sign * column(*first)[row] > 0 ? 1 : -1);
}

void MoveSpace::take(const Step& step, double length) {
  const double* entries = column(step.column);
  value_[free_[step.column]] += step.direction * length;
  for (std::size_t row = 0; row < rows_; ++row) {
    if (entries[row] != 0) value_[dependent_[row]] -= entries[row] * step.direction * length;
  }
}

// Returns whether the goal was reached; else the cell is as far as it can come.
bool MoveSpace::push(std::size_t cell, double goal) {
  constexpr int kPatience = 200;  // steps by gain, then Bland's rule
  const double sign = goal > value_[cell] ? 1 : -1;
  for (int steps = 0; steps < kMaximumSteps; ++steps) {
    const double distance = sign * (goal - value_[cell]);
    if (distance < kNear) return true;
    if (!can_move(cell, sign)) return false;
    const auto own_column = column_of_[cell];
    std::optional<Step> step;
    if (own_column != kNone) step = step_along(own_column, sign);
    else if (row_of_[cell] == kNone) return false;
    else if (steps < kPatience) step = best_step(cell, sign, distance);
    else step = first_step(cell, sign);
    if (!step) return false;

    const double rate = own_column != kNone ? 1 : std::abs(column(step->column)[row_of_[cell]]);
    const double needed = distance / rate;
    if (needed <= step->length + kSmallest) {
      // Beyond the goal where that keeps whole numbers whole.
      const double whole = std::ceil(needed - kNear);
      take(*step, whole <= step->length + kSmallest ? whole : needed);
      return true;
    }
    take(*step, step->length);
    if (step->row) pivot(*step->row, step->column);
  }
  return false;
}

void MoveSpace::pivot(std::size_t row, std::size_t index) {
  double* const pivot_column = column(index);
  const double divisor = pivot_column[row];
  touched_.clear();
  for (std::size_t other = 0; other < rows_; ++other) {
    if (other != row && pivot_column[other] != 0) touched_.push_back(other);
  }
  for (std::size_t k = 0; k < free_.size(); ++k) {
    double* const entries = column(k);
    if (k == index || entries[row] == 0) continue;
    const double factor = entries[row] / divisor;
    for (const auto other : touched_) {
      entries[other] -= factor * pivot_column[other];
      if (std::abs(entries[other]) < kSmallest) entries[other] = 0;
    }
    entries[row] = factor;
  }
  for (const auto other : touched_) pivot_column[other] = -pivot_column[other] / divisor;
  pivot_column[row] = 1 / divisor;

  const auto entering = free_[index];
  const auto leaving = dependent_[row];
  dependent_[row] = entering;
  row_of_[entering] = row;
  column_of_[entering] = kNone;
  free_[index] = leaving;
  if (leaving == kNone) return;
  column_of_[leaving] = index;
  row_of_[leaving] = kNone;
}

std::int64_t MoveSpace::reach(std::size_t cell, std::int64_t goal) const {
  auto point = *this;
  if (point.push(cell, static_cast<double>(goal))) return goal;
  return static_cast<std::int64_t>(point.value_[cell] + (goal > 0 ? kNear : -kNear));
}

std::optional<std::vector<std::int64_t>> MoveSpace::find(std::size_t cell,
                                                         std::int64_t goal,
                                                         int patience) const {
  auto point = *this;
  if (!point.push(cell, static_cast<double>(goal))) return std::nullopt;
  point.hold(cell, static_cast<double>(goal), goal > 0 ? 1 : -1);
  return point.whole(patience);
}

// From here on the cell does not come back over the goal.
void MoveSpace::hold(std::size_t cell, double goal, double sign) {
  (sign > 0 ? lower_ : upper_)[cell] = goal;
}

// Branch and bound, depth first; the first whole move that is found is taken. Where a cell has a
// fraction, the point is pushed to either side of it, so every branch starts at one that holds.
std::optional<std::vector<std::int64_t>> MoveSpace::whole(int& patience) {
  const auto broken =
      std::find_if(value_.begin(), value_.end(), [](double value) { return !is_whole(value); });
  if (broken == value_.end()) {
    std::vector<std::int64_t> move;
    for (const double value : value_) {
      if (std::abs(value) >= static_cast<double>(Range::kUnbounded)) return std::nullopt;
      move.push_back(std::llround(value));
    }
    return move;
  }
  const auto cell = static_cast<std::size_t>(broken - value_.begin());
  const double below = std::floor(*broken), nearest = std::round(*broken);
  for (const double goal : {nearest, nearest == below ? below + 1 : below}) {
    if (--patience < 0) return std::nullopt;
    auto branch = *this;
    if (!branch.push(cell, goal)) continue;
    branch.hold(cell, goal, goal > *broken ? 1 : -1);
    if (auto found = branch.whole(patience)) return found;
  }
  return std::nullopt;
}

}  // namespace passerelle::disclosure
