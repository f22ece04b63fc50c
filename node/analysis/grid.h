// Grids of quantiles: a number known by the interval (after, until] that holds it. At level 0 the
// ends are whole multiples of the study's `resolution`, and the place of an interval is `until` in
// resolutions. Level 1 joins places 2k - 1 and 2k to its place k, level 2 joins 2k and 2k + 1, and
// so on by turns: an interval that ends at zero must find neighbours on both sides, or a few zeros
// would stay alone at every level.
//
// In the round `levels` a node answers the finest level at which every interval that holds anybody
// holds enough persons, and the first and last such interval: never more of its smallest and
// largest values than an interval of many persons tells. Where these lie too far apart for counts
// of everything between them, it answers which intervals hold anybody: the others have nobody. The
// fold takes the coarsest level and the ranges of all nodes; every interval of them is again a sum
// of intervals that a node may show.
//
// Thread safety: pure functions.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "node/analysis/fold.h"
#include "node/analysis/frame.h"
#include "node/analysis/partial.h"

namespace passerelle::analysis {

inline constexpr int kCoarsestGrid = 42;  // one interval holds every place
// More intervals than these, from the first to the last one that hold anybody, are made fewer: by
// leaving out those of nobody while those that are left, of all grids and groups of the study, are
// at most kMostHeld; else by doubling their width.
inline constexpr std::int64_t kMostIntervals = 1000;
inline constexpr std::int64_t kMostHeld = 4000;

// Returns the place of a value at level 0. A value within a billionth of a multiple is that
// multiple: 7.165 is no double, and neither is 0.001. Requires: is_on_grid.
std::int64_t place_of(double value, double resolution);
bool is_on_grid(double value, double resolution);

// Returns the place at a level of the interval that holds a place of level 0.
std::int64_t place_at(int level, std::int64_t finest);

// Returns `until` of the interval, and how long intervals are.
double grid_end(std::int64_t place, double resolution, int level);
double grid_width(double resolution, int level);

// Whether a node can mean them: their ends are numbers that doubles and is_on_grid know.
// Requires: 0 <= level <= kCoarsestGrid.
bool are_ranges_at(int level, const GridRanges& ranges);

// What one node knows of its values at each level: what the gate has to look at, of all rows and of
// each level of `by` the smallest count of an interval and that of an empty one between others; and
// the ranges.
struct GridLevels {
  std::vector<std::vector<Count>> counts;
  std::vector<GridRanges> ranges;
};
// Errors: a value that is too far from zero for the resolution.
Result<GridLevels> grid_levels(const StudyPlan& plan,
                               const Analysis& analysis,
                               const QuantilesAnalysis& quantiles,
                               const Frame& frame);

// Returns the name under which nodes agree on the grid of what is among an analysis' quantiles_in.
std::string grid_name(const Analysis& analysis, const QuantilesAnalysis& quantiles);

// Returns how many intervals a grid of the study may have where those of nobody are left out.
std::int64_t most_held(const StudyPlan& plan);

// Returns the grid of all nodes, of `most_held` intervals at most where nodes leave some out.
// Requires: a level of -1, or are_ranges_at.
Grid agreed_grid(const std::vector<Grid>& nodes, std::int64_t most_held);

// Returns the places of a grid's intervals, in their order.
std::vector<std::int64_t> places_in(const GridRanges& ranges);

// Returns the agreed grid, null where it is withheld. Lifetime: that of the state.
const Grid* find_grid(const State& state,
                      const Analysis& analysis,
                      const QuantilesAnalysis& quantiles);

// Returns how the grid rounds values up, nothing where it is withheld.
std::optional<Json> grid_rounding(const State& state,
                                  const Analysis& analysis,
                                  const QuantilesAnalysis& quantiles);

// The cells of some rows at the agreed grid, in the order of its places; no intervals where it is
// withheld or nobody has a value.
struct GridCells {
  CellKey values;
  std::vector<CellKey> intervals;
};
GridCells grid_cells(const StudyPlan& plan,
                     const State& state,
                     const Analysis& analysis,
                     const QuantilesAnalysis& quantiles,
                     const CellKey& rows);

// The category of an interval, as the rows see it; nothing for other categories.
struct GridInterval {
  std::string variable;
  double resolution = 1;
  int level = 0;
  std::int64_t place = 0;
};
std::optional<GridInterval> grid_interval(const StudyPlan& plan, const Category& category);

// Returns the variable that the bins or the grid of that name cut; nothing for other names.
std::optional<std::string> variable_cut_by(const StudyPlan& plan, const std::string& name);

// Returns the levels of a grid's name on a set of rows; nothing for other names.
std::optional<std::vector<std::string>> levels_of_grid(const StudyPlan& plan,
                                                       const State& state,
                                                       const std::string& row_set,
                                                       const std::string& name);

}  // namespace passerelle::analysis
