// kaplan_meier: the product-limit estimate on declared breaks (contracts, "Time on breaks").
#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "node/analysis/analyses.h"
#include "node/analysis/curves.h"
#include "node/analysis/distributions.h"

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

struct Interval {
  double low = kNone, high = kNone;
};

// As survival:::survfit_confint of R; `relative` is the standard error of log survival.
Interval interval_of_survival(double s, double relative, KaplanMeierAnalysis::Interval kind) {
  if (!(s > 0) || !std::isfinite(relative)) return {};
  const double width = kNormal975 * relative;
  if (kind == KaplanMeierAnalysis::Interval::plain) {
    return {std::max(s - width * s, 0.0), std::min(s + width * s, 1.0)};
  }
  if (kind == KaplanMeierAnalysis::Interval::log) {
    return {std::exp(std::log(s) - width), std::min(std::exp(std::log(s) + width), 1.0)};
  }
  if (s == 1) return {};
  const double centre = std::log(-std::log(s));
  const double reach = width / std::log(s);
  return {std::exp(-std::exp(centre - reach)), std::exp(-std::exp(centre + reach))};
}

// Returns nothing when a node withholds an interval.
std::optional<Curve> pooled_curve(const Pool& pool,
                                  const CurveCells& cells,
                                  const CurveGroup& group,
                                  KaplanMeierAnalysis::Interval kind) {
  Curve curve;
  curve.times = cells.breaks;
  curve.n_censor.assign(cells.breaks.size(), 0);
  for (const auto& key : group.events) {
    const auto count = pool.cell(key);
    if (!count) return std::nullopt;
    curve.n_event.push_back(count->rows);
    curve.events += count->rows;
  }
  curve.n = curve.events;
  for (std::size_t i = 0; i < group.censored.size(); ++i) {
    const auto count = pool.cell(group.censored[i]);
    if (!count) return std::nullopt;
    const auto place =
        std::lower_bound(cells.breaks.begin(), cells.breaks.end(), cells.censor_breaks[i]);
    curve.n_censor[static_cast<std::size_t>(place - cells.breaks.begin())] += count->rows;
    curve.n += count->rows;
  }
  double survival = curve.n > 0 ? 1 : kNone;
  double greenwood = 0;
  std::int64_t at_risk = curve.n;
  for (std::size_t j = 0; j < curve.times.size(); ++j) {
    const auto n = static_cast<double>(at_risk);
    const auto d = static_cast<double>(curve.n_event[j]);
    if (d > 0) {
      survival *= (n - d) / n;
      greenwood += d / (n * (n - d));
    }
    const double relative = std::sqrt(greenwood);
    const auto interval = interval_of_survival(survival, relative, kind);
    curve.at_risk.push_back(at_risk);
    curve.survival.push_back(survival);
    curve.error.push_back(survival > 0 ? survival * relative : kNone);
    curve.low.push_back(interval.low);
    curve.high.push_back(interval.high);
    at_risk -= curve.n_event[j] + curve.n_censor[j];
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

Json list_json(const std::vector<double>& numbers) {
  Json list = Json::array();
  for (const double number : numbers) list.push_back(number_or_null(number));
  return list;
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
  const int level = agreed_level(state, analysis);
  if (level < 0) return;
  auto cells = curve_cells(outcomes, analysis, level).all();
  wants.cells.insert(cells.begin(), cells.end());
  // A curve with a hole would tell the size of the hole by its numbers at risk.
  wants.bundles.push_back({analysis.id, std::move(cells)});
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
