#include "node/analysis/risk_sums.h"

#include <algorithm>
#include <cmath>

#include "node/analysis/matrix.h"

namespace passerelle::analysis {
namespace {

constexpr double kLoglikBeyondDoubles = -1e300;

// Information below this share of the second moments it is a difference of is rounding, not data.
constexpr double kRoundingOfInformation = 1e-13;

// Sums over l = 0 … d-1 of powers of f = l/d and phi = 1 / (S0 - f E0) for d tied events; Breslow
// takes f = 0 throughout. With them a set of ties costs one update of the information instead of d:
//   U -= a0 S1 - a1 E1
//   I += a0 S2 - a1 E2 - b0 S1 S1' + b1 (S1 E1' + E1 S1') - b2 E1 E1'
struct TieSums {
  double log_risk = 0, a0 = 0, a1 = 0, b0 = 0, b1 = 0, b2 = 0;
  TieSums(double s0, double e0, std::size_t deaths, CoxAnalysis::Ties ties) {
    for (std::size_t l = 0; l < deaths; ++l) {
      const double f = ties == CoxAnalysis::Ties::efron
                           ? static_cast<double>(l) / static_cast<double>(deaths)
                           : 0;
      const double risk = s0 - f * e0;
      const double phi = 1 / risk;
      log_risk += std::log(risk);
      a0 += phi;
      a1 += f * phi;
      b0 += phi * phi;
      b1 += f * phi * phi;
      b2 += f * f * phi * phi;
    }
  }
};

bool is_finite(const LikelihoodSums& sums) {
  const auto finite = [](double x) { return std::isfinite(x); };
  return finite(sums.loglik) && std::all_of(sums.score.begin(), sums.score.end(), finite) &&
         std::all_of(sums.information.begin(), sums.information.end(), finite);
}

}  // namespace

void RiskSums::add(double weight, const double* x) {
  const std::size_t size = s1.size();
  double* second = s2.data();
  s0 += weight;
  for (std::size_t i = 0; i < size; ++i) {
    const double wx = weight * x[i];
    s1[i] += wx;
    for (std::size_t j = 0; j <= i; ++j) *second++ += wx * x[j];
  }
}

void RiskSums::clear() {
  s0 = 0;
  std::fill(s1.begin(), s1.end(), 0.0);
  std::fill(s2.begin(), s2.end(), 0.0);
}

std::vector<double> RiskSums::list() const {
  std::vector<double> list{s0};
  list.insert(list.end(), s1.begin(), s1.end());
  list.insert(list.end(), s2.begin(), s2.end());
  return list;
}

void RiskSums::add(const std::vector<double>& list) {
  s0 += list[0];
  for (std::size_t i = 0; i < s1.size(); ++i) s1[i] += list[1 + i];
  for (std::size_t i = 0; i < s2.size(); ++i) s2[i] += list[1 + s1.size() + i];
}

void EventSums::add(double weight, double log_weight, const double* x) {
  risk.add(weight, x);
  for (std::size_t i = 0; i < total.size(); ++i) total[i] += x[i];
  log_risk += log_weight;
  ++count;
}

void EventSums::clear() {
  risk.clear();
  std::fill(total.begin(), total.end(), 0.0);
  log_risk = 0;
  count = 0;
}

double hazard_step(const RiskSums& risk, const EventSums& events, CoxAnalysis::Ties ties) {
  return TieSums(risk.s0, events.risk.s0, events.count, ties).a0;
}

PartialLikelihood::PartialLikelihood(std::size_t size, CoxAnalysis::Ties ties)
    : ties_(ties),
      sums_{0, std::vector<double>(size), std::vector<double>(size * size)},
      moment_(size) {}

void PartialLikelihood::add(const RiskSums& risk, const EventSums& happened) {
  const std::size_t size = risk.s1.size();
  const auto& events = happened.risk;
  const TieSums t(risk.s0, events.s0, happened.count, ties_);
  sums_.loglik += happened.log_risk - t.log_risk;
  for (std::size_t i = 0, at = 0; i < size; ++i) {
    sums_.score[i] += happened.total[i] - (t.a0 * risk.s1[i] - t.a1 * events.s1[i]);
    for (std::size_t j = 0; j <= i; ++j, ++at) {
      const double second = t.a0 * risk.s2[at] - t.a1 * events.s2[at];
      if (i == j) moment_[i] += second;
      sums_.information[i * size + j] +=
          second - t.b0 * risk.s1[i] * risk.s1[j] +
          t.b1 * (risk.s1[i] * events.s1[j] + events.s1[i] * risk.s1[j]) -
          t.b2 * events.s1[i] * events.s1[j];
    }
  }
}

void PartialLikelihood::add_covariates(const std::vector<double>& total, double log_risk) {
  sums_.loglik += log_risk;
  for (std::size_t i = 0; i < total.size(); ++i) sums_.score[i] += total[i];
}

LikelihoodSums PartialLikelihood::take() {
  const std::size_t size = sums_.score.size();
  if (!is_finite(sums_)) return beyond_doubles(size);
  for (std::size_t i = 0; i < size; ++i) {
    if (sums_.information[i * size + i] > kRoundingOfInformation * moment_[i]) continue;
    sums_.score[i] = 0;
    for (std::size_t j = 0; j < size; ++j) {
      sums_.information[i * size + j] = sums_.information[j * size + i] = 0;
    }
  }
  mirror(sums_.information, size);
  return std::move(sums_);
}

LikelihoodSums beyond_doubles(std::size_t size) {
  return {kLoglikBeyondDoubles, std::vector<double>(size), std::vector<double>(size * size)};
}

}  // namespace passerelle::analysis
