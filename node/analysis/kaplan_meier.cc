// kaplan_meier: the product-limit estimate on declared breaks (contracts, "Time on breaks").
#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <numeric>

#include "node/analysis/analyses.h"
#include "node/analysis/curves.h"

namespace passerelle::analysis {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

// survfit takes a survival of one half as reached within this distance.
constexpr double kMedianTolerance = 1.490116119384766e-08;  // 2^-26

struct Curve {
  std::vector<double> times;
  std::vector<std::int64_t> at_risk, n_event, n_censor;
  std::vector<double> survival, error, low, high;  // error: of the survival
  std::int64_t n = 0, events = 0;
};

// Returns nothing when a node withholds an interval.
std::optional<Curve> pooled_curve(const Pool& pool,
                                  const CurveCells& cells,
                                  const CurveGroup& group,
                                  CurveOnBreaks::Interval kind) {
  auto counts = pooled_counts(pool, cells, group);
  if (!counts) return std::nullopt;
  Curve curve;
  curve.times = cells.breaks;
  curve.n = counts->n;
  curve.n_event = std::move(counts->events.front());
  curve.n_censor = std::move(counts->censored);
  curve.at_risk = std::move(counts->at_risk);
  curve.events = std::accumulate(curve.n_event.begin(), curve.n_event.end(), std::int64_t{0});
  double survival = curve.n > 0 ? 1 : kNone;
  double greenwood = 0;
  for (std::size_t j = 0; j < curve.times.size(); ++j) {
    const auto n = static_cast<double>(curve.at_risk[j]);
    const auto d = static_cast<double>(curve.n_event[j]);
    if (d > 0) {
      survival *= (n - d) / n;
      greenwood += d / (n * (n - d));
    }
    const double error = survival > 0 ? survival * std::sqrt(greenwood) : kNone;
    const auto interval = interval_of_share(survival, error, kind);
    curve.survival.push_back(survival);
    curve.error.push_back(error);
    curve.low.push_back(interval.low);
    curve.high.push_back(interval.high);
  }
  return curve;
}

// The first break where at most half survive; between two when exactly half do, as survfit says.
Json median_json(const Curve& curve) {
  Json none{{"value", nullptr}, {"after", nullptr}, {"until", nullptr}};
  const auto& s = curve.survival;
  const auto first = static_cast<std::size_t>(
      std::find_if(s.begin(), s.end(), [](double x) { return x < 0.5 + kMedianTolerance; }) -
      s.begin());
  if (first == s.size()) return none;
  double value = curve.times[first];
  double until = value;
  if (std::abs(s[first] - 0.5) < kMedianTolerance) {
    const auto next = static_cast<std::size_t>(
        std::find_if(s.begin(), s.end(), [&](double x) { return x < s[first]; }) - s.begin());
    if (next < s.size()) {
      until = curve.times[next];
      value = (value + until) / 2;
    }
  }
  return {{"value", value}, {"after", first == 0 ? 0.0 : curve.times[first - 1]}, {"until", until}};
}

// Between two breaks survival falls somewhere: at once (low), at the end (high), or evenly.
Json rmst_json(const Curve& curve, double tau) {
  double value = 0, low = 0, high = 0, after = 0, before = curve.n > 0 ? 1 : kNone;
  for (std::size_t j = 0; j < curve.times.size() && after < tau; ++j) {
    const double length = curve.times[j] - after;
    const double used = std::min(curve.times[j], tau) - after;
    const double now = curve.survival[j];
    value += used * (before + (now - before) * used / length / 2);
    low += used * now;
    high += used * before;
    after = curve.times[j];
    before = now;
  }
  const bool is_reached = tau <= curve.times.back();
  return {{"tau", tau},
          {"value", number_or_null(is_reached ? value : kNone)},
          {"low", number_or_null(is_reached ? low : kNone)},
          {"high", number_or_null(is_reached ? high : kNone)}};
}

Json group_json(const CurveGroup& group, const Curve& curve, const std::optional<double>& tau) {
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
            {"median", median_json(curve)}};
  if (tau) json["rmst"] = rmst_json(curve, *tau);
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
  Json groups = Json::array();
  for (const auto& group : cells.groups) {
    const auto curve = pooled_curve(from.pool, cells, group, what.interval);
    if (!curve) return out.withhold("/groups");
    groups.push_back(group_json(group, *curve, what.tau));
  }
  out.put_json("/groups", std::move(groups));
}

}  // namespace passerelle::analysis
