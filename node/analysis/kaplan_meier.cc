// kaplan_meier: the product-limit estimate on declared breaks (contracts, "Time on breaks").
#include <cmath>
#include <nlohmann/json.hpp>

#include "node/analysis/analyses.h"
#include "node/analysis/curves.h"
#include "node/analysis/distributions.h"
#include "node/analysis/product_limit.h"

namespace passerelle::analysis {
namespace {

Json median_json(const std::optional<MedianTime>& median) {
  if (!median) return {{"value", nullptr}, {"after", nullptr}, {"until", nullptr}};
  return {{"value", median->value}, {"after", median->after}, {"until", median->until}};
}

Json rmst_json(const ProductLimit& curve, double tau) {
  const auto mean = restricted_mean(curve, tau);
  return {{"tau", tau},
          {"value", number_or_null(mean.value)},
          {"low", number_or_null(mean.low)},
          {"high", number_or_null(mean.high)},
          {"standard_error", number_or_null(mean.error)}};
}

Json group_json(const CurveGroup& group,
                const ProductLimit& curve,
                const std::optional<double>& tau) {
  Json json{{"group", group.name},
            {"n", curve.n},
            {"events", curve.events},
            {"times", curve.times},
            {"at_risk", curve.at_risk},
            {"n_event", curve.n_event},
            {"n_censor", curve.n_censor},
            {"survival", list_json(curve.survival)},
            {"standard_error", list_json(curve.error)},
            {"conf_low", list_json(curve.low)},
            {"conf_high", list_json(curve.high)},
            {"median", median_json(median_survival(curve))},
            {"follow_up", median_json(median_follow_up(curve))}};
  if (tau) json["rmst"] = rmst_json(curve, *tau);
  return json;
}

// Of independent groups: estimate, standard error and normal interval.
struct Difference {
  double estimate, error;
  double low() const { return estimate - kNormal975 * error; }
  double high() const { return estimate + kNormal975 * error; }
};

Json rmst_difference_json(const ProductLimit& curve, const ProductLimit& first, double tau) {
  const auto own = restricted_mean(curve, tau), other = restricted_mean(first, tau);
  const Difference found{own.value - other.value, std::hypot(own.error, other.error)};
  const double z = found.estimate / found.error;
  return {{"tau", tau},
          {"value", number_or_null(found.estimate)},
          {"standard_error", number_or_null(found.error)},
          {"conf_low", number_or_null(found.low())},
          {"conf_high", number_or_null(found.high())},
          {"p_value", number_or_null(normal_two_sided(z))}};
}

// How a group differs from the first.
Json difference_json(const std::string& group,
                     const ProductLimit& curve,
                     const std::string& reference,
                     const ProductLimit& first,
                     const std::optional<double>& tau) {
  std::vector<double> survival, error, low, high;
  for (std::size_t j = 0; j < curve.times.size(); ++j) {
    const Difference found{curve.survival[j] - first.survival[j],
                           std::hypot(curve.error[j], first.error[j])};
    survival.push_back(found.estimate);
    error.push_back(found.error);
    low.push_back(found.low());
    high.push_back(found.high());
  }
  Json json{{"group", group},
            {"reference", reference},
            {"times", curve.times},
            {"survival", list_json(survival)},
            {"standard_error", list_json(error)},
            {"conf_low", list_json(low)},
            {"conf_high", list_json(high)}};
  if (tau) json["rmst"] = rmst_difference_json(curve, first, *tau);
  return json;
}

}  // namespace

void want(const Outcomes& outcomes,
          const State& state,
          const Analysis& analysis,
          const KaplanMeierAnalysis&,
          Wants& wants) {
  want_curve(outcomes, state, analysis, wants);
}

void answer(const Answering& from, const KaplanMeierAnalysis& what, Answer& out) {
  const int level = agreed_level(from.state, from.analysis);
  if (level < 0) return out.withhold("/groups");
  const auto cells = curve_cells(from.outcomes, from.analysis, level);
  Json groups = Json::array(), differences = Json::array();
  std::optional<ProductLimit> first;
  for (const auto& group : cells.groups) {
    const auto curve = product_limit(from.pool, cells, group, what.interval);
    if (!curve) return out.withhold("/groups");
    groups.push_back(group_json(group, *curve, what.tau));
    if (first) {
      differences.push_back(
          difference_json(group.name, *curve, cells.groups.front().name, *first, what.tau));
    } else {
      first = curve;
    }
  }
  out.put_json("/groups", std::move(groups));
  if (what.by) out.put_json("/differences", std::move(differences));
}

}  // namespace passerelle::analysis
