// All moves of some cells: the points x with A x = 0 and least <= x <= greatest. No move at all,
// the true table, is one of them; so whatever is looked for, the search starts at a point that
// holds, in whole numbers, and needs no first phase.
//
// The relations are solved once for as many cells as there are independent ones; what is kept is
// how these depend on the others, a few dozen in most patterns. Primal simplex method with bounded
// variables (Maros, Computational techniques of the simplex method, 2003, chapter 9), which may
// rest inside its bounds, since the truth does.
//
// The arithmetic is in floating point; callers check what is found with integers (moves.h).
//
// Every search starts from the relations as they were solved first, on a copy, so that what is
// found depends on no search before and no rounding error grows from one to the next.
//
// Thread safety: const calls from any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace passerelle::disclosure {

// How far a cell may change.
struct Range {
  static constexpr std::int64_t kUnbounded = std::int64_t{1} << 40;
  std::int64_t least = 0;              // <= 0
  std::int64_t greatest = kUnbounded;  // >= 0
};

class MoveSpace {
 public:
  // The terms of each row, coefficient by cell, add up to zero. Cells are numbered from 0 on.
  using Row = std::vector<std::pair<std::size_t, std::int64_t>>;
  MoveSpace(const std::vector<Row>& rows, const std::vector<Range>& ranges);

  // The cell does not move any more.
  void fix(std::size_t cell);

  // Returns how far the cell can go towards `goal`, and no further than to it; rounded towards
  // zero.
  std::int64_t reach(std::size_t cell, std::int64_t goal) const;

  // Returns a move, by cell, that takes the cell to `goal` or beyond it. Nothing found is no proof
  // that there is none: after `patience` branches the search is given up.
  std::optional<std::vector<std::int64_t>> find(std::size_t cell,
                                                std::int64_t goal,
                                                int patience) const;

 private:
  // One cell that moves, those that depend on it with it.
  struct Step {
    std::size_t column = 0;
    double direction = 0;
    double length = 0;                              // until something is in the way
    std::optional<std::size_t> row = std::nullopt;  // of what is in the way, if not the moved cell
    bool keeps_whole = true;  // a whole length changes every cell by a whole number
  };

  double* column(std::size_t index) { return entries_.data() + index * rows_; }
  bool can_move(std::size_t cell, double direction) const;
  Step step_along(std::size_t column_index, double direction);
  std::optional<Step> best_step(std::size_t cell, double sign, double distance);
  bool is_whole_point() const;
  std::optional<Step> first_step(std::size_t cell, double sign);
  void take(const Step& step, double length);
  bool push(std::size_t cell, double goal);
  void pivot(std::size_t row, std::size_t column_index);
  void drop_column(std::size_t index);
  void drop_row_of_nothing();
  void hold(std::size_t cell, double goal, double sign);
  std::optional<std::vector<std::int64_t>> whole(int& patience);

  // Rows read x_dependent + sum of entry * x_free = 0.
  std::size_t rows_ = 0;
  std::vector<double> entries_;                // column by column
  std::vector<std::size_t> dependent_;         // by row
  std::vector<std::size_t> free_;              // by column
  std::vector<std::size_t> row_of_;            // by cell, kNone for a free one
  std::vector<std::size_t> column_of_;         // by cell, kNone for one that depends
  std::vector<double> value_, lower_, upper_;  // by cell
  std::vector<std::size_t> touched_;
};

}  // namespace passerelle::disclosure
