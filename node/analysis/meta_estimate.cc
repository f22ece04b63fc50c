#include "node/analysis/meta_estimate.h"

#include <algorithm>
#include <cmath>

#include "node/analysis/distributions.h"
#include "node/analysis/undefined.h"

namespace passerelle::analysis {
namespace {

using Nodes = std::vector<NodeEstimate>;
using Method = MetaAnalysis::Method;

// Between searches that have come to rest: tau2 changes by less than its last digits.
constexpr double kAtRest = 1e-15;
constexpr int kMaximumSteps = 10'000;

// The weighted mean at one tau2, and sums around it.
struct Weighted {
  double sum = 0;          // of the weights
  double sum_squares = 0;  // of the squared weights
  double mean = 0;
  double q = 0;  // sum w (y - mean)^2

  Weighted(const Nodes& nodes, double tau2) {
    double total = 0;
    for (const auto& node : nodes) {
      const double w = 1 / (node.variance + tau2);
      sum += w;
      sum_squares += w * w;
      total += w * node.estimate;
    }
    mean = total / sum;
    for (const auto& node : nodes) {
      const double d = node.estimate - mean;
      q += d * d / (node.variance + tau2);
    }
  }
};

double degrees_of(const Nodes& nodes) { return static_cast<double>(nodes.size()) - 1; }

double dersimonian_laird(const Nodes& nodes) {
  const Weighted at_zero(nodes, 0);
  const double scale = at_zero.sum - at_zero.sum_squares / at_zero.sum;
  return scale > 0 ? std::max(0.0, (at_zero.q - degrees_of(nodes)) / scale) : 0;
}

// Repeats a step from 0 until it rests.
template <class Step>
double search(Step step) {
  double tau2 = 0;
  for (int i = 0; i < kMaximumSteps; ++i) {
    const double next = step(tau2);
    const bool is_at_rest = std::abs(next - tau2) <= kAtRest * (1 + tau2);
    tau2 = next;
    if (is_at_rest) break;
  }
  return tau2;
}

// Newton's method on Q(tau2) = k - 1, which falls and is convex: from 0 it never overshoots.
double paule_mandel(const Nodes& nodes) {
  return search([&](double tau2) {
    const Weighted at(nodes, tau2);
    const double excess = at.q - degrees_of(nodes);
    if (excess <= 0) return tau2;
    double slope = 0;
    for (const auto& node : nodes) {
      const double d = node.estimate - at.mean, w = 1 / (node.variance + tau2);
      slope += w * w * d * d;
    }
    return tau2 + excess / slope;
  });
}

// The fixed point of the restricted likelihood's equation.
double restricted_likelihood(const Nodes& nodes) {
  return search([&](double tau2) {
    const Weighted at(nodes, tau2);
    double sum = 0;
    for (const auto& node : nodes) {
      const double d = node.estimate - at.mean, w = 1 / (node.variance + tau2);
      sum += w * w * (d * d - node.variance);
    }
    return std::max(0.0, sum / at.sum_squares + 1 / at.sum);
  });
}

double between_nodes(const Nodes& nodes, Method method) {
  switch (method) {
    case Method::fixed: return 0;
    case Method::dersimonian_laird: return dersimonian_laird(nodes);
    case Method::paule_mandel: return paule_mandel(nodes);
    case Method::restricted_likelihood: return restricted_likelihood(nodes);
  }
  return 0;
}

}  // namespace

MetaEstimate meta_estimate(const Nodes& nodes, Method method) {
  const double df = degrees_of(nodes);
  MetaEstimate meta;
  meta.tau2 = between_nodes(nodes, method);
  const Weighted at(nodes, meta.tau2);
  meta.estimate = at.mean;
  meta.standard_error = std::sqrt(1 / at.sum);
  meta.conf_low = meta.estimate - kNormal975 * meta.standard_error;
  meta.conf_high = meta.estimate + kNormal975 * meta.standard_error;
  meta.z = meta.estimate / meta.standard_error;
  meta.p_value = normal_two_sided(meta.z);
  meta.hartung_knapp_standard_error = df > 0 ? std::sqrt(at.q / df / at.sum) : kUndefined;
  const double reach = StudentT(df).quantile975() * meta.hartung_knapp_standard_error;
  meta.hartung_knapp_conf_low = meta.estimate - reach;
  meta.hartung_knapp_conf_high = meta.estimate + reach;
  const double spread = StudentT(df - 1).quantile975() *
                        std::sqrt(meta.tau2 + meta.standard_error * meta.standard_error);
  meta.prediction_low = meta.estimate - spread;
  meta.prediction_high = meta.estimate + spread;
  for (const auto& node : nodes) meta.weights.push_back(1 / (node.variance + meta.tau2) / at.sum);
  return meta;
}

Heterogeneity heterogeneity(const Nodes& nodes) {
  Heterogeneity found;
  found.q = Weighted(nodes, 0).q;
  found.df = degrees_of(nodes);
  found.p_value = chi_square_upper(found.q, found.df);
  found.i2 = found.q > found.df ? (found.q - found.df) / found.q : 0;
  return found;
}

}  // namespace passerelle::analysis
