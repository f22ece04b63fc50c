// How far groups lie apart at each variable: absolute standardised differences on one axis, a row
// for each variable, a mark for each series (Love plot).
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
  std::vector<std::optional<double>> differences;  // one for each series; nothing: not shown
};

struct LoveLabels {
  std::string id;                   // of the analysis
  std::string title;                // of the study
  std::string about;                // what is held against what, for those who do not see it
  std::vector<std::string> series;  // what each mark is of
  std::string footnote;             // how it was made
  Language language = Language::en;
};

std::string love_plot(const LoveLabels& labels, const std::vector<LoveRow>& rows);

}  // namespace passerelle::bundle
