#include "node/analysis/glm_family.h"

#include <boost/math/special_functions/digamma.hpp>
#include <boost/math/special_functions/trigamma.hpp>
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

// Of gamma(shape + count) / gamma(shape): its logarithm, that one's slope by the shape, and the
// slope's with its sign changed. As sums, which a large shape costs no digits.
struct RisingFactorial {
  double logarithm = 0, slope = 0, curvature = 0;
};

// More factors than this are a difference of gamma functions.
constexpr double kMostMultiplied = 1000;

RisingFactorial rising_factorial(double shape, double count) {
  using boost::math::digamma, boost::math::trigamma;
  if (count > kMostMultiplied) {
    return {std::lgamma(shape + count) - std::lgamma(shape),
            digamma(shape + count) - digamma(shape), trigamma(shape) - trigamma(shape + count)};
  }
  RisingFactorial rising;
  for (double k = 0; k < count; ++k) {
    const double inverse = 1 / (shape + k);
    rising.logarithm += std::log(shape + k);
    rising.slope += inverse;
    rising.curvature += inverse * inverse;
  }
  return rising;
}

}  // namespace

std::string_view family_name(const GlmAnalysis& model) {
  switch (model.family) {
    case Family::binomial: return "binomial";
    case Family::poisson: return "poisson";
    case Family::gamma: return "gamma";
    case Family::negative_binomial: return "negative_binomial";
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
    case Family::poisson:
    case Family::negative_binomial: return outcome >= 0 && outcome == std::floor(outcome);
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

GlmFamily::Row GlmFamily::negative_binomial(double outcome, double eta) const {
  const double mean = std::exp(eta);
  const double residual = outcome - mean;
  const double shrinkage = 1 / (1 + mean / shape_);
  const double excess = outcome > 0 ? outcome * (std::log(outcome) - eta) : 0;
  const double ratio = std::log1p(residual / (mean + shape_));
  return {2 * (excess - (outcome + shape_) * ratio), residual * (residual / mean) * shrinkage,
          residual * shrinkage, mean * shrinkage};
}

GlmFamily::ShapeRow GlmFamily::shape_at(double outcome, double eta) const {
  const double mean = std::exp(eta);
  const auto rising = rising_factorial(shape_, outcome);
  const double total = mean + shape_;
  const double residual = outcome - mean;
  const double score = rising.slope - std::log1p(mean / shape_) - residual / total;
  const double information =
      rising.curvature - mean / (shape_ * total) - residual / (total * total);
  return {shape_ * score, shape_ * (shape_ * information - score)};
}

GlmFamily::Row GlmFamily::at(double outcome, double eta) const {
  if (family_ == Family::binomial) return binomial(outcome == 1, eta);
  if (family_ == Family::negative_binomial) return negative_binomial(outcome, eta);
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
    case Family::negative_binomial:
      return rising_factorial(shape_, outcome).logarithm - std::lgamma(outcome + 1) -
             shape_ * std::log1p(outcome / shape_) +
             (outcome > 0 ? outcome * std::log(outcome / (outcome + shape_)) : 0);
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

double GlmFamily::log_likelihood(double weight, double deviance, double saturated) const {
  if (family_ != Family::gamma) return saturated - deviance / 2;
  const double shape = weight / deviance;
  return shape * (-deviance / 2 - weight) +
         weight * (shape * std::log(shape) - std::lgamma(shape)) - saturated;
}

}  // namespace passerelle::analysis
