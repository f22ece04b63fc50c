// Curves: each of their steps tells a count.
//
// The remedy by merging is for one curve judged alone. The curves of a study are never merged by
// themselves; they share declared breaks (node/analysis, curves).
#pragma once

#include <cstdint>
#include <vector>

#include "node/base/fields.h"
#include "policies/disclosure/outputs/verdict.h"

namespace passerelle::disclosure::outputs {

struct SurvivalCurve {
  struct Step {
    double time = 0;
    std::int64_t at_risk = 0, events = 0, censored = 0;

    std::int64_t left() const { return at_risk - events - censored; }
  };
  std::vector<Step> steps;
  bool publishes_censoring = false;

  static SurvivalCurve read(Fields& fields);
};

struct RocCurve {
  enum class Published { auc, curve };
  // Persons between consecutive points.
  struct Segment {
    std::int64_t positives = 0, negatives = 0;

    std::int64_t persons() const { return positives + negatives; }
  };
  Published published = Published::auc;
  std::vector<Segment> segments;

  static RocCurve read(Fields& fields);
};

Verdict decide(const SurvivalCurve& curve, const Settings& settings);
Verdict decide(const RocCurve& curve, const Settings& settings);

}  // namespace passerelle::disclosure::outputs
