#include "node/analysis/local_sums.h"
#include "node/analysis/pool.h"
#include "node/analysis/weighted_log_rank.h"

namespace passerelle::analysis {
namespace {

template <class GroupOf>
LogRankSums sums_of(const SurvivalRows& sorted,
                    const GroupOf& group_of,
                    std::size_t groups,
                    double rho) {
  std::vector<std::int64_t> at_risk(groups);
  for (const auto row : sorted.rows) ++at_risk[group_of(row)];
  WeightedLogRank weighted(groups, rho);
  // Rows stand latest first.
  for (auto end = sorted.rows.size(); end > 0;) {
    const double time = sorted.times[end - 1];
    std::vector<std::int64_t> leaving(groups), events(groups);
    for (; end > 0 && sorted.times[end - 1] == time; --end) {
      const auto group = group_of(sorted.rows[end - 1]);
      ++leaving[group];
      events[group] += sorted.happened[end - 1];
    }
    weighted.add(at_risk, events);
    for (std::size_t g = 0; g < groups; ++g) at_risk[g] -= leaving[g];
  }
  return weighted.sums();
}

}  // namespace

LogRankRound log_rank_round(const Outcomes& outcomes,
                            const Analysis& analysis,
                            const Frame& frame) {
  const auto& test = std::get<LogRankAnalysis>(analysis.what);
  const auto groups = levels_in(outcomes.plan(), analysis.row_set, test.by).size();
  const RowLevels levels(outcomes.plan().variable(test.by), frame);
  const auto group_of = [&](std::uint32_t row) {
    const auto level = levels[row];
    return level < 0 ? groups - 1 : static_cast<std::size_t>(level);  // "(missing)" is the last
  };
  LogRankRound round;
  std::int64_t all = 0;
  for (const auto& stratum : survival_rows(outcomes, analysis, frame)) {
    round.sums = std::move(round.sums) + sums_of(stratum, group_of, groups, test.rho);
    const auto rows = static_cast<std::int64_t>(stratum.rows.size());
    all += rows;
    if (has_event(stratum)) round.rows += rows;
  }
  if (round.rows == 0) round.rows = all;
  if (test.rho == 0) round.sums.observed.clear();  // they are cells
  return round;
}

}  // namespace passerelle::analysis
