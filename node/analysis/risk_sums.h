// The sums that a partial likelihood is made of: over those at risk, over those who have the event,
// and what the events at one time add to log-likelihood, score and information.
//
// Thread safety: values and pure functions.
#pragma once

#include <cstddef>
#include <vector>

#include "node/analysis/partial.h"
#include "node/analysis/plan.h"

namespace passerelle::analysis {

// Sums over rows of w, w x and w x x' (lower triangle, row by row).
struct RiskSums {
  double s0 = 0;
  std::vector<double> s1, s2;
  explicit RiskSums(std::size_t size) : s1(size), s2(size * (size + 1) / 2) {}
  void add(double weight, const double* x);
  void take_out(double weight, const double* x) { add(-weight, x); }
  void clear();

  // As one list: w, w x, w x x'.
  std::vector<double> list() const;
  void add(const std::vector<double>& list);
  static std::size_t length(std::size_t size) { return 1 + size + size * (size + 1) / 2; }
};

// Of those who have the event at one time.
struct EventSums {
  RiskSums risk;
  std::vector<double> total;  // of their covariates
  double log_risk = 0;
  std::size_t count = 0;
  explicit EventSums(std::size_t size) : risk(size), total(size) {}
  void add(double weight, double log_weight, const double* x);
  void clear();
};

// Returns what the events at one time add to the cumulative hazard of a row of weight one, as
// survfit of R from a Cox model with the same ties: Breslow's estimate, or Efron's.
double hazard_step(const RiskSums& risk, const EventSums& events, CoxAnalysis::Ties ties);

// Gathers a partial likelihood over event times.
class PartialLikelihood {
 public:
  PartialLikelihood(std::size_t size, CoxAnalysis::Ties ties);

  void add(const RiskSums& risk, const EventSums& events);

  // What events add by themselves, when `add` was not told: their covariates, and the logarithm of
  // their risks.
  void add_covariates(const std::vector<double>& total, double log_risk);

  // Information that is rounding alone is zero. Where doubles cannot hold the sums the
  // log-likelihood is -1e300.
  LikelihoodSums take();

  // As they are: what events added since the beginning.
  const LikelihoodSums& sums() const { return sums_; }

 private:
  CoxAnalysis::Ties ties_;
  LikelihoodSums sums_;         // information: the lower triangle
  std::vector<double> moment_;  // the diagonal of the second moments
};

// Of a place where the risks are beyond what doubles hold, from which Newton's method steps back.
LikelihoodSums beyond_doubles(std::size_t size);

}  // namespace passerelle::analysis
