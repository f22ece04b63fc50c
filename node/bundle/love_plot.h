// How far groups lie apart at each variable: absolute standardised differences on one axis, a row
// for each variable (Love plot).
//
// Thread safety: pure function.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "node/bundle/words.h"

namespace passerelle::bundle {

struct LoveRow {
  std::string variable;
  std::vector<std::optional<double>> differences;  // one for each group; nothing: not shown
};

struct LoveLabels {
  std::string id;                   // of the analysis
  std::string title;                // of the study
  std::string reference;            // the group that the others are compared with
  std::vector<std::string> groups;  // the others
  std::string footnote;             // how it was made
  Language language = Language::en;
};

std::string love_plot(const LoveLabels& labels, const std::vector<LoveRow>& rows);

}  // namespace passerelle::bundle
