#include "node/bundle/curve_plot.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "node/bundle/layout_text.h"
#include "node/bundle/svg.h"

namespace passerelle::bundle {
namespace {

constexpr double kWidth = 780, kRight = 28, kPlotHeight = 330;
constexpr double kTitleSize = 16, kTextSize = 12, kSmallSize = 11;
constexpr double kTitleLine = 21, kRiskLine = 18, kFootLine = 14;
constexpr double kRiskSpacing = 10;  // between two numbers at risk
constexpr double kTail = 0.03;       // beyond the horizon, so that the last fall is seen
constexpr std::size_t kTitleCharacters = 82, kFootCharacters = 128;
constexpr std::string_view kGrey = "#666666", kGrid = "#e4e4e4";

using Numbers = std::vector<std::optional<double>>;

struct Group {
  std::string name;
  Numbers times, at_risk, survival, low, high;
  std::optional<double> n, events;
};

std::optional<double> number(const Json& json) {
  if (!json.is_number()) return std::nullopt;
  return json.get<double>();
}

Numbers numbers(const Json& list) {
  Numbers all;
  for (const auto& item : list) all.push_back(number(item));
  return all;
}

std::vector<Group> groups_of(const Json& pooled) {
  std::vector<Group> groups;
  for (const auto& json : pooled.at("groups")) {
    groups.push_back({json.at("group").get<std::string>(), numbers(json.at("times")),
                      numbers(json.at("at_risk")), numbers(json.at("survival")),
                      numbers(json.at("conf_low")), numbers(json.at("conf_high")),
                      number(json.at("n")), number(json.at("events"))});
  }
  return groups;
}

class Plot {
 public:
  Plot(const CurveLabels& labels, std::vector<Group> groups)
      : labels_(labels),
        groups_(std::move(groups)),
        title_(wrapped(labels.title, kTitleCharacters)),
        foot_(wrapped(labels.footnote, kFootCharacters)) {
    for (const auto& group : groups_) {
      left_ = std::max(left_, text_width(group.name, kTextSize) + 30);
      for (const auto& time : group.times) horizon_ = std::max(horizon_, time.value_or(0));
    }
    if (horizon_ <= 0) horizon_ = 1;
    left_ = std::min(left_, 230.0);
    top_ = 20 + kTitleLine * static_cast<double>(title_.size()) + 34;
    bottom_ = top_ + kPlotHeight;
    risk_top_ = bottom_ + 66;
    height_ = risk_top_ + kRiskLine * static_cast<double>(groups_.size() + 1) + 12 +
              kFootLine * static_cast<double>(foot_.size()) + 6;
  }

  std::string draw() {
    Svg svg("plot-" + labels_.id, kWidth, height_,
            labels_.title + ": survival (" + labels_.id + ")", description());
    draw_title(svg);
    draw_axes(svg);
    for (std::size_t g = 0; g < groups_.size(); ++g) draw_band(svg, groups_[g], pen(g));
    for (std::size_t g = 0; g < groups_.size(); ++g) draw_curve(svg, groups_[g], pen(g));
    draw_risk(svg);
    double y = height_ - kFootLine * static_cast<double>(foot_.size()) - 2;
    for (const auto& line : foot_) {
      svg.text({24, y += kFootLine - 1}, line, {kSmallSize - 1, Anchor::start, kGrey});
    }
    return svg.finish();
  }

 private:
  double x(double time) const {
    return left_ + time / (horizon_ * (1 + kTail)) * (kWidth - kRight - left_);
  }
  double tail_width() const { return x(horizon_ * kTail) - x(0); }
  double y(double survival) const { return bottom_ - survival * kPlotHeight; }

  std::string description() const {
    std::string text = "Step curves of survival over " + labels_.time + " with 95 % bands.";
    for (const auto& group : groups_) {
      if (group.survival.empty() || !group.survival.back()) continue;
      text += " " + group.name + ": " + fixed(*group.survival.back() * 100, 1) + " % survive to " +
              tick_text(group.times.back().value_or(0)) + ".";
    }
    return text;
  }

  // Title, then one line that is the legend.
  void draw_title(Svg& svg) const {
    double line = 14;
    for (const auto& text : title_) {
      svg.text({24, line += kTitleLine}, text, {kTitleSize, Anchor::start, "#111111", true});
    }
    const double at = top_ - 16;
    double place = 24;
    if (!labels_.by.empty()) {
      svg.text({place, at}, labels_.by, {kTextSize, Anchor::start, kGrey});
      place += text_width(labels_.by, kTextSize) + 16;
    }
    for (std::size_t g = 0; g < groups_.size(); ++g) {
      const auto text = legend_text(groups_[g]);
      if (place + 34 + text_width(text, kTextSize) > kWidth - 8) break;  // named beside the numbers
      svg.line({place, at - 4}, {place + 26, at - 4}, {pen(g).colour, 2.4, pen(g).dashes});
      svg.text({place + 32, at}, text, {kTextSize});
      place += 32 + text_width(text, kTextSize) + 20;
    }
  }

  std::string legend_text(const Group& group) const {
    auto text = labels_.by.empty() ? std::string("All") : group.name;
    if (group.n && group.events) {
      text += " (" + grouped(*group.events) + " events of " + grouped(*group.n) + ")";
    }
    return text;
  }

  void draw_axes(Svg& svg) const {
    const double right = kWidth - kRight;
    for (const double tick : nice_ticks(0, 1, 5)) {
      if (tick > 0) svg.line({left_, y(tick)}, {right, y(tick)}, {kGrid, 1});
      svg.line({left_ - 5, y(tick)}, {left_, y(tick)}, {});
      svg.text({left_ - 9, y(tick) + 4}, fixed(tick, 1), {kTextSize, Anchor::end});
    }
    svg.line({left_, y(1)}, {left_, bottom_}, {});
    svg.line({left_, bottom_}, {right, bottom_}, {});
    for (const double tick : nice_ticks(0, horizon_, 8)) {
      svg.line({x(tick), bottom_}, {x(tick), bottom_ + 5}, {});
      svg.text({x(tick), bottom_ + 19}, tick_text(tick), {kTextSize, Anchor::middle});
    }
    svg.text({(left_ + right) / 2, bottom_ + 38}, labels_.time, {kTextSize, Anchor::middle});
    svg.text({left_ - 44, y(0.5)}, "Survival", {kTextSize, Anchor::middle, "#222222", false, -90});
  }

  // Corners of a step function that begins at one and falls at each time.
  std::vector<Point> steps(const Group& group, const Numbers& values) const {
    std::vector<Point> points{{x(0), y(1)}};
    double before = 1;
    for (std::size_t j = 0; j < group.times.size(); ++j) {
      if (!group.times[j] || !group.survival[j]) break;
      const double now = values[j].value_or(*group.survival[j]);
      points.emplace_back(x(*group.times[j]), y(before));
      points.emplace_back(x(*group.times[j]), y(now));
      before = now;
    }
    points.emplace_back(points.back().first + tail_width(), y(before));
    return points;
  }

  void draw_band(Svg& svg, const Group& group, const Pen& ink) const {
    auto outline = steps(group, group.high);
    const auto low = steps(group, group.low);
    outline.insert(outline.end(), low.rbegin(), low.rend());
    svg.area(outline, ink.colour, groups_.size() > 3 ? 0.09 : 0.14);
  }

  void draw_curve(Svg& svg, const Group& group, const Pen& ink) const {
    svg.path(steps(group, group.survival), {ink.colour, 2.4, ink.dashes});
  }

  // Under each break the persons followed up to it; breaks too close to one another are left out.
  void draw_risk(Svg& svg) const {
    svg.text({24, risk_top_}, "At risk", {kSmallSize, Anchor::start, kGrey, true});
    for (std::size_t g = 0; g < groups_.size(); ++g) {
      const double line = risk_top_ + kRiskLine * static_cast<double>(g + 1);
      svg.line({10, line - 4}, {20, line - 4}, {pen(g).colour, 2.4, {}});
      svg.text({24, line}, labels_.by.empty() ? "All" : std::string_view(groups_[g].name),
               {kTextSize});
    }
    double used_until = -1e9;
    const auto column = [&](double time, const auto& count_of) {
      const auto heading = tick_text(time);
      double width = text_width(heading, kSmallSize);
      for (const auto& group : groups_) {
        width = std::max(width, text_width(grouped(count_of(group).value_or(0)), kTextSize));
      }
      if (x(time) - width / 2 < used_until + kRiskSpacing) return;
      used_until = x(time) + width / 2;
      svg.text({x(time), risk_top_}, heading, {kSmallSize, Anchor::middle, kGrey});
      for (std::size_t g = 0; g < groups_.size(); ++g) {
        const auto count = count_of(groups_[g]);
        const double line = risk_top_ + kRiskLine * static_cast<double>(g + 1);
        if (count) svg.text({x(time), line}, grouped(*count), {kTextSize, Anchor::middle});
      }
    };
    column(0, [](const Group& group) { return group.n; });
    const auto& times = groups_.front().times;
    for (std::size_t j = 0; j < times.size(); ++j) {
      if (!times[j]) continue;
      column(*times[j], [j](const Group& group) {
        return j < group.at_risk.size() ? group.at_risk[j] : std::nullopt;
      });
    }
  }

  CurveLabels labels_;
  std::vector<Group> groups_;
  std::vector<std::string> title_, foot_;
  double left_ = 90, horizon_ = 0, top_ = 0, bottom_ = 0, risk_top_ = 0, height_ = 0;
};

}  // namespace

std::string curve_plot(const CurveLabels& labels, const Json& pooled) {
  return Plot(labels, groups_of(pooled)).draw();
}

}  // namespace passerelle::bundle
