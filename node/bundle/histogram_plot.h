// Counts between breaks as bars, one beside the other. Bars are equally wide, whatever their bins
// are: the bins stand below them.
//
// Thread safety: pure function.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "node/bundle/words.h"

namespace passerelle::bundle {

struct HistogramBar {
  std::string bin;              // "(10,20]"
  std::optional<double> count;  // nothing: withheld
};

struct HistogramLabels {
  std::string id;        // of the analysis
  std::string title;     // of the study
  std::string axis;      // what the bins are of
  std::string footnote;  // how it was made
  Language language = Language::en;
};

std::string histogram_plot(const HistogramLabels& labels, const std::vector<HistogramBar>& bars);

}  // namespace passerelle::bundle
