// What a probability predicts beside what was observed: an interval of predictions is a bar as wide
// as the interval, at the observed share, with its confidence interval. A score that is calibrated
// lies on the diagonal.
//
// Thread safety: pure function.
#pragma once

#include <string>

#include "node/base/json.h"
#include "node/bundle/roc_plot.h"

namespace passerelle::bundle {

// Requires: `pooled` is the pooled answer of a diagnostic analysis that has a calibration.
// Intervals that are withheld, or hold nobody, have no bar.
std::string calibration_plot(const RocLabels& labels, const Json& pooled);

}  // namespace passerelle::bundle
