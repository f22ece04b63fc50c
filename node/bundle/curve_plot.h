// Survival and cumulative incidence as a drawing: step curves with their 95 % bands, and below the
// axis the numbers at risk of each group.
//
// Thread safety: pure function.
#pragma once

#include <string>

#include "node/base/json.h"
#include "node/bundle/words.h"

namespace passerelle::bundle {

struct CurveLabels {
  std::string id;        // of the analysis
  std::string title;     // of the study
  std::string time;      // what the horizontal axis measures
  std::string by;        // what the groups are; empty for one curve
  std::string footnote;  // how the curve was made
  Language language = Language::en;
};

// Requires: `pooled` is the pooled answer of a kaplan_meier analysis that has groups.
std::string curve_plot(const CurveLabels& labels, const Json& pooled);

// Requires: the same of a competing_risks analysis. A curve for each cause in each group.
std::string incidence_plot(const CurveLabels& labels, const Json& pooled);

}  // namespace passerelle::bundle
