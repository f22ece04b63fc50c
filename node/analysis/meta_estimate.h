// Estimates of several nodes as one, from each one's own estimate and standard error.
//
// Fixed effect: weights 1/v. Random effects: weights 1/(v + tau2), with tau2 by DerSimonian and
// Laird (1986), by Paule and Mandel (1982) or by restricted maximum likelihood (Viechtbauer 2005).
// Intervals by the normal distribution; beside them those of Hartung and Knapp (2001), by t with
// k - 1 degrees of freedom, and for the estimate of one more node the prediction interval of
// Higgins, Thompson and Spiegelhalter (2009), by t with k - 2.
//
// Thread safety: pure functions.
#pragma once

#include <vector>

#include "node/analysis/plan.h"

namespace passerelle::analysis {

struct NodeEstimate {
  double estimate = 0;
  double variance = 0;  // above 0
};

// NaN where too few nodes leave no degrees of freedom.
struct MetaEstimate {
  double estimate = 0, standard_error = 0, conf_low = 0, conf_high = 0;
  double z = 0, p_value = 0;
  double tau2 = 0;
  double hartung_knapp_standard_error = 0, hartung_knapp_conf_low = 0, hartung_knapp_conf_high = 0;
  double prediction_low = 0, prediction_high = 0;
  std::vector<double> weights;  // shares of 1, in the order of the nodes
};

// Of the fixed-effect model: how far the nodes differ beyond chance.
struct Heterogeneity {
  double q = 0;  // Cochran's
  double df = 0;
  double p_value = 0;
  double i2 = 0;  // share of the variation, 0 to 1 (Higgins and Thompson 2002)
};

// Require: at least one node.
MetaEstimate meta_estimate(const std::vector<NodeEstimate>& nodes, MetaAnalysis::Method method);
Heterogeneity heterogeneity(const std::vector<NodeEstimate>& nodes);

}  // namespace passerelle::analysis
