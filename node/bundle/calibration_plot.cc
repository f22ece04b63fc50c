#include "node/bundle/calibration_plot.h"

#include <nlohmann/json.hpp>
#include <vector>

#include "node/bundle/layout_text.h"
#include "node/bundle/plot_style.h"
#include "node/bundle/plot_texts.h"
#include "node/bundle/svg.h"

namespace passerelle::bundle {
namespace {

constexpr double kBar = 5;

struct Interval {
  double from = 0, to = 0, observed = 0, conf_low = 0, conf_high = 0;
};

std::vector<Interval> intervals_in(const Json& pooled) {
  std::vector<Interval> intervals;
  for (const auto& one : pooled.at("calibration")) {
    const auto& observed = one.at("observed");
    if (!observed.is_object() || !observed.at("estimate").is_number()) continue;
    intervals.push_back({one.at("from"), one.at("to"), observed.at("estimate"),
                         observed.at("conf_low"), observed.at("conf_high")});
  }
  return intervals;
}

class Calibration {
 public:
  Calibration(const RocLabels& labels, const Json& pooled)
      : labels_(labels),
        say_(words(labels.language)),
        intervals_(intervals_in(pooled)),
        texts_(labels.title, labels.footnote),
        top_(22 + texts_.title_height() + 20),
        height_(top_ + ShareSquare::kSide + 64 + texts_.foot_height() + 6) {}

  std::string draw() const {
    Svg svg("plot-" + labels_.id + "-calibration", kPlotWidth, height_,
            say_("plot.title",
                 {labels_.title, say_("plot.score", {labels_.score, labels_.truth}), labels_.id}),
            description());
    texts_.draw_title(svg);
    draw_axes(svg);
    for (const auto& interval : intervals_) draw_interval(svg, interval);
    texts_.draw_foot(svg, height_);
    return svg.finish();
  }

 private:
  std::string share(double value) const { return in_numerals(fixed(value, 2), labels_.language); }
  static double x(double predicted) { return ShareSquare::kLeft + predicted * ShareSquare::kSide; }
  double y(double observed) const { return top_ + (1 - observed) * ShareSquare::kSide; }

  void draw_axes(Svg& svg) const {
    for (const double tick : nice_ticks(0, 1, ShareSquare::kTicks)) {
      svg.line({x(0), y(tick)}, {x(1), y(tick)}, {kGrid, 1});
      svg.line({x(tick), y(0)}, {x(tick), y(1)}, {kGrid, 1});
      const auto text = in_numerals(fixed(tick, 1), labels_.language);
      svg.text({x(0) - 9, y(tick) + 4}, text, {kTextSize, Anchor::end});
      svg.text({x(tick), y(0) + 19}, text, {kTextSize, Anchor::middle});
    }
    svg.line({x(0), y(0)}, {x(1), y(0)}, {});
    svg.line({x(0), y(0)}, {x(0), y(1)}, {});
    svg.line({x(0), y(0)}, {x(1), y(1)}, {kGrey, 1, "4 4"});
    svg.text({x(0.5), y(0) + 40}, say_("plot.predicted", {labels_.score}),
             {kTextSize, Anchor::middle});
    svg.text({x(0) - 48, y(0.5)}, say_("plot.share_observed", {labels_.truth}),
             {kTextSize, Anchor::middle, "#222222", false, -90});
  }

  void draw_interval(Svg& svg, const Interval& interval) const {
    const double middle = x((interval.from + interval.to) / 2);
    svg.line({middle, y(interval.conf_low)}, {middle, y(interval.conf_high)}, {pen(0).colour, 1.6});
    svg.rectangle({x(interval.from), y(interval.observed) - kBar / 2},
                  x(interval.to) - x(interval.from), kBar, pen(0).colour);
  }

  std::string description() const {
    auto text = say_("plot.calibration", {labels_.score, labels_.truth});
    for (const auto& interval : intervals_) {
      text += " " + say_("plot.calibrated",
                         {share(interval.from), share(interval.to), share(interval.observed),
                          share(interval.conf_low), share(interval.conf_high)});
    }
    return text;
  }

  const RocLabels& labels_;
  const Messages& say_;
  std::vector<Interval> intervals_;
  PlotTexts texts_;
  double top_, height_;
};

}  // namespace

std::string calibration_plot(const RocLabels& labels, const Json& pooled) {
  return Calibration(labels, pooled).draw();
}

}  // namespace passerelle::bundle
