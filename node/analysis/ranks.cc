#include "node/analysis/ranks.h"

#include <algorithm>
#include <map>

#include "node/analysis/grid.h"
#include "node/analysis/outcomes.h"

namespace passerelle::analysis {
namespace {

// The scores of one number.
struct Scale {
  double resolution = 1;
  int level = 0;
  std::map<std::int64_t, double> scores;  // by place

  // Nothing for a place that was not counted.
  std::optional<double> of(double value) const {
    const auto found = scores.find(place_at(level, place_of(value, resolution)));
    return found == scores.end() ? std::nullopt : std::optional(found->second);
  }
};

std::optional<Scale> scale_of(const StudyPlan& plan,
                              const State& state,
                              const Analysis& analysis,
                              const QuantilesAnalysis& number,
                              const Pool& counts) {
  const auto grid = state.grids.find(grid_name(analysis, number));
  if (grid == state.grids.end() || grid->second.level < 0) return std::nullopt;
  std::vector<std::int64_t> margin;
  for (const auto& key : grid_cells(plan, state, analysis, number, rows_of(analysis)).intervals) {
    const auto count = counts.rows(key);
    if (!count) return std::nullopt;
    margin.push_back(*count);
  }
  Scale scale{number.resolution, grid->second.level, {}};
  const auto places = places_in(grid->second.ranges);
  const auto scores = rank_scores(margin);
  for (std::size_t i = 0; i < places.size(); ++i) scale.scores.emplace(places[i], scores[i]);
  return scale;
}

// Nothing where a count is withheld, and of an analysis that ranks no numbers.
std::optional<std::vector<Scale>> scales_of(const StudyPlan& plan,
                                            const State& state,
                                            const Analysis& analysis,
                                            const Pool& counts) {
  const auto* ranks = std::get_if<RankCorrelationAnalysis>(&analysis.what);
  if (ranks == nullptr || ranks->grids.empty()) return std::nullopt;
  std::vector<Scale> scales;
  for (const auto& number : ranks->grids) {
    auto scale = scale_of(plan, state, analysis, number, counts);
    if (!scale) return std::nullopt;
    scales.push_back(*std::move(scale));
  }
  return scales;
}

}  // namespace

std::vector<double> rank_scores(const std::vector<std::int64_t>& counts) {
  std::int64_t total = 0, below = 0;
  for (const auto count : counts) total += count;
  std::vector<double> scores;
  for (const auto count : counts) {
    scores.push_back(static_cast<double>(2 * below + count - total));
    below += count;
  }
  return scores;
}

bool are_ranked(const StudyPlan& plan, const State& state, const Analysis& analysis) {
  return scales_of(plan, state, analysis, Pool(state.first)).has_value();
}

Result<std::optional<RegressionRows>> ranked_rows(const Outcomes& outcomes,
                                                  const State& state,
                                                  const Analysis& analysis,
                                                  const Frame& frame,
                                                  const Pool& counts) {
  const auto scales = scales_of(outcomes.plan(), state, analysis, counts);
  if (!scales) return std::optional<RegressionRows>();
  auto rows = regression_rows(outcomes, analysis, frame);
  if (!rows) return rows.error();
  for (std::size_t j = 0; j < scales->size(); ++j) {
    for (std::size_t i = 0; i < rows->size(); ++i) {
      auto& value = j < rows->columns ? rows->design[i * rows->columns + j] : rows->outcome[i];
      const auto score = (*scales)[j].of(value);
      if (!score) {
        return Error{BaseError::internal, analysis.id + ": a value that was not counted"};
      }
      value = *score;
    }
  }
  return std::optional(*std::move(rows));
}

}  // namespace passerelle::analysis
