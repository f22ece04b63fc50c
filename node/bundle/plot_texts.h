// The title above a drawing and the note below it, the same in all of them.
//
// Thread safety: one thread.
#pragma once

#include <string>
#include <vector>

#include "node/bundle/svg.h"

namespace passerelle::bundle {

class PlotTexts {
 public:
  PlotTexts(const std::string& title, const std::string& footnote);

  // How much of the drawing's height they take.
  double title_height() const;
  double foot_height() const;

  // Returns the base line of the title's last line.
  double draw_title(Svg& svg) const;
  // At the end of a drawing of such a height.
  void draw_foot(Svg& svg, double height) const;

 private:
  std::vector<std::string> title_, foot_;
};

}  // namespace passerelle::bundle
