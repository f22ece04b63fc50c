// Every table that somebody must hold possible who sees the published cells of one and knows its
// relations: the ends between which a hidden cell lies, over numbers and over whole counts
// (Fischetti and Salazar, 2001: the attacker's subproblems).
//
// Unlike `Attacker` (attacker.h), which starts from the true table and looks for a proof that a
// cell is safe, this knows what is published alone and finds the ends themselves.
//
// Thread safety: const calls from any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "node/base/result.h"
#include "policies/disclosure/attacker.h"
#include "policies/disclosure/simplex.h"

namespace passerelle::disclosure {

// Without `greatest` there is no upper end.
struct RealInterval {
  double least = 0;
  std::optional<double> greatest;
};

class PossibleTables {
 public:
  // Published counts; a cell without one is hidden. Refuses relations among published cells that
  // do not add up.
  static Result<PossibleTables> of(const std::vector<std::optional<std::int64_t>>& published,
                                   const std::vector<Relation>& relations);

  // Returns between which numbers from 0 on the cell lies; fails when no table fits.
  Result<RealInterval> real_interval(std::size_t cell) const;

  // Returns between which whole counts, given between which numbers; fails also when the search is
  // given up.
  Result<Interval> whole_interval(std::size_t cell, const RealInterval& real) const;

 private:
  enum class End { least, greatest };

  // Between what the hidden cells are looked for.
  struct Bounds {
    std::vector<double> lower, upper;
  };

  PossibleTables() = default;
  Bounds all() const;
  std::optional<std::vector<double>> extreme(std::size_t hidden,
                                             End end,
                                             const Bounds& bounds) const;
  bool is_unbounded(std::size_t hidden) const;
  Result<std::optional<double>> real_end(std::size_t hidden, End end) const;
  Result<std::int64_t> whole_end(std::size_t hidden, End end, double real) const;

  std::vector<std::optional<std::int64_t>> published_;
  std::vector<std::size_t> place_;  // of a hidden cell among the hidden ones
  std::size_t hidden_ = 0;
  std::vector<std::vector<LinearProgram::Term>> rows_;  // over the hidden cells
  std::vector<double> constants_;                       // of the published cells of each row
  double scale_ = 1;                                    // of all published counts together
};

}  // namespace passerelle::disclosure
