#include "node/analysis/local_sums.h"

namespace passerelle::analysis {

// Hypergeometric mean and covariance at each event time, as survdiff of R.
LogRankSums log_rank_sums(const Outcomes& outcomes, const Analysis& analysis, const Frame& frame) {
  const auto& by = std::get<LogRankAnalysis>(analysis.what).by;
  const auto groups = levels_in(outcomes.plan(), analysis.row_set, by).size();
  const auto& levels = frame.categories.at(by);
  const auto sorted = survival_rows(outcomes, analysis, frame);
  const auto group_of = [&](std::size_t i) {
    const auto level = levels[sorted.rows[i]];
    return level < 0 ? groups - 1 : static_cast<std::size_t>(level);  // "(missing)" is the last
  };
  LogRankSums sums{std::vector<double>(groups), std::vector<double>(groups * groups)};
  std::vector<double> at_risk(groups);
  double n = 0;
  for (std::size_t i = 0; i < sorted.rows.size();) {
    const double time = sorted.times[i];
    double events = 0;
    for (; i < sorted.rows.size() && sorted.times[i] == time; ++i) {
      at_risk[group_of(i)] += 1;
      n += 1;
      events += sorted.happened[i];
    }
    if (events == 0) continue;
    const double spread = n > 1 ? events * (n - events) / (n - 1) : 0;
    for (std::size_t g = 0; g < groups; ++g) {
      const double share = at_risk[g] / n;
      sums.expected[g] += events * share;
      for (std::size_t h = 0; h < groups; ++h) {
        sums.variance[g * groups + h] += spread * share * ((g == h ? 1 : 0) - at_risk[h] / n);
      }
    }
  }
  // Symmetric to the last bit, whatever the order of multiplication above.
  for (std::size_t g = 0; g < groups; ++g) {
    for (std::size_t h = 0; h < g; ++h) {
      sums.variance[h * groups + g] = sums.variance[g * groups + h];
    }
  }
  return sums;
}

}  // namespace passerelle::analysis
