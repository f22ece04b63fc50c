#include "policies/disclosure/outputs/curves.h"

#include <algorithm>
#include <cmath>

#include "policies/disclosure/outputs/reading.h"

namespace passerelle::disclosure::outputs {
namespace {

using namespace std::string_view_literals;

constexpr std::array kPublished{"auc"sv, "curve"sv};

Reasons broken_rules(const SurvivalCurve::Step& step,
                     bool publishes_censoring,
                     const Settings& settings) {
  Reasons reasons;
  if (is_low(step.events, settings.step_threshold)) reasons.insert(Reason::low_step);
  if (publishes_censoring && is_low(step.censored, settings.step_threshold)) {
    reasons.insert(Reason::low_censored);
  }
  if (is_low(step.at_risk, settings.threshold) || is_low(step.left(), settings.threshold)) {
    reasons.insert(Reason::low_at_risk);
  }
  return reasons;
}

// Intervals that may be published; what is left over behind the last one is not.
Json merged(const SurvivalCurve& curve, const Settings& settings) {
  constexpr double kDecimals = 1e9;  // of a published survival
  auto intervals = Json::array();
  std::int64_t events = 0, censored = 0;
  double survival = 1;
  for (const auto& step : curve.steps) {
    events += step.events;
    censored += step.censored;
    if (step.at_risk > 0) {
      survival *= 1 - static_cast<double>(step.events) / static_cast<double>(step.at_risk);
    }
    if (events < settings.step_threshold || is_low(step.left(), settings.threshold) ||
        (curve.publishes_censoring && is_low(censored, settings.step_threshold))) {
      continue;
    }
    intervals.push_back({{"t_end", step.time},
                         {"events", events},
                         {"censored", censored},
                         {"remaining", step.left()},
                         {"survival", std::round(survival * kDecimals) / kDecimals}});
    events = censored = 0;
  }
  return intervals;
}

// From the left; what is left over joins the last one.
Json merged(const RocCurve& curve, const Settings& settings) {
  std::vector<RocCurve::Segment> closed;
  RocCurve::Segment open;
  const auto add = [](RocCurve::Segment& to, const RocCurve::Segment& what) {
    to.positives += what.positives;
    to.negatives += what.negatives;
  };
  for (const auto& segment : curve.segments) {
    add(open, segment);
    if (open.persons() < settings.step_threshold) continue;
    closed.push_back(open);
    open = {};
  }
  if (!closed.empty()) add(closed.back(), open);
  auto segments = Json::array();
  for (const auto& segment : closed) {
    segments.push_back({{"pos", segment.positives}, {"neg", segment.negatives}});
  }
  return segments;
}

// A curve of which steps are flagged, with its remedy; refused when there is none.
Verdict remedied(Flagged flagged, Json intervals) {
  Verdict verdict;
  verdict.choice = intervals.empty() ? Choice::refuse : Choice::suppress;
  verdict.reasons = reasons_of(flagged);
  verdict.primary = std::move(flagged);
  verdict.evidence["merged"] = std::move(intervals);
  return verdict;
}

}  // namespace

SurvivalCurve SurvivalCurve::read(Fields& fields) {
  static_cast<void>(count_if_there(fields, "n"));
  SurvivalCurve curve;
  curve.steps = listed(fields, "steps", [](Fields& read) {
    const Step step{read.number("t"), count(read, "at_risk"), count(read, "events"),
                    count(read, "censored")};
    if (step.left() < 0) {
      read.fail("at_risk", "at least as many as have an event or are censored are expected");
    }
    return step;
  });
  curve.publishes_censoring = fields.boolean_or("publish_censoring", false);
  return curve;
}

RocCurve RocCurve::read(Fields& fields) {
  RocCurve curve;
  curve.published = word<Published>(fields, "publish", kPublished);
  curve.segments = listed(fields, "segments", [](Fields& read) {
    return Segment{count(read, "pos"), count(read, "neg")};
  });
  return curve;
}

Verdict decide(const SurvivalCurve& curve, const Settings& settings) {
  Flagged flagged;
  for (std::size_t i = 0; i < curve.steps.size(); ++i) {
    auto reasons = broken_rules(curve.steps[i], curve.publishes_censoring, settings);
    if (!reasons.empty()) flagged[std::to_string(i)] = std::move(reasons);
  }
  if (!flagged.empty()) return remedied(std::move(flagged), merged(curve, settings));
  Verdict verdict;
  verdict.primary = Flagged{};
  return verdict;
}

Verdict decide(const RocCurve& curve, const Settings& settings) {
  Flagged flagged;
  RocCurve::Segment all;
  for (std::size_t i = 0; i < curve.segments.size(); ++i) {
    const auto& segment = curve.segments[i];
    all.positives += segment.positives;
    all.negatives += segment.negatives;
    if (curve.published == RocCurve::Published::curve &&
        segment.persons() < settings.step_threshold) {
      flagged[std::to_string(i)] = {Reason::low_step};
    }
  }
  auto reasons = reasons_of(flagged);
  if (std::min(all.positives, all.negatives) < settings.threshold) {
    reasons.insert(Reason::low_count);
  } else if (!flagged.empty()) {
    return remedied(std::move(flagged), merged(curve, settings));
  }
  // No merging makes up for too few positives or negatives.
  auto verdict = refused_for(std::move(reasons));
  verdict.primary = std::move(flagged);
  return verdict;
}

}  // namespace passerelle::disclosure::outputs
