// competing_risks: cumulative incidence of each cause on declared breaks (contracts, "Time on
// breaks").
#include <algorithm>
#include <nlohmann/json.hpp>
#include <numeric>

#include "node/analysis/analyses.h"
#include "node/analysis/cumulative_incidence.h"
#include "node/analysis/curves.h"

namespace passerelle::analysis {
namespace {

std::int64_t total(const std::vector<std::int64_t>& counts) {
  return std::accumulate(counts.begin(), counts.end(), std::int64_t{0});
}

Json cause_json(const std::string& name,
                const std::vector<std::int64_t>& events,
                const CauseIncidence& found,
                CurveOnBreaks::Interval kind) {
  std::vector<double> low, high;
  for (std::size_t j = 0; j < found.incidence.size(); ++j) {
    const auto interval = interval_of_share(found.incidence[j], found.standard_error[j], kind);
    low.push_back(interval.low);
    high.push_back(interval.high);
  }
  return {{"cause", name},
          {"events", total(events)},
          {"n_event", events},
          {"cumulative_incidence", list_json(found.incidence)},
          {"standard_error", list_json(found.standard_error)},
          {"conf_low", list_json(low)},
          {"conf_high", list_json(high)}};
}

}  // namespace

void want(const Outcomes& outcomes,
          const State& state,
          const Analysis& analysis,
          const CompetingRisksAnalysis&,
          Wants& wants) {
  want_curve(outcomes, state, analysis, wants);
}

void answer(const Answering& from, const CompetingRisksAnalysis& what, Answer& out) {
  const int level = agreed_level(from.state, from.analysis);
  if (level < 0) return out.withhold("/groups");
  const auto cells = curve_cells(from.outcomes, from.analysis, level);
  const auto& states = from.outcomes.plan().variable(what.cause).levels;
  Json groups = Json::array();
  for (const auto& group : cells.groups) {
    const auto counts = pooled_counts(from.pool, cells, group);
    if (!counts) return out.withhold("/groups");
    const auto found = cumulative_incidence(counts->at_risk, counts->events);
    Json causes = Json::array();
    for (std::size_t k = 0; k < found.causes.size(); ++k) {
      causes.push_back(
          cause_json(states[k + 1].name, counts->events[k], found.causes[k], what.interval));
    }
    groups.push_back({{"group", group.name},
                      {"n", counts->n},
                      {"times", cells.breaks},
                      {"at_risk", counts->at_risk},
                      {"n_censor", counts->censored},
                      {"event_free", list_json(found.event_free)},
                      {"causes", std::move(causes)}});
  }
  out.put_json("/groups", std::move(groups));
}

}  // namespace passerelle::analysis
