// Survival curves as a drawing: a step curve per group with its 95 % band, and below the axis the
// numbers at risk.
//
// Thread safety: pure function.
#pragma once

#include <string>

#include "node/base/json.h"

namespace passerelle::bundle {

struct CurveLabels {
  std::string id;        // of the analysis
  std::string title;     // of the study
  std::string time;      // what the horizontal axis measures
  std::string by;        // what the groups are; empty for one curve
  std::string footnote;  // how the curve was made
};

// Requires: `pooled` is the pooled answer of a kaplan_meier analysis that has groups.
std::string curve_plot(const CurveLabels& labels, const Json& pooled);

}  // namespace passerelle::bundle
