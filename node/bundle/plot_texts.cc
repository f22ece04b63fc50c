#include "node/bundle/plot_texts.h"

#include "node/bundle/layout_text.h"
#include "node/bundle/plot_style.h"

namespace passerelle::bundle {
namespace {

constexpr double kTop = 14, kTitleLine = 21, kFootLine = 14;
constexpr double kTitleSize = 16, kFootSize = 10;
constexpr std::size_t kTitleCharacters = 82, kFootCharacters = 128;

}  // namespace

PlotTexts::PlotTexts(const std::string& title, const std::string& footnote)
    : title_(wrapped(title, kTitleCharacters)), foot_(wrapped(footnote, kFootCharacters)) {}

double PlotTexts::title_height() const { return kTitleLine * static_cast<double>(title_.size()); }

double PlotTexts::foot_height() const { return kFootLine * static_cast<double>(foot_.size()); }

double PlotTexts::draw_title(Svg& svg) const {
  double y = kTop;
  for (const auto& line : title_) {
    svg.text({kPlotLeft, y += kTitleLine}, line, {kTitleSize, Anchor::start, "#111111", true});
  }
  return y;
}

void PlotTexts::draw_foot(Svg& svg, double height) const {
  double y = height - foot_height() - 2;
  for (const auto& line : foot_) {
    svg.text({kPlotLeft, y += kFootLine - 1}, line, {kFootSize, Anchor::start, kGrey});
  }
}

}  // namespace passerelle::bundle
