// log_rank: observed and expected events by level, stratified by node.
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "node/analysis/analyses.h"
#include "node/analysis/distributions.h"
#include "node/analysis/matrix.h"
#include "node/base/fields.h"

namespace passerelle::analysis {
namespace {

// As survdiff of R: levels that expect no event leave the test, the first of the others is dropped
// because observed minus expected add up to zero.
Json test_json(const std::vector<std::int64_t>& observed, const LogRankSums& sums) {
  std::vector<std::size_t> kept;
  for (std::size_t g = 0; g < observed.size(); ++g) {
    if (sums.expected[g] > 0) kept.push_back(g);
  }
  if (kept.size() < 2) return chi_square_test_json(std::numeric_limits<double>::quiet_NaN(), 0);
  kept.erase(kept.begin());
  std::vector<double> difference, variance;
  for (const auto g : kept) {
    difference.push_back(static_cast<double>(observed[g]) - sums.expected[g]);
    for (const auto h : kept) variance.push_back(sums.variance[g * observed.size() + h]);
  }
  const Factor factor(variance, kept.size());
  const double statistic = factor.aliased().empty() ? dot(difference, factor.solve(difference))
                                                    : std::numeric_limits<double>::quiet_NaN();
  return chi_square_test_json(statistic, static_cast<double>(kept.size()));
}

}  // namespace

void want(const Outcomes& outcomes,
          const State&,
          const Analysis& analysis,
          const LogRankAnalysis& test,
          Wants& wants) {
  const auto& plan = outcomes.plan();
  const auto& outcome = outcomes.of(analysis);
  const auto levels = levels_in(plan, analysis.row_set, test.by);
  SlotNeeds needs{SlotNeeds::Kind::log_rank, levels.size(), {{analysis.row_set, {}}}};
  for (const auto& level : levels) {
    const auto group = with({analysis.row_set, {}}, test.by, level);
    needs.cells.push_back(group);
    needs.cells.push_back(outcome.events(plan, group, survival_of(analysis)->horizon));
  }
  wants.cells.insert(needs.cells.begin(), needs.cells.end());
  wants.slots[{analysis.id, "", ""}] = std::move(needs);
}

void answer(const Answering& from, const LogRankAnalysis& test, Answer& out) {
  const auto& plan = from.outcomes.plan();
  const auto& outcome = from.outcomes.of(from.analysis);
  const double horizon = survival_of(from.analysis)->horizon;
  const auto levels = levels_in(plan, from.analysis.row_set, test.by);
  const auto sums = from.pool.log_rank({from.analysis.id, "", ""});
  std::vector<std::int64_t> observed;
  bool is_whole = sums.has_value();
  out.put_json("/observed", Json::object());
  out.put_json("/expected", Json::object());
  for (std::size_t g = 0; g < levels.size(); ++g) {
    const auto group = with({from.analysis.row_set, {}}, test.by, levels[g]);
    const auto count = from.pool.rows(outcome.events(plan, group, horizon));
    is_whole = is_whole && count;
    observed.push_back(count.value_or(0));
    const auto step = "/" + pointer_step(levels[g]);
    out.put_count("/observed" + step, count);
    if (sums) out.put_number("/expected" + step, sums->expected[g]);
    else out.withhold("/expected" + step);
  }
  if (!is_whole) {
    for (const char* pointer : {"/chisq", "/df", "/p_value"}) out.withhold(pointer);
    return;
  }
  const auto result = test_json(observed, *sums);
  out.put_json("/chisq", result["statistic"]);
  out.put_json("/df", result["df"]);
  out.put_json("/p_value", result["p_value"]);
}

}  // namespace passerelle::analysis
