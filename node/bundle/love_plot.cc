#include "node/bundle/love_plot.h"

#include <algorithm>
#include <cmath>

#include "node/bundle/layout_text.h"
#include "node/bundle/plot_style.h"
#include "node/bundle/plot_texts.h"
#include "node/bundle/svg.h"

namespace passerelle::bundle {
namespace {

constexpr double kLoveRight = 36, kLoveMark = 9, kLeast = 0.3;
constexpr int kLoveTicks = 6;
// Often taken as the most that groups alike differ by (Austin, Statistics in Medicine 28, 2009).
constexpr double kSmall = 0.1;

class Love {
 public:
  Love(const LoveLabels& labels, const std::vector<LoveRow>& rows)
      : labels_(labels),
        say_(words(labels.language)),
        rows_(rows),
        texts_(labels.title, labels.footnote) {
    for (const auto& row : rows) {
      left_ = std::max(left_, kPlotLeft + text_width(row.variable, kRowTextSize) + 24);
      for (const auto& difference : row.differences) {
        most_ = std::max(most_, std::abs(difference.value_or(0)));
      }
    }
    left_ = std::min(left_, 320.0);
    most_ *= 1.06;
    top_ =
        22 + texts_.title_height() + kLegendLine * static_cast<double>(labels.series.size()) + 16;
    bottom_ = top_ + kRowHeight * static_cast<double>(rows.size()) + 6;
    height_ = bottom_ + 52 + texts_.foot_height() + 6;
  }

  std::string draw() const {
    Svg svg("plot-" + labels_.id, kPlotWidth, height_,
            say_("plot.title", {labels_.title, say_("plot.differences"), labels_.id}),
            description());
    double line = texts_.draw_title(svg);
    line += 6;
    for (std::size_t g = 0; g < labels_.series.size(); ++g) {
      line += kLegendLine;
      draw_mark(svg, 30, line - 4, g);
      svg.text({44, line}, labels_.series[g], {kRowTextSize});
    }
    draw_axis(svg);
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      draw_row(svg, rows_[i], top_ + kRowHeight * (static_cast<double>(i) + 0.5));
    }
    texts_.draw_foot(svg, height_);
    return svg.finish();
  }

 private:
  double x(double difference) const {
    return left_ + difference / most_ * (kPlotWidth - kLoveRight - left_);
  }
  std::string numeral(std::string text) const {
    return in_numerals(std::move(text), labels_.language);
  }

  void draw_axis(Svg& svg) const {
    for (const double tick : nice_ticks(0, most_, kLoveTicks)) {
      svg.line({x(tick), top_}, {x(tick), bottom_}, {kGrid, 1});
      svg.text({x(tick), bottom_ + 18}, numeral(tick_text(tick)), {kSmallSize, Anchor::middle});
    }
    svg.line({x(kSmall), top_ - 4}, {x(kSmall), bottom_}, {kGrey, 1.2, "4 3"});
    svg.line({left_, bottom_}, {kPlotWidth - kLoveRight, bottom_}, {});
    svg.text({(left_ + kPlotWidth - kLoveRight) / 2, bottom_ + 38}, say_("plot.difference"),
             {kSmallSize + 1, Anchor::middle, kGrey});
  }

  // A square, a diamond or a triangle, so that series stay apart in grey.
  static void draw_mark(Svg& svg, double at, double y, std::size_t series) {
    const double half = kLoveMark / 2;
    const auto colour = pen(series).colour;
    if (series % 3 == 0) return svg.rectangle({at - half, y - half}, kLoveMark, kLoveMark, colour);
    if (series % 3 == 1) {
      return svg.area(
          {{at, y - half - 1}, {at + half + 1, y}, {at, y + half + 1}, {at - half - 1, y}}, colour,
          1);
    }
    svg.area({{at, y - half}, {at + half, y + half}, {at - half, y + half}}, colour, 1);
  }

  void draw_row(Svg& svg, const LoveRow& row, double y) const {
    svg.text({kPlotLeft, y + 4}, row.variable, {kRowTextSize});
    svg.line({left_, y}, {kPlotWidth - kLoveRight, y}, {kGrid, 1, "1 3"});
    for (std::size_t g = 0; g < row.differences.size(); ++g) {
      if (row.differences[g]) draw_mark(svg, x(std::abs(*row.differences[g])), y, g);
    }
    const bool is_empty = std::none_of(row.differences.begin(), row.differences.end(),
                                       [](const auto& one) { return one.has_value(); });
    if (is_empty)
      svg.text({left_ + 8, y + 4}, say_("plot.not_shown"), {kSmallSize, Anchor::start, kGrey});
  }

  std::string description() const {
    auto text = labels_.about;
    for (const auto& row : rows_) {
      for (std::size_t g = 0; g < row.differences.size(); ++g) {
        if (!row.differences[g]) continue;
        text += " " + say_("plot.value", {row.variable + ", " + labels_.series[g],
                                          numeral(fixed(std::abs(*row.differences[g]), 3))});
      }
    }
    return text;
  }

  const LoveLabels& labels_;
  const Messages& say_;
  const std::vector<LoveRow>& rows_;
  PlotTexts texts_;
  double left_ = 120, most_ = kLeast, top_ = 0, bottom_ = 0, height_ = 0;
};

}  // namespace

std::string love_plot(const LoveLabels& labels, const std::vector<LoveRow>& rows) {
  return Love(labels, rows).draw();
}

}  // namespace passerelle::bundle
