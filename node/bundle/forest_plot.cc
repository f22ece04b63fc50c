#include "node/bundle/forest_plot.h"

#include <algorithm>
#include <cmath>

#include "node/bundle/layout_text.h"
#include "node/bundle/plot_style.h"
#include "node/bundle/plot_texts.h"
#include "node/bundle/svg.h"

namespace passerelle::bundle {
namespace {

constexpr double kRatioColumn = 175;
constexpr double kWidest = 1000;  // an interval that reaches further ends in an arrow

bool is_drawable(const ForestRow& row) {
  return row.ratio && !row.is_reference && row.ratio->value > 0 && row.ratio->low > 0 &&
         std::isfinite(row.ratio->high);
}

class Forest {
 public:
  Forest(const ForestLabels& labels, const std::vector<ForestRow>& rows)
      : labels_(labels),
        say_(words(labels.language)),
        axis_(labels.of.empty() ? say_.of("plot", labels.ratio)
                                : say_("plot.of", {say_.of("plot", labels.ratio), labels.of})),
        rows_(rows),
        texts_(labels.title, labels.footnote) {
    double low = 0.8, high = 1.25;
    for (const auto& row : rows) {
      left_ = std::max(left_, 40 + text_width(row.label, kRowTextSize) + 28);
      if (!is_drawable(row)) continue;
      low = std::min(low, std::max(row.ratio->low, 1 / kWidest));
      high = std::max(high, std::min(row.ratio->high, kWidest));
    }
    left_ = std::min(left_, 320.0);
    from_ = low / 1.08;
    until_ = high * 1.08;
    top_ = 22 + texts_.title_height() + 22;
    bottom_ = top_ + kRowHeight * static_cast<double>(rows.size()) + 8;
    height_ = bottom_ + 58 + texts_.foot_height() + 6;
  }

  std::string draw() const {
    Svg svg("plot-" + labels_.id, kPlotWidth, height_,
            say_("plot.title", {labels_.title, axis_, labels_.id}), description());
    texts_.draw_title(svg);
    svg.text({kPlotWidth - 20, top_ - 9}, axis_ + " (95 %)", {kSmallSize, Anchor::end, kGrey});
    for (std::size_t i = 1; i < rows_.size(); i += 2) {
      svg.rectangle({12, top_ + kRowHeight * static_cast<double>(i)}, kPlotWidth - 24, kRowHeight,
                    "#f6f6f6");
    }
    draw_axis(svg);
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      draw_row(svg, rows_[i], top_ + kRowHeight * (static_cast<double>(i) + 0.5));
    }
    texts_.draw_foot(svg, height_);
    return svg.finish();
  }

 private:
  double right() const { return kPlotWidth - kRatioColumn - 20; }
  double x(double ratio) const {
    const double share = std::log(ratio / from_) / std::log(until_ / from_);
    return left_ + share * (right() - left_);
  }

  std::string description() const {
    auto text = say_("plot.forest", {axis_});
    for (const auto& row : rows_) {
      if (is_drawable(row)) text += " " + say_("plot.value", {row.label, ratio_text(*row.ratio)});
    }
    return text;
  }

  std::string ratio_text(const ForestRow::Ratio& ratio) const {
    // The ratio of one year or one unit is often close to one.
    const int decimals = ratio.high - ratio.low < 0.1 ? 3 : 2;
    const auto text = [decimals](double number) {
      return number >= 0.01 && number < 1000 ? fixed(number, decimals) : significant(number, 2);
    };
    return in_numerals(
        say_("plot.interval", {text(ratio.value), text(ratio.low), text(ratio.high)}),
        labels_.language);
  }

  void draw_axis(Svg& svg) const {
    double used_until = -1e9;
    for (const double tick : nice_log_ticks(from_, until_)) {
      svg.line({x(tick), top_}, {x(tick), bottom_}, {kGrid, 1});
      svg.line({x(tick), bottom_}, {x(tick), bottom_ + 5}, {});
      const double half = text_width(tick_text(tick), kSmallSize) / 2;
      if (x(tick) - half < used_until + 5) continue;
      used_until = x(tick) + half;
      svg.text({x(tick), bottom_ + 19}, in_numerals(tick_text(tick), labels_.language),
               {kSmallSize, Anchor::middle});
    }
    svg.line({x(1), top_ - 4}, {x(1), bottom_}, {"#444444", 1.2, "4 3"});
    svg.line({left_, bottom_}, {right(), bottom_}, {});
    svg.text({x(1) - 8, bottom_ + 38}, say_.of("plot.lower", labels_.ratio),
             {kSmallSize, Anchor::end, kGrey});
    svg.text({x(1) + 8, bottom_ + 38}, say_.of("plot.higher", labels_.ratio),
             {kSmallSize, Anchor::start, kGrey});
  }

  void draw_row(Svg& svg, const ForestRow& row, double y) const {
    const bool is_heading = !row.ratio && !row.is_reference;
    svg.text({row.is_indented ? 40.0 : 24.0, y + 4}, row.label,
             {kRowTextSize, Anchor::start, "#222222", is_heading});
    if (is_heading) return;
    if (row.is_reference) {
      svg.rectangle({x(1) - 3.5, y - 3.5}, 7, 7, "#888888");
      svg.text({kPlotWidth - 20, y + 4}, say_("plot.reference"),
               {kRowTextSize, Anchor::end, kGrey});
      return;
    }
    svg.text({kPlotWidth - 20, y + 4}, ratio_text(*row.ratio), {kRowTextSize, Anchor::end});
    if (!is_drawable(row)) return;
    const double low = x(std::max(row.ratio->low, from_));
    const double high = x(std::min(row.ratio->high, until_));
    svg.line({low, y}, {high, y}, {kInk, 2});
    draw_end(svg, low, y, row.ratio->low < from_ ? -1 : 0);
    draw_end(svg, high, y, row.ratio->high > until_ ? 1 : 0);
    if (row.ratio->value >= from_ && row.ratio->value <= until_) {
      svg.rectangle({x(row.ratio->value) - 5, y - 5}, 10, 10, kInk);
    }
  }

  // A small bar, or an arrow towards where the interval goes on.
  static void draw_end(Svg& svg, double at, double y, int beyond) {
    if (beyond == 0) return svg.line({at, y - 4}, {at, y + 4}, {kInk, 2});
    svg.area({{at, y - 5}, {at + 8 * beyond, y}, {at, y + 5}}, kInk, 1);
  }

  const ForestLabels& labels_;
  const Messages& say_;
  std::string axis_;
  const std::vector<ForestRow>& rows_;
  PlotTexts texts_;
  double left_ = 130, from_ = 0, until_ = 0, top_ = 0, bottom_ = 0, height_ = 0;
};

}  // namespace

std::string forest_plot(const ForestLabels& labels, const std::vector<ForestRow>& rows) {
  return Forest(labels, rows).draw();
}

}  // namespace passerelle::bundle
