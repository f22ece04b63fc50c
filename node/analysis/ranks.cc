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

const std::vector<QuantilesAnalysis>& grids_of(const Analysis& analysis) {
  return std::get<RankCorrelationAnalysis>(analysis.what).grids;
}

// The counts of the intervals of a number's grid; nothing where one is withheld, or the grid.
std::optional<std::vector<std::int64_t>> margin_of(const StudyPlan& plan,
                                                   const State& state,
                                                   const Analysis& analysis,
                                                   const QuantilesAnalysis& number,
                                                   const Pool& counts) {
  if (find_grid(state, analysis, number) == nullptr) return std::nullopt;
  std::vector<std::int64_t> margin;
  for (const auto& key : grid_cells(plan, state, analysis, number, rows_of(analysis)).intervals) {
    const auto count = counts.rows(key);
    if (!count) return std::nullopt;
    margin.push_back(*count);
  }
  return margin;
}

// Nothing where a count is withheld.
std::optional<std::vector<Scale>> scales_of(const StudyPlan& plan,
                                            const State& state,
                                            const Analysis& analysis,
                                            const Pool& counts) {
  std::vector<Scale> scales;
  for (const auto& number : grids_of(analysis)) {
    const auto margin = margin_of(plan, state, analysis, number, counts);
    if (!margin) return std::nullopt;
    const auto& [level, ranges] = *find_grid(state, analysis, number);
    auto& scale = scales.emplace_back(Scale{number.resolution, level, {}});
    const auto places = places_in(ranges);
    const auto scores = rank_scores(*margin);
    for (std::size_t i = 0; i < places.size(); ++i) scale.scores.emplace(places[i], scores[i]);
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

bool ranks_numbers(const Analysis& analysis) {
  const auto* ranks = std::get_if<RankCorrelationAnalysis>(&analysis.what);
  return ranks != nullptr && !ranks->grids.empty();
}

bool are_ranked(const StudyPlan& plan, const State& state, const Analysis& analysis) {
  if (!ranks_numbers(analysis)) return false;
  const Pool counts(state.first);
  const auto& grids = grids_of(analysis);
  return std::all_of(grids.begin(), grids.end(), [&](const QuantilesAnalysis& number) {
    return margin_of(plan, state, analysis, number, counts).has_value();
  });
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
