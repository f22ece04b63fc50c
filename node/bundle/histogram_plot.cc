#include "node/bundle/histogram_plot.h"

#include <algorithm>

#include "node/bundle/layout_text.h"
#include "node/bundle/plot_style.h"
#include "node/bundle/plot_texts.h"
#include "node/bundle/svg.h"

namespace passerelle::bundle {
namespace {

constexpr double kHistogramLeft = 70, kHistogramRight = 24, kHistogramHeight = 260;
constexpr int kHistogramTicks = 6;

class Histogram {
 public:
  Histogram(const HistogramLabels& labels, const std::vector<HistogramBar>& bars)
      : labels_(labels),
        say_(words(labels.language)),
        bars_(bars),
        texts_(labels.title, labels.footnote) {
    for (const auto& bar : bars) {
      most_ = std::max(most_, bar.count.value_or(0));
      widest_ = std::max(widest_, text_width(bar.bin, kSmallSize));
    }
    is_tilted_ = widest_ + 6 > slot();
    top_ = 22 + texts_.title_height() + 14;
    bottom_ = top_ + kHistogramHeight;
    axis_ = bottom_ + (is_tilted_ ? 14 + widest_ * 0.75 : 18) + 20;
    height_ = axis_ + 18 + texts_.foot_height() + 6;
  }

  std::string draw() const {
    Svg svg("plot-" + labels_.id, kPlotWidth, height_,
            say_("plot.title", {labels_.title, labels_.axis, labels_.id}), description());
    texts_.draw_title(svg);
    for (const double tick : nice_ticks(0, most_, kHistogramTicks)) {
      svg.line({kHistogramLeft, y(tick)}, {kPlotWidth - kHistogramRight, y(tick)}, {kGrid, 1});
      svg.text({kHistogramLeft - 8, y(tick) + 4}, grouped(tick), {kSmallSize, Anchor::end});
    }
    for (std::size_t i = 0; i < bars_.size(); ++i) draw_bar(svg, i);
    svg.line({kHistogramLeft, bottom_}, {kPlotWidth - kHistogramRight, bottom_}, {});
    svg.text({(kHistogramLeft + kPlotWidth - kHistogramRight) / 2, axis_}, labels_.axis,
             {kSmallSize + 1, Anchor::middle, kGrey});
    svg.text({20, (top_ + bottom_) / 2}, say_("plot.rows"),
             {kSmallSize + 1, Anchor::middle, kGrey, false, -90});
    texts_.draw_foot(svg, height_);
    return svg.finish();
  }

 private:
  double slot() const {
    return (kPlotWidth - kHistogramLeft - kHistogramRight) /
           static_cast<double>(std::max<std::size_t>(bars_.size(), 1));
  }
  double y(double count) const { return bottom_ - count / most_ * kHistogramHeight; }

  void draw_bar(Svg& svg, std::size_t i) const {
    const auto& bar = bars_[i];
    const double left = kHistogramLeft + slot() * static_cast<double>(i),
                 middle = left + slot() / 2;
    if (bar.count) {
      svg.rectangle({left + 1, y(*bar.count)}, slot() - 2, bottom_ - y(*bar.count), kInk);
    } else {
      svg.text({middle + 4, bottom_ - 8}, say_("withheld"),
               {kSmallSize, Anchor::start, kGrey, false, -90});
    }
    if (is_tilted_) {
      svg.text({middle + 4, bottom_ + 14}, bar.bin,
               {kSmallSize, Anchor::end, "#222222", false, -45});
    } else {
      svg.text({middle, bottom_ + 18}, bar.bin, {kSmallSize, Anchor::middle});
    }
  }

  std::string description() const {
    auto text = say_("plot.bars", {labels_.axis});
    for (const auto& bar : bars_) {
      text +=
          " " + say_("plot.value", {bar.bin, bar.count ? grouped(*bar.count) : say_("withheld")});
    }
    return text;
  }

  const HistogramLabels& labels_;
  const Messages& say_;
  const std::vector<HistogramBar>& bars_;
  PlotTexts texts_;
  double most_ = 1, widest_ = 0, top_ = 0, bottom_ = 0, axis_ = 0, height_ = 0;
  bool is_tilted_ = false;
};

}  // namespace

std::string histogram_plot(const HistogramLabels& labels, const std::vector<HistogramBar>& bars) {
  return Histogram(labels, bars).draw();
}

}  // namespace passerelle::bundle
