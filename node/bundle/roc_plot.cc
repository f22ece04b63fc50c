#include "node/bundle/roc_plot.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "node/bundle/layout_text.h"
#include "node/bundle/plot_style.h"
#include "node/bundle/plot_texts.h"
#include "node/bundle/svg.h"

namespace passerelle::bundle {
namespace {

constexpr double kRocMark = 5, kLabelSpacing = 16;

struct Mark {
  double threshold = 0, sensitivity = 0, specificity = 0;
};

class Roc {
 public:
  Roc(const RocLabels& labels, const Json& pooled)
      : labels_(labels),
        say_(words(labels.language)),
        pooled_(pooled),
        texts_(labels.title, labels.footnote) {
    for (const auto& point : pooled.at("roc")) {
      const auto& sensitivity = point.at("sensitivity");
      const auto& specificity = point.at("specificity");
      if (!sensitivity.is_number() || !specificity.is_number()) continue;
      marks_.push_back({point.at("threshold").get<double>(), sensitivity.get<double>(),
                        specificity.get<double>()});
    }
    std::reverse(marks_.begin(), marks_.end());
    top_ = 22 + texts_.title_height() + 20;
    height_ = top_ + ShareSquare::kSide + 64 + texts_.foot_height() + 6;
  }

  std::string draw() const {
    Svg svg("plot-" + labels_.id, kPlotWidth, height_,
            say_("plot.title",
                 {labels_.title, say_("plot.score", {labels_.score, labels_.truth}), labels_.id}),
            description());
    texts_.draw_title(svg);
    draw_axes(svg);
    draw_curve(svg);
    texts_.draw_foot(svg, height_);
    return svg.finish();
  }

 private:
  std::string numeral(std::string text) const {
    return in_numerals(std::move(text), labels_.language);
  }
  static double x(double specificity) {
    return ShareSquare::kLeft + (1 - specificity) * ShareSquare::kSide;
  }
  double y(double sensitivity) const { return top_ + (1 - sensitivity) * ShareSquare::kSide; }

  void draw_axes(Svg& svg) const {
    for (const double tick : nice_ticks(0, 1, ShareSquare::kTicks)) {
      svg.line({x(1), y(tick)}, {x(0), y(tick)}, {kGrid, 1});
      svg.line({x(tick), y(0)}, {x(tick), y(1)}, {kGrid, 1});
      svg.text({x(1) - 9, y(tick) + 4}, numeral(fixed(tick, 1)), {kTextSize, Anchor::end});
      svg.text({x(1 - tick), y(0) + 19}, numeral(fixed(tick, 1)), {kTextSize, Anchor::middle});
    }
    svg.line({x(1), y(0)}, {x(0), y(0)}, {});
    svg.line({x(1), y(0)}, {x(1), y(1)}, {});
    svg.line({x(1), y(0)}, {x(0), y(1)}, {kGrey, 1, "4 4"});
    svg.text({x(0.5), y(0) + 40}, say_("plot.one_minus"), {kTextSize, Anchor::middle});
    svg.text({x(1) - 48, y(0.5)}, say_("plot.sensitivity", {labels_.truth}),
             {kTextSize, Anchor::middle, "#222222", false, -90});
  }

  // Thresholds are named where there is room.
  void draw_curve(Svg& svg) const {
    std::vector<Point> points{{x(1), y(0)}};
    for (const auto& mark : marks_) points.emplace_back(x(mark.specificity), y(mark.sensitivity));
    points.emplace_back(x(0), y(1));
    svg.path(points, {pen(0).colour, 2.4});
    Point named{-100, -100};
    for (const auto& mark : marks_) {
      const Point at{x(mark.specificity), y(mark.sensitivity)};
      svg.rectangle({at.first - kRocMark / 2, at.second - kRocMark / 2}, kRocMark, kRocMark,
                    pen(0).colour);
      if (std::max(at.first - named.first, named.second - at.second) < kLabelSpacing) continue;
      svg.text({at.first + 7, at.second + 13}, numeral(tick_text(mark.threshold)), {kSmallSize});
      named = at;
    }
    svg.text({x(0) - 12, y(0) - 16}, area_text(), {kTextSize, Anchor::end});
  }

  std::string area_text() const {
    const auto& area = pooled_.at("auc");
    if (!area.is_number()) return say_("plot.no_area");
    const auto text = numeral(say_("plot.area", {fixed(area.get<double>(), 3)}));
    const auto &low = pooled_.at("auc_conf_low"), &high = pooled_.at("auc_conf_high");
    if (!low.is_number() || !high.is_number()) return text;
    return text + " " +
           numeral(say_("plot.area_interval",
                        {fixed(low.get<double>(), 3), fixed(high.get<double>(), 3)}));
  }

  std::string description() const {
    auto text = say_("plot.roc", {labels_.score}) + " " + area_text() + ".";
    for (const auto& mark : marks_) {
      text += " " + say_("plot.from",
                         {numeral(tick_text(mark.threshold)), numeral(fixed(mark.sensitivity, 3)),
                          numeral(fixed(mark.specificity, 3))});
    }
    return text;
  }

  const RocLabels& labels_;
  const Messages& say_;
  const Json& pooled_;
  std::vector<Mark> marks_;  // the highest threshold first
  PlotTexts texts_;
  double top_ = 0, height_ = 0;
};

}  // namespace

std::string roc_plot(const RocLabels& labels, const Json& pooled) {
  return Roc(labels, pooled).draw();
}

}  // namespace passerelle::bundle
