#include "node/analysis/effect_answer.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "node/analysis/distributions.h"
#include "node/analysis/standardised_difference.h"
#include "node/base/fields.h"

namespace passerelle::analysis {
namespace {

std::string balance_of(const Coefficient& coefficient) {
  return "/balance/" + pointer_step(coefficient.name);
}

Json with_error(double estimate, double variance) {
  const double error = std::sqrt(variance);
  auto json = estimate_json(estimate, estimate - kNormal975 * error, estimate + kNormal975 * error);
  json["standard_error"] = number_or_null(error);
  return json;
}

// Of a ratio whose logarithm has this variance.
Json ratio_json(double ratio, double variance) {
  const double width = kNormal975 * std::sqrt(variance);
  return estimate_json(ratio, ratio * std::exp(-width), ratio * std::exp(width));
}

void put_ratios(const WeightedMeans& risks, Answer& out) {
  const double p = risks.treated, q = risks.control;
  out.put_json("/effect/risk_ratio", ratio_json(p / q, risks.treated_variance / (p * p) +
                                                           risks.control_variance / (q * q) -
                                                           2 * risks.covariance / (p * q)));
  const double spread_p = p * (1 - p), spread_q = q * (1 - q);
  out.put_json("/effect/odds_ratio", ratio_json(p / (1 - p) / (q / (1 - q)),
                                                risks.treated_variance / (spread_p * spread_p) +
                                                    risks.control_variance / (spread_q * spread_q) -
                                                    2 * risks.covariance / (spread_p * spread_q)));
}

}  // namespace

void put_balance(const Coefficient& coefficient,
                 const ColumnMeans& control,
                 const ColumnMeans& treated,
                 Answer& out) {
  const auto variance = [&](const ColumnMeans& column) {
    return column.squares / (column.rows - (coefficient.is_of_category() ? 0 : 1));
  };
  const auto put = [&](const char* when, double ColumnMeans::* mean) {
    const MeanAndVariance others{control.*mean, variance(control)};
    const MeanAndVariance exposed{treated.*mean, variance(treated)};
    out.put_number(balance_of(coefficient) + when, standardised_difference(others, exposed));
  };
  put("/before", &ColumnMeans::mean);
  put("/after", &ColumnMeans::weighted);
}

void put_no_balance(const Coefficient& coefficient, Answer& out) {
  out.put_json(balance_of(coefficient), {{"before", nullptr}, {"after", nullptr}});
}

void put_effect(const Variable& outcome, double centre, const WeightedMeans& means, Answer& out) {
  const bool is_event = outcome.is_categorical();
  const std::string mean = is_event ? "/effect/risk" : "/effect/mean";
  out.put_json("/effect/outcome", outcome.name);
  out.put_number(mean + "_treated", centre + means.treated);
  out.put_number(mean + "_control", centre + means.control);
  out.put_json(mean + "_difference",
               with_error(means.treated - means.control,
                          means.treated_variance + means.control_variance - 2 * means.covariance));
  if (is_event) put_ratios(means, out);
}

}  // namespace passerelle::analysis
