#include "node/analysis/curves.h"

#include <algorithm>
#include <cmath>

#include "node/analysis/cox_breaks.h"
#include "node/analysis/distributions.h"
#include "node/analysis/undefined.h"

namespace passerelle::analysis {

std::vector<CellKey> CurveCells::all() const {
  std::vector<CellKey> cells;
  for (const auto& group : groups) {
    for (const auto& cause : group.events) cells.insert(cells.end(), cause.begin(), cause.end());
    cells.insert(cells.end(), group.censored.begin(), group.censored.end());
  }
  return cells;
}

CurveCells curve_cells(const Outcomes& outcomes, const Analysis& analysis, int level) {
  const auto& by = curve_on_breaks(analysis)->by;
  if (!by) return curve_cells_within(outcomes, analysis, level, {rows_of(analysis)});
  const auto names = levels_in(outcomes.plan(), analysis.row_set, *by);
  std::vector<CellKey> bases;
  for (const auto& name : names) bases.push_back(with(rows_of(analysis), *by, name));
  auto cells = curve_cells_within(outcomes, analysis, level, bases);
  for (std::size_t g = 0; g < names.size(); ++g) cells.groups[g].name = names[g];
  return cells;
}

CurveCells curve_cells_within(const Outcomes& outcomes,
                              const Analysis& analysis,
                              int level,
                              const std::vector<CellKey>& bases) {
  const auto& plan = outcomes.plan();
  const auto& curve = *curve_on_breaks(analysis);
  const auto& outcome = outcomes.of(analysis);
  const auto index = static_cast<std::size_t>(level);
  CurveCells cells{curve.levels.at(index), curve.censor_levels.at(index), {}};
  for (const auto& base : bases) {
    CurveGroup group{"all", {}, {}};
    for (std::size_t cause = kHappened; cause < outcome.states(plan); ++cause) {
      auto& events = group.events.emplace_back();
      double after = 0;
      for (const double until : cells.breaks) {
        events.push_back(outcome.events_in(plan, base, after, until, cause));
        after = until;
      }
    }
    double after = 0;
    for (const double until : cells.censor_breaks) {
      group.censored.push_back(outcome.censored_in(plan, base, cells.breaks.back(), after, until));
      after = until;
    }
    cells.groups.push_back(std::move(group));
  }
  return cells;
}

std::span<const QuantilesAnalysis> quantiles_in(const Analysis& analysis) {
  if (const auto* describe = std::get_if<DescribeAnalysis>(&analysis.what)) {
    return describe->quantiles;
  }
  if (const auto* table = std::get_if<TableOneAnalysis>(&analysis.what)) return table->quantiles;
  if (const auto* ranks = std::get_if<RankCorrelationAnalysis>(&analysis.what)) return ranks->grids;
  const auto* quantiles = std::get_if<QuantilesAnalysis>(&analysis.what);
  if (quantiles == nullptr) return {};
  return {quantiles, 1};
}

const CurveOnBreaks* curve_on_breaks(const Analysis& analysis) {
  if (const auto* curve = std::get_if<KaplanMeierAnalysis>(&analysis.what)) return curve;
  if (const auto* test = std::get_if<LogRankAnalysis>(&analysis.what)) {
    return test->breaks ? &*test->breaks : nullptr;
  }
  if (const auto* curve = common_risk_sets(analysis)) return curve;
  return std::get_if<CompetingRisksAnalysis>(&analysis.what);
}

int agreed_level(const State& state, const Analysis& analysis) {
  const auto found = state.curve_levels.find(analysis.id);
  return found == state.curve_levels.end() ? -1 : found->second;
}

void want_curve(const Outcomes& outcomes,
                const State& state,
                const Analysis& analysis,
                Wants& wants) {
  const int level = agreed_level(state, analysis);
  if (level < 0) return;
  auto cells = curve_cells(outcomes, analysis, level).all();
  wants.cells.insert(cells.begin(), cells.end());
  // A curve with a hole would tell the size of the hole by its numbers at risk.
  wants.bundles.push_back({analysis.id, std::move(cells)});
}

std::optional<CurveCounts> pooled_counts(const Pool& pool,
                                         const CurveCells& cells,
                                         const CurveGroup& group) {
  CurveCounts counts;
  const auto size = cells.breaks.size();
  std::vector<std::int64_t> leaving(size);
  counts.censored.assign(size, 0);
  for (const auto& cause : group.events) {
    auto& events = counts.events.emplace_back();
    for (const auto& key : cause) {
      const auto count = pool.cell(key);
      if (!count) return std::nullopt;
      leaving[events.size()] += count->rows;
      events.push_back(count->rows);
    }
  }
  for (std::size_t i = 0; i < group.censored.size(); ++i) {
    const auto count = pool.cell(group.censored[i]);
    if (!count) return std::nullopt;
    const auto place =
        std::lower_bound(cells.breaks.begin(), cells.breaks.end(), cells.censor_breaks[i]);
    const auto j = static_cast<std::size_t>(place - cells.breaks.begin());
    counts.censored[j] += count->rows;
    leaving[j] += count->rows;
  }
  for (const auto rows : leaving) counts.n += rows;
  std::int64_t at_risk = counts.n;
  for (const auto rows : leaving) {
    counts.at_risk.push_back(at_risk);
    at_risk -= rows;
  }
  return counts;
}

ShareInterval interval_of_share(double share, double error, CurveOnBreaks::Interval kind) {
  constexpr ShareInterval kNoInterval{kUndefined, kUndefined};
  if (!std::isfinite(share) || !std::isfinite(error)) return kNoInterval;
  const double width = kNormal975 * error;
  if (kind == CurveOnBreaks::Interval::plain) {
    return {std::max(share - width, 0.0), std::min(share + width, 1.0)};
  }
  if (!(share > 0)) return kNoInterval;
  const double logarithm = std::log(share);
  if (kind == CurveOnBreaks::Interval::log) {
    return {std::exp(logarithm - width / share),
            std::min(std::exp(logarithm + width / share), 1.0)};
  }
  if (share == 1) return kNoInterval;
  const double centre = std::log(-logarithm);
  const double reach = width / share / logarithm;
  return {std::exp(-std::exp(centre - reach)), std::exp(-std::exp(centre + reach))};
}

}  // namespace passerelle::analysis
