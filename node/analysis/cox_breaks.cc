#include "node/analysis/cox_breaks.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "node/analysis/cox_model.h"
#include "node/analysis/curves.h"
#include "node/analysis/matrix.h"
#include "node/analysis/risk_sums.h"

namespace passerelle::analysis {
namespace {

// By then Newton's method has converged, or its steps repeat themselves: later rounds tell little
// new.
constexpr std::size_t kRoundsToWithstand = 8;

// Beyond it exp, and sums of it times a few numbers, leave the range of doubles.
constexpr double kLargestRisk = 600;

}  // namespace

const CurveOnBreaks* common_risk_sets(const Analysis& analysis) {
  const auto* cox = std::get_if<CoxAnalysis>(&analysis.what);
  return cox != nullptr && cox->breaks ? &*cox->breaks : nullptr;
}

std::vector<CellKey> interval_cells(const Outcomes& outcomes, const Analysis& analysis, int level) {
  const auto& plan = outcomes.plan();
  std::vector<CellKey> bases{rows_of(analysis)};
  for (auto& base : level_cells(plan, analysis)) bases.push_back(std::move(base));
  for (auto& base : pair_cells(plan, analysis)) bases.push_back(std::move(base));
  return curve_cells_within(outcomes, analysis, level, bases).all();
}

// A person who leaves is `size` unknown numbers, and a round tells 1 + size + size (size + 1) / 2
// of an interval (shared notes on analysis, 2.3: at least twice the parameters, which this is).
std::int64_t fewest_in_an_interval(const StudyPlan& plan, const Analysis& analysis) {
  if (common_risk_sets(analysis) == nullptr) return 0;
  const auto size = coefficients_of(plan, analysis).size();
  return static_cast<std::int64_t>((kRoundsToWithstand * RiskSums::length(size) + size - 1) / size);
}

// Efron's ties need them, and tests of hazards the covariates of those who have the event.
bool sends_events(const CoxAnalysis& cox) {
  return cox.ties == CoxAnalysis::Ties::efron || cox.tests_hazards;
}

namespace {

double rounded_up(double time, const std::vector<double>& ends) {
  return *std::lower_bound(ends.begin(), ends.end(), time);
}

}  // namespace

SurvivalRows rounded(const CurveOnBreaks& curve, int level, const SurvivalRows& exact) {
  const auto index = static_cast<std::size_t>(level);
  const auto& breaks = curve.levels[index];
  const auto& censor_breaks = curve.censor_levels[index];
  std::vector<double> times;
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < exact.rows.size(); ++i) {
    times.push_back(rounded_up(exact.times[i], exact.happened[i] != 0 ? breaks : censor_breaks));
    order.push_back(i);
  }
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return times[a] > times[b]; });
  SurvivalRows rows;
  for (const auto i : order) {
    rows.rows.push_back(exact.rows[i]);
    rows.times.push_back(times[i]);
    rows.happened.push_back(exact.happened[i]);
  }
  return rows;
}

Leaving leaving_of(const Analysis& analysis,
                   int level,
                   const RegressionRows& rows,
                   const Frame& frame) {
  const auto survival = *survival_of(analysis);
  const auto& curve = *common_risk_sets(analysis);
  const auto index = static_cast<std::size_t>(level);
  const auto& breaks = curve.levels[index];
  const auto& censor_breaks = curve.censor_levels[index];
  const auto& times = frame.numbers.at(survival.time);
  Leaving leaving;
  leaving.breaks = breaks.size();
  for (std::size_t row = 0; row < rows.size(); ++row) {
    const double time = std::min(times[rows.rows[row]], survival.horizon);
    const double until = rounded_up(time, rows.outcome[row] == 1 ? breaks : censor_breaks);
    const auto place = std::lower_bound(breaks.begin(), breaks.end(), until) - breaks.begin();
    leaving.at.push_back(static_cast<std::uint32_t>(place));
  }
  return leaving;
}

BreakRound break_round(const RegressionRows& rows,
                       const Leaving& leaving,
                       const Centring& centring,
                       const std::vector<double>& beta,
                       const CoxAnalysis& cox) {
  const std::size_t size = beta.size();
  const bool has_events = sends_events(cox);
  std::vector<RiskSums> all(leaving.breaks, RiskSums(size));
  std::vector<RiskSums> events(has_events ? leaving.breaks : 0, RiskSums(size));
  std::vector<double> x(size + 1);
  EffectiveRows effective;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    rows.measure(centring, row, x);
    double risk = 0;
    for (std::size_t j = 0; j < size; ++j) risk += beta[j] * x[j + 1];
    if (!(std::abs(risk) <= kLargestRisk)) return {};
    const double weight = std::exp(risk);
    effective.add(weight);
    all[leaving.at[row]].add(weight, &x[1]);
    if (has_events && rows.outcome[row] == 1) events[leaving.at[row]].add(weight, &x[1]);
  }
  BreakRound round;
  for (const auto& sums : all) round.sums.leaving.push_back(sums.list());
  for (const auto& sums : events) round.sums.events.push_back(sums.list());
  round.effective_rows = effective.rows();
  return round;
}

std::optional<BreakModel> break_model(const Outcomes& outcomes,
                                      const State& state,
                                      const Analysis& analysis) {
  const Pool pool(state.first);
  const int level = agreed_level(state, analysis);
  if (level < 0) return std::nullopt;
  auto columns = cox_model(outcomes, analysis, [&](const CellKey& key) { return pool.cell(key); });
  const auto pooled = pool.products({analysis.id, "", ""}, rows_of(analysis));
  if (!columns || !pooled) return std::nullopt;
  BreakModel model;
  model.columns = *std::move(columns);
  model.ties = std::get<CoxAnalysis>(analysis.what).ties;
  const auto cells = curve_cells(outcomes, analysis, level);
  model.breaks = cells.breaks;
  for (const auto& key : cells.groups.front().events.front()) {
    const auto events = pool.rows(key);
    if (!events) return std::nullopt;
    model.events.push_back(*events);
  }
  const auto size = model.columns.names.size();
  model.centring = centring_of(*pooled, size);
  model.aliased = Factor(measured_products(*pooled, model.centring), size).aliased();
  // The event, one or zero, stands behind the columns: its products with their deviations from the
  // mean are sums over the events.
  for (std::size_t j = 0; j < size; ++j) {
    model.covariates.push_back(pooled->products.products[j * (size + 1) + size] /
                               model.centring.scale[j]);
  }
  return model;
}

namespace {

// Calls `at_break(place of the break, risk set, events)` for every break with an event, latest
// first.
template <class AtBreak>
void sweep(const BreakModel& model, const BreakSums& pooled, AtBreak at_break) {
  const auto size = model.columns.names.size();
  RiskSums risk(size);
  EventSums events(size);
  for (auto j = pooled.leaving.size(); j-- > 0;) {
    risk.add(pooled.leaving[j]);
    if (model.events[j] == 0) continue;
    events.clear();
    if (!pooled.events.empty()) events.risk.add(pooled.events[j]);
    events.count = static_cast<std::size_t>(model.events[j]);
    at_break(j, risk, events);
  }
}

}  // namespace

LikelihoodSums likelihood_of(const BreakModel& model,
                             const BreakSums& pooled,
                             const std::vector<double>& beta) {
  const auto size = beta.size();
  if (pooled.leaving.empty()) return beyond_doubles(size);
  PartialLikelihood likelihood(size, model.ties);
  sweep(model, pooled, [&](std::size_t, const RiskSums& risk, const EventSums& events) {
    likelihood.add(risk, events);
  });
  // What the events themselves add does not depend on risk sets.
  likelihood.add_covariates(model.covariates, dot(beta, model.covariates));
  return likelihood.take();
}

NewtonFit start_break_fit(const BreakModel& model) {
  NewtonFit fit;
  fit.beta.assign(model.columns.names.size(), 0.0);
  fit.aliased = collinear(model.columns, model.aliased);
  if (fit.aliased.empty()) return fit;
  fit.status = NewtonFit::Status::failed;
  fit.reason = "collinearity";
  return fit;
}

void continue_break_fit(const BreakModel& model,
                        BreakSums pooled,
                        NewtonFit& fit,
                        KeptBreakSums& kept) {
  const auto here = fit.beta;
  auto sums = likelihood_of(model, pooled, here);
  if (fit.best_beta.empty()) {
    kept.at_zero = pooled;
    fit = start_fit(model.columns, std::move(sums), here);
  } else {
    continue_fit(model.columns, std::move(sums), fit);
  }
  if (fit.best_beta == here) kept.at_best = std::move(pooled);
}

HazardSums hazard_sums(const BreakModel& model, const KeptBreakSums& kept) {
  const auto size = model.columns.names.size();
  const auto square = size * size;
  HazardSums sums{std::vector<double>(size), std::vector<double>(square),
                  std::vector<double>(square)};
  sweep(model, kept.at_best, [&](std::size_t j, const RiskSums& risk, const EventSums& events) {
    PartialLikelihood likelihood(size, model.ties);
    likelihood.add(risk, events);
    const auto& sums_of_events = kept.at_zero.events[j];  // of weights, all one, and of covariates
    std::vector<double> covariates(size);
    std::copy_n(sums_of_events.begin() + 1, size, covariates.begin());
    likelihood.add_covariates(covariates, 0);
    sums.add(model.breaks[j], likelihood.sums());
  });
  const auto& scale = model.centring.scale;
  for (std::size_t i = 0; i < size; ++i) {
    sums.score[i] *= scale[i];
    for (std::size_t j = 0; j < size; ++j) {
      sums.information[i * size + j] *= scale[i] * scale[j];
      sums.squared[i * size + j] *= scale[i] * scale[j];
    }
  }
  mirror(sums.information, size);
  mirror(sums.squared, size);
  return sums;
}

std::vector<double> baseline_hazard(const BreakModel& model,
                                    const BreakSums& at_best,
                                    const std::vector<double>& beta) {
  // Columns are measured from their means.
  const auto& [centre, rest, scale] = model.centring;
  double at_means = 0;
  for (std::size_t j = 0; j < beta.size(); ++j) {
    at_means += beta[j] * ((centre[j] + rest[j]) / scale[j]);
  }
  const double at_zero = std::exp(-at_means);
  std::vector<double> hazard(model.breaks.size());
  sweep(model, at_best, [&](std::size_t j, const RiskSums& risk, const EventSums& events) {
    hazard[j] = at_zero * hazard_step(risk, events, model.ties);
  });
  std::partial_sum(hazard.begin(), hazard.end(), hazard.begin());
  return hazard;
}

NewtonFit in_units_of_data(const Centring& centring, NewtonFit fit) {
  const auto& scale = centring.scale;
  for (auto* sums : {&fit.best, &fit.at_start}) {
    for (std::size_t i = 0; i < scale.size(); ++i) {
      sums->score[i] *= scale[i];
      for (std::size_t j = 0; j < scale.size(); ++j) {
        sums->information[i * scale.size() + j] *= scale[i] * scale[j];
      }
    }
  }
  for (std::size_t i = 0; i < scale.size(); ++i) fit.best_beta[i] /= scale[i];
  return fit;
}

}  // namespace passerelle::analysis
