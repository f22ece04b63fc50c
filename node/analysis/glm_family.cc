#include "node/analysis/glm_family.h"

#include <cassert>
#include <cmath>
#include <numbers>

#include "node/analysis/distributions.h"

namespace passerelle::analysis {
namespace {

using Family = GlmAnalysis::Family;
using Link = GlmAnalysis::Link;

// The probability of a linear predictor by probit or cloglog, of its complement, and the density:
// each without cancellation, so that a row far out in a tail keeps its digits.
struct Probability {
  double happened = 0, not_happened = 0, density = 0;
};

Probability probability(Link link, double eta) {
  if (link == Link::probit) {
    const double root = std::sqrt(2.0);
    return {std::erfc(-eta / root) / 2, std::erfc(eta / root) / 2,
            std::exp(-eta * eta / 2) / std::sqrt(2 * std::numbers::pi)};
  }
  assert(link == Link::cloglog);
  const double hazard = std::exp(eta);
  const double survival = std::exp(-hazard);
  return {-std::expm1(-hazard), survival, hazard * survival};
}

}  // namespace

std::string_view family_name(const GlmAnalysis& model) {
  switch (model.family) {
    case Family::binomial: return "binomial";
    case Family::poisson: return "poisson";
    case Family::gamma: return "gamma";
  }
  return {};
}

std::string_view link_name(const GlmAnalysis& model) {
  switch (model.link) {
    case Link::logit: return "logit";
    case Link::probit: return "probit";
    case Link::cloglog: return "cloglog";
    case Link::log: return "log";
  }
  return {};
}

bool GlmFamily::has(double outcome) const {
  switch (family_) {
    case Family::binomial: return outcome == 0 || outcome == 1;
    case Family::poisson: return outcome >= 0 && outcome == std::floor(outcome);
    case Family::gamma: return outcome > 0;
  }
  return false;
}

GlmFamily::Row GlmFamily::binomial(bool happened, double eta) const {
  if (link_ == Link::logit) {
    const double odds_against = std::exp(-eta), odds = std::exp(eta);
    const double p = 1 / (1 + odds_against), q = 1 / (1 + odds);
    const double ratio = happened ? odds_against : odds;
    return {2 * std::log1p(ratio), happened ? q / p : p / q, happened ? q : -p, p * q};
  }
  const auto [p, q, density] = probability(link_, eta);
  const double likelihood = happened ? p : q;
  const double other = happened ? q : p;
  Row row;
  row.deviance = -2 * std::log(likelihood);
  row.pearson = other / likelihood;
  row.score = (happened ? density : -density) / likelihood;
  row.information = density * (density / (p * q));
  return row;
}

GlmFamily::Row GlmFamily::at(double outcome, double eta) const {
  if (family_ == Family::binomial) return binomial(outcome == 1, eta);
  const double mean = std::exp(eta);
  const double residual = outcome - mean;
  if (family_ == Family::poisson) {
    const double excess = outcome > 0 ? outcome * (std::log(outcome) - eta) : 0;
    return {2 * (excess - residual), residual * (residual / mean), residual, mean};
  }
  const double relative = residual / mean;
  return {2 * (relative - (std::log(outcome) - eta)), relative * relative, relative, 1};
}

double GlmFamily::saturated(double outcome) const {
  switch (family_) {
    case Family::binomial: return 0;
    case Family::poisson:
      return (outcome > 0 ? outcome * std::log(outcome) : 0) - outcome - std::lgamma(outcome + 1);
    case Family::gamma: return std::log(outcome);
  }
  return 0;
}

double GlmFamily::link(double mean) const {
  switch (link_) {
    case Link::logit: return std::log(mean / (1 - mean));
    case Link::probit: return normal_quantile(mean);
    case Link::cloglog: return std::log(-std::log1p(-mean));
    case Link::log: return std::log(mean);
  }
  return 0;
}

double GlmFamily::log_likelihood(double n, double deviance, double saturated) const {
  if (family_ != Family::gamma) return saturated - deviance / 2;
  const double shape = n / deviance;
  return shape * (-deviance / 2 - n) + n * (shape * std::log(shape) - std::lgamma(shape)) -
         saturated;
}

}  // namespace passerelle::analysis
