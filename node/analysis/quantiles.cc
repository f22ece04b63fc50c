// quantiles: order statistics read off the pooled counts of a grid.
#include <nlohmann/json.hpp>

#include "node/analysis/analyses.h"
#include "node/analysis/grid.h"
#include "node/analysis/quantile_estimate.h"

namespace passerelle::analysis {

void want(const Outcomes& outcomes,
          const State& state,
          const Analysis& analysis,
          const QuantilesAnalysis& quantiles,
          Wants& wants) {
  const auto& plan = outcomes.plan();
  NamedCells bundle{grid_name(analysis, quantiles), {}};
  for (const auto& group : groups_of(plan, analysis.row_set, quantiles.by)) {
    const auto cells = grid_cells(plan, state, analysis, quantiles, group.rows);
    wants.cells.insert(cells.values);
    wants.cells.insert(cells.intervals.begin(), cells.intervals.end());
    bundle.cells.insert(bundle.cells.end(), cells.intervals.begin(), cells.intervals.end());
  }
  // Without one interval no order is known.
  if (!bundle.cells.empty()) wants.bundles.push_back(std::move(bundle));
}

void put_quantiles(const Answering& from,
                   const QuantilesAnalysis& what,
                   const CellKey& rows,
                   const std::string& pointer,
                   Answer& out) {
  const auto cells = grid_cells(from.outcomes.plan(), from.state, from.analysis, what, rows);
  const auto n = from.pool.rows(cells.values);
  out.put_json(pointer + "/probs", what.probabilities);
  const auto& grid = from.state.grids.at(grid_name(from.analysis, what));
  std::vector<double> ends;
  std::vector<std::int64_t> counts;
  bool is_whole = n && grid.level >= 0;
  const auto places = places_in(grid.ranges);
  for (std::size_t i = 0; i < cells.intervals.size() && is_whole; ++i) {
    const auto count = from.pool.rows(cells.intervals[i]);
    is_whole = count.has_value();
    ends.push_back(grid_end(places[i], what.resolution, grid.level));
    counts.push_back(count.value_or(0));
  }
  if (!is_whole) {
    out.withhold(pointer + "/values");
    out.withhold(pointer + "/after");
    return;
  }
  const double width = grid_width(what.resolution, grid.level);
  Json values = Json::array(), after = Json::array();
  for (const double probability : what.probabilities) {
    const double value =
        counts.empty() ? std::nan("") : quantile(ends, counts, probability, what.definition);
    values.push_back(number_or_null(value));
    after.push_back(number_or_null(value - width));
  }
  out.put_json(pointer + "/values", std::move(values));
  out.put_json(pointer + "/after", std::move(after));
}

void answer(const Answering& from, const QuantilesAnalysis& what, Answer& out) {
  const auto rows = rows_of(from.analysis);
  out.put_count("/n", from.pool.rows(with_value(from.outcomes.plan(), rows, what.variable)));
  put_quantiles(from, what, rows, "", out);
}

}  // namespace passerelle::analysis
