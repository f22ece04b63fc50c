// A ROC curve as a drawing: sensitivity over 1 - specificity, a mark at each threshold.
//
// Thread safety: pure function.
#pragma once

#include <string>

#include "node/base/json.h"
#include "node/bundle/words.h"

namespace passerelle::bundle {

struct RocLabels {
  std::string id;        // of the analysis
  std::string title;     // of the study
  std::string score;     // what is compared with the thresholds
  std::string truth;     // what it is to find
  std::string footnote;  // how it was made
  Language language = Language::en;
};

// Where the square of shares from 0 to 1 lies that such a curve, or a calibration, is drawn in.
struct ShareSquare {
  static constexpr double kLeft = 150, kSide = 420;
  static constexpr int kTicks = 5;
};

// Requires: `pooled` is the pooled answer of a diagnostic analysis that has a curve. Thresholds
// that are withheld have no mark.
std::string roc_plot(const RocLabels& labels, const Json& pooled);

}  // namespace passerelle::bundle
