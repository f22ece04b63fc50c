// log_rank: observed and expected events by level.
#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>

#include "node/analysis/analyses.h"
#include "node/analysis/curves.h"
#include "node/analysis/distributions.h"
#include "node/analysis/matrix.h"
#include "node/analysis/undefined.h"
#include "node/analysis/weighted_log_rank.h"
#include "node/base/fields.h"

namespace passerelle::analysis {
namespace {

// As survdiff of R: levels that expect no event leave the test, the first of the others is dropped
// because observed minus expected add up to zero.
Json test_json(const std::vector<double>& observed, const LogRankSums& sums) {
  std::vector<std::size_t> kept;
  for (std::size_t g = 0; g < observed.size(); ++g) {
    if (sums.expected[g] > 0) kept.push_back(g);
  }
  if (kept.size() < 2) return chi_square_test_json(kUndefined, 0);
  kept.erase(kept.begin());
  std::vector<double> difference;
  for (const auto g : kept) difference.push_back(observed[g] - sums.expected[g]);
  const Factor factor(block(sums.variance, observed.size(), kept), kept.size());
  const double statistic =
      factor.aliased().empty() ? dot(difference, factor.solve(difference)) : kUndefined;
  return chi_square_test_json(statistic, static_cast<double>(kept.size()));
}

// What the test is made from; nothing in a place that a node withholds.
struct Found {
  std::vector<std::optional<std::int64_t>> events;  // by level
  std::optional<LogRankSums> sums;
};

// Stratified by node: the nodes' sums, events from cells.
Found found_on_exact_times(const Answering& from, const std::vector<CellKey>& groups) {
  const auto& outcome = from.outcomes.of(from.analysis);
  Found found;
  found.sums = from.pool.log_rank({from.analysis.id, "", ""});
  for (const auto& group : groups) {
    found.events.push_back(from.pool.rows(
        outcome.events(from.outcomes.plan(), group, survival_of(from.analysis)->horizon)));
  }
  return found;
}

// From the cells of curves on the same breaks.
Found found_on_breaks(const Answering& from, const LogRankAnalysis& test, std::size_t groups) {
  Found nothing{std::vector<std::optional<std::int64_t>>(groups), std::nullopt};
  const int level = agreed_level(from.state, from.analysis);
  if (level < 0) return nothing;
  const auto cells = curve_cells(from.outcomes, from.analysis, level);
  Found found;
  std::vector<CurveCounts> curves;
  for (const auto& group : cells.groups) {
    auto counts = pooled_counts(from.pool, cells, group);
    if (!counts) return nothing;
    const auto& events = counts->events.front();
    found.events.emplace_back(std::accumulate(events.begin(), events.end(), std::int64_t{0}));
    curves.push_back(*std::move(counts));
  }
  WeightedLogRank weighted(groups, test.rho);
  for (std::size_t j = 0; j < cells.breaks.size(); ++j) {
    std::vector<std::int64_t> at_risk, events;
    for (const auto& curve : curves) {
      at_risk.push_back(curve.at_risk[j]);
      events.push_back(curve.events.front()[j]);
    }
    weighted.add(at_risk, events);
  }
  found.sums = weighted.sums();
  return found;
}

}  // namespace

void want(const Outcomes& outcomes,
          const State& state,
          const Analysis& analysis,
          const LogRankAnalysis& test,
          Wants& wants) {
  if (test.breaks) return want_curve(outcomes, state, analysis, wants);
  const auto& plan = outcomes.plan();
  const auto& outcome = outcomes.of(analysis);
  const auto levels = levels_in(plan, analysis.row_set, test.by);
  const auto kind = test.rho == 0 ? SlotNeeds::Kind::log_rank : SlotNeeds::Kind::weighted_log_rank;
  SlotNeeds needs{kind, levels.size(), {}};
  // Where the other strata compare nobody, the sums are those of one stratum alone.
  for (const auto& stratum : strata_of(plan, analysis)) {
    needs.cells.push_back(stratum);
    for (const auto& level : levels) {
      const auto group = with(stratum, test.by, level);
      needs.cells.push_back(group);
      needs.cells.push_back(outcome.events(plan, group, survival_of(analysis)->horizon));
    }
  }
  wants.cells.insert(needs.cells.begin(), needs.cells.end());
  wants.slots[{analysis.id, "", ""}] = std::move(needs);
}

// Weighted events are no counts: the counts then stand beside them, as `events`.
void answer(const Answering& from, const LogRankAnalysis& test, Answer& out) {
  const auto levels = levels_in(from.outcomes.plan(), from.analysis.row_set, test.by);
  std::vector<CellKey> groups;
  for (const auto& level : levels) {
    groups.push_back(with({from.analysis.row_set, {}}, test.by, level));
  }
  const auto found =
      test.breaks ? found_on_breaks(from, test, groups.size()) : found_on_exact_times(from, groups);
  const bool is_weighted = test.rho != 0;
  std::vector<double> observed;
  bool is_whole = found.sums.has_value();
  out.put_json("/observed", Json::object());
  out.put_json("/expected", Json::object());
  for (std::size_t g = 0; g < levels.size(); ++g) {
    const auto step = "/" + pointer_step(levels[g]);
    is_whole = is_whole && (is_weighted || found.events[g]);
    observed.push_back(is_weighted ? 0 : static_cast<double>(found.events[g].value_or(0)));
    out.put_count((is_weighted ? "/events" : "/observed") + step, found.events[g]);
    if (!found.sums) {
      if (is_weighted) out.withhold("/observed" + step);
      out.withhold("/expected" + step);
      continue;
    }
    if (is_weighted) {
      observed.back() = found.sums->observed[g];
      out.put_number("/observed" + step, observed.back());
    }
    out.put_number("/expected" + step, found.sums->expected[g]);
  }
  if (!is_whole) {
    for (const char* pointer : {"/chisq", "/df", "/p_value"}) out.withhold(pointer);
    return;
  }
  const auto result = test_json(observed, *found.sums);
  out.put_json("/chisq", result["statistic"]);
  out.put_json("/df", result["df"]);
  out.put_json("/p_value", result["p_value"]);
}

}  // namespace passerelle::analysis
