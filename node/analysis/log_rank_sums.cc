#include "node/analysis/local_sums.h"
#include "node/analysis/weighted_log_rank.h"

namespace passerelle::analysis {

LogRankSums log_rank_sums(const Outcomes& outcomes, const Analysis& analysis, const Frame& frame) {
  const auto& test = std::get<LogRankAnalysis>(analysis.what);
  const auto groups = levels_in(outcomes.plan(), analysis.row_set, test.by).size();
  const RowLevels levels(outcomes.plan().variable(test.by), frame);
  const auto sorted = survival_rows(outcomes, analysis, frame);
  const auto group_of = [&](std::size_t i) {
    const auto level = levels[sorted.rows[i]];
    return level < 0 ? groups - 1 : static_cast<std::size_t>(level);  // "(missing)" is the last
  };
  std::vector<std::int64_t> at_risk(groups);
  for (std::size_t i = 0; i < sorted.rows.size(); ++i) ++at_risk[group_of(i)];
  WeightedLogRank weighted(groups, test.rho);
  // Rows stand latest first.
  for (auto end = sorted.rows.size(); end > 0;) {
    const double time = sorted.times[end - 1];
    std::vector<std::int64_t> leaving(groups), events(groups);
    for (; end > 0 && sorted.times[end - 1] == time; --end) {
      const auto group = group_of(end - 1);
      ++leaving[group];
      events[group] += sorted.happened[end - 1];
    }
    weighted.add(at_risk, events);
    for (std::size_t g = 0; g < groups; ++g) at_risk[g] -= leaving[g];
  }
  auto sums = weighted.sums();
  if (test.rho == 0) sums.observed.clear();  // they are cells
  return sums;
}

}  // namespace passerelle::analysis
