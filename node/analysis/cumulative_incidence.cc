#include "node/analysis/cumulative_incidence.h"

#include <cmath>

#include "node/analysis/undefined.h"

namespace passerelle::analysis {
namespace {

// One time: persons at risk, the share of all who reach it without an event, and of those at risk
// the shares to whom each cause happens, and any.
struct Increment {
  double at_risk = 0, before = 1, any = 0;
  std::vector<double> hazards;
};

// What the increment at one time adds to the variance of a cause's incidence at a later one, in
// which `since` was added after that time: whoever has an event now takes part in none of it.
double variance_of(const Increment& now, std::size_t cause, double since) {
  if (!(now.any > 0)) return 0;
  const double lost = now.any < 1 ? since / (1 - now.any) : 0;
  double mean = 0, square = 0;
  for (std::size_t k = 0; k < now.hazards.size(); ++k) {
    const double change = (k == cause ? now.before : 0) - lost;
    mean += now.hazards[k] * change;
    square += now.hazards[k] * change * change;
  }
  return (square - mean * mean) / now.at_risk;
}

}  // namespace

CumulativeIncidence cumulative_incidence(const std::vector<std::int64_t>& at_risk,
                                         const std::vector<std::vector<std::int64_t>>& events) {
  CumulativeIncidence found;
  std::vector<Increment> increments;
  const bool has_anybody = !at_risk.empty() && at_risk.front() > 0;
  double event_free = has_anybody ? 1 : kUndefined;
  for (std::size_t j = 0; j < at_risk.size(); ++j) {
    Increment now{static_cast<double>(at_risk[j]), event_free, 0, {}};
    std::int64_t any = 0;
    for (const auto& cause : events) {
      now.hazards.push_back(cause[j] == 0 ? 0 : static_cast<double>(cause[j]) / now.at_risk);
      any += cause[j];
    }
    if (any > 0) {
      now.any = static_cast<double>(any) / now.at_risk;
      event_free *= static_cast<double>(at_risk[j] - any) / now.at_risk;
    }
    found.event_free.push_back(event_free);
    increments.push_back(std::move(now));
  }
  for (std::size_t cause = 0; cause < events.size(); ++cause) {
    auto& one = found.causes.emplace_back();
    double incidence = has_anybody ? 0 : kUndefined;
    for (std::size_t j = 0; j < increments.size(); ++j) {
      incidence += increments[j].before * increments[j].hazards[cause];
      one.incidence.push_back(incidence);
      double variance = has_anybody ? 0 : kUndefined;
      for (std::size_t i = 0; i <= j; ++i) {
        variance += variance_of(increments[i], cause, incidence - one.incidence[i]);
      }
      one.standard_error.push_back(std::sqrt(variance));
    }
  }
  return found;
}

}  // namespace passerelle::analysis
