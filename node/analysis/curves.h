// Curves on declared breaks: their cells at one level of the breaks, and the pooled counts.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "node/analysis/fold.h"
#include "node/analysis/layout.h"
#include "node/analysis/outcomes.h"
#include "node/analysis/pool.h"

namespace passerelle::analysis {

struct CurveGroup {
  std::string name;                          // a level of `by`, or "all"
  std::vector<std::vector<CellKey>> events;  // by cause (of an event one), then by break
  std::vector<CellKey> censored;             // by censor break
};

struct CurveCells {
  std::vector<double> breaks, censor_breaks;
  std::vector<CurveGroup> groups;
  std::vector<CellKey> all() const;
};

// Requires: `analysis` has a curve, and the curve that level.
CurveCells curve_cells(const Outcomes& outcomes, const Analysis& analysis, int level);

// The same with a group for the rows of each of these cells, whatever groups the curve has.
CurveCells curve_cells_within(const Outcomes& outcomes,
                              const Analysis& analysis,
                              int level,
                              const std::vector<CellKey>& bases);

// Returns the level all nodes agreed on, -1 when the curve is withheld.
int agreed_level(const State& state, const Analysis& analysis);

// Adds the cells of a curve at the agreed level, to be shown together or not at all.
void want_curve(const Outcomes& outcomes,
                const State& state,
                const Analysis& analysis,
                Wants& wants);

// Of one group, by break.
struct CurveCounts {
  std::int64_t n = 0;
  std::vector<std::vector<std::int64_t>> events;  // by cause
  std::vector<std::int64_t> censored, at_risk;
};
// Returns nothing when a node withholds an interval.
std::optional<CurveCounts> pooled_counts(const Pool& pool,
                                         const CurveCells& cells,
                                         const CurveGroup& group);

// The 95 % interval of a share with its standard error, as survival:::survfit_confint of R makes
// it. NaN where there is none.
struct ShareInterval {
  double low = 0, high = 0;
};
ShareInterval interval_of_share(double share, double error, CurveOnBreaks::Interval kind);

}  // namespace passerelle::analysis
