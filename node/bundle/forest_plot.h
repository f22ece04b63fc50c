// Ratios of hazards, odds or rates with their 95 % intervals on a logarithmic axis.
//
// Thread safety: pure function.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "node/bundle/words.h"

namespace passerelle::bundle {

struct ForestRow {
  struct Ratio {
    double value = 1, low = 1, high = 1;
  };
  std::string label;
  std::optional<Ratio> ratio;  // none: a heading
  bool is_reference = false;   // the level the others are compared with
  bool is_indented = false;    // stands under a heading
};

struct ForestLabels {
  std::string id;        // of the analysis
  std::string title;     // of the study
  std::string ratio;     // "hazard_ratio", "odds_ratio" or "rate_ratio"
  std::string of;        // the coefficient that all rows are of; may be empty
  std::string footnote;  // how it was made
  Language language = Language::en;
};

std::string forest_plot(const ForestLabels& labels, const std::vector<ForestRow>& rows);

}  // namespace passerelle::bundle
