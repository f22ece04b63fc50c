#include "node/bundle/curve_plot.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "node/bundle/layout_text.h"
#include "node/bundle/plot_style.h"
#include "node/bundle/plot_texts.h"
#include "node/bundle/svg.h"

namespace passerelle::bundle {
namespace {

constexpr double kCurveRight = 28, kCurveHeight = 330;
constexpr double kRiskLine = 18;
constexpr double kRiskSpacing = 10;  // between two numbers at risk
constexpr double kTail = 0.03;       // beyond the horizon, so that the last fall is seen

using Numbers = std::vector<std::optional<double>>;

struct Curve {
  std::string name;  // empty: of everybody
  Numbers times, values, low, high;
  std::optional<double> n, events;
};

struct RiskGroup {
  std::string name;
  Numbers times, at_risk;
  std::optional<double> n;
};

// What the curves are, what is said of their ends, and where they begin.
struct Quantity {
  std::string_view name, end;  // keys of words
  double start = 0;
  bool is_one_per_group = true;  // then the numbers at risk name the curves too
};
constexpr Quantity kSurvival{"plot.survival", "plot.survive", 1, true};
constexpr Quantity kIncidence{"plot.incidence", "plot.had", 0, false};

std::optional<double> number(const Json& json) {
  if (!json.is_number()) return std::nullopt;
  return json.get<double>();
}

Numbers numbers(const Json& list) {
  Numbers all;
  for (const auto& item : list) all.push_back(number(item));
  return all;
}

std::vector<RiskGroup> groups_of(const Json& pooled, bool has_groups, Language language) {
  std::vector<RiskGroup> groups;
  for (const auto& json : pooled.at("groups")) {
    groups.push_back(
        {has_groups ? json.at("group").get<std::string>() : words(language)("plot.all"),
         numbers(json.at("times")), numbers(json.at("at_risk")), number(json.at("n"))});
  }
  return groups;
}

Curve curve_of(std::string name, const Json& group, const Json& numbers_of, const char* values) {
  return {std::move(name),
          numbers(group.at("times")),
          numbers(numbers_of.at(values)),
          numbers(numbers_of.at("conf_low")),
          numbers(numbers_of.at("conf_high")),
          number(group.at("n")),
          number(numbers_of.at("events"))};
}

class Plot {
 public:
  Plot(const CurveLabels& labels,
       const Quantity& quantity,
       std::vector<Curve> curves,
       std::vector<RiskGroup> groups)
      : labels_(labels),
        say_(words(labels.language)),
        quantity_(quantity),
        curves_(std::move(curves)),
        groups_(std::move(groups)),
        texts_(labels.title, labels.footnote),
        legend_(legend_places()) {
    for (const auto& group : groups_) {
      left_ = std::max(left_, text_width(group.name, kTextSize) + 30);
      for (const auto& time : group.times) horizon_ = std::max(horizon_, time.value_or(0));
    }
    if (horizon_ <= 0) horizon_ = 1;
    left_ = std::min(left_, 230.0);
    top_ =
        20 + texts_.title_height() + 34 + kLegendLine * (legend_.empty() ? 0 : legend_.back().line);
    bottom_ = top_ + kCurveHeight;
    risk_top_ = bottom_ + 66;
    height_ = risk_top_ + kRiskLine * static_cast<double>(groups_.size() + 1) + 12 +
              texts_.foot_height() + 6;
  }

  std::string draw() {
    Svg svg("plot-" + labels_.id, kPlotWidth, height_,
            say_("plot.title", {labels_.title, say_(quantity_.name), labels_.id}), description());
    draw_title(svg);
    draw_axes(svg);
    for (std::size_t c = 0; c < curves_.size(); ++c) draw_band(svg, curves_[c], pen(c));
    for (std::size_t c = 0; c < curves_.size(); ++c) draw_curve(svg, curves_[c], pen(c));
    draw_risk(svg);
    texts_.draw_foot(svg, height_);
    return svg.finish();
  }

 private:
  double x(double time) const {
    return left_ + time / (horizon_ * (1 + kTail)) * (kPlotWidth - kCurveRight - left_);
  }
  double tail_width() const { return x(horizon_ * kTail) - x(0); }
  double y(double share) const { return bottom_ - share * kCurveHeight; }

  std::string numeral(std::string text) const {
    return in_numerals(std::move(text), labels_.language);
  }
  std::string name_of(const Curve& curve) const {
    return curve.name.empty() ? say_("plot.all") : curve.name;
  }

  std::string description() const {
    auto text = say_("plot.steps", {say_(quantity_.name), labels_.time});
    for (const auto& curve : curves_) {
      if (curve.values.empty() || !curve.values.back()) continue;
      text +=
          " " + say_(quantity_.end, {name_of(curve), numeral(fixed(*curve.values.back() * 100, 1)),
                                     numeral(tick_text(curve.times.back().value_or(0)))});
    }
    return text;
  }

  // Title, then the legend.
  void draw_title(Svg& svg) const {
    const double first = texts_.draw_title(svg) + 24;
    if (!labels_.by.empty()) {
      svg.text({kPlotLeft, first}, labels_.by, {kTextSize, Anchor::start, kGrey});
    }
    for (std::size_t c = 0; c < legend_.size(); ++c) {
      const double at = first + kLegendLine * legend_[c].line, place = legend_[c].x;
      svg.line({place, at - 4}, {place + 26, at - 4}, {pen(c).colour, 2.4, pen(c).dashes});
      svg.text({place + 32, at}, legend_text(curves_[c]), {kTextSize});
    }
  }

  struct LegendPlace {
    int line = 0;
    double x = 0;
  };

  // Of the first curves, or of all where nothing else names them.
  std::vector<LegendPlace> legend_places() const {
    std::vector<LegendPlace> places;
    LegendPlace next{0, kPlotLeft};
    if (!labels_.by.empty()) next.x += text_width(labels_.by, kTextSize) + 16;
    for (const auto& curve : curves_) {
      const double width = 52 + text_width(legend_text(curve), kTextSize);
      if (next.x > kPlotLeft && next.x + width > kPlotWidth + 10) {
        if (quantity_.is_one_per_group) break;
        next = {next.line + 1, kPlotLeft};
      }
      places.push_back(next);
      next.x += width;
    }
    return places;
  }

  std::string legend_text(const Curve& curve) const {
    if (!curve.n || !curve.events) return name_of(curve);
    return say_("plot.events", {name_of(curve), grouped(*curve.events), grouped(*curve.n)});
  }

  void draw_axes(Svg& svg) const {
    const double right = kPlotWidth - kCurveRight;
    for (const double tick : nice_ticks(0, 1, 5)) {
      if (tick > 0) svg.line({left_, y(tick)}, {right, y(tick)}, {kGrid, 1});
      svg.line({left_ - 5, y(tick)}, {left_, y(tick)}, {});
      svg.text({left_ - 9, y(tick) + 4}, numeral(fixed(tick, 1)), {kTextSize, Anchor::end});
    }
    svg.line({left_, y(1)}, {left_, bottom_}, {});
    svg.line({left_, bottom_}, {right, bottom_}, {});
    for (const double tick : nice_ticks(0, horizon_, 8)) {
      svg.line({x(tick), bottom_}, {x(tick), bottom_ + 5}, {});
      svg.text({x(tick), bottom_ + 19}, numeral(tick_text(tick)), {kTextSize, Anchor::middle});
    }
    svg.text({(left_ + right) / 2, bottom_ + 38}, labels_.time, {kTextSize, Anchor::middle});
    svg.text({left_ - 44, y(0.5)}, say_(quantity_.name),
             {kTextSize, Anchor::middle, "#222222", false, -90});
  }

  // Corners of a step function that changes at each time.
  std::vector<Point> steps(const Curve& curve, const Numbers& values) const {
    std::vector<Point> points{{x(0), y(quantity_.start)}};
    double before = quantity_.start;
    for (std::size_t j = 0; j < curve.times.size(); ++j) {
      if (!curve.times[j] || !curve.values[j]) break;
      const double now = values[j].value_or(*curve.values[j]);
      points.emplace_back(x(*curve.times[j]), y(before));
      points.emplace_back(x(*curve.times[j]), y(now));
      before = now;
    }
    points.emplace_back(points.back().first + tail_width(), y(before));
    return points;
  }

  void draw_band(Svg& svg, const Curve& curve, const Pen& ink) const {
    auto outline = steps(curve, curve.high);
    const auto low = steps(curve, curve.low);
    outline.insert(outline.end(), low.rbegin(), low.rend());
    svg.area(outline, ink.colour, curves_.size() > 3 ? 0.09 : 0.14);
  }

  void draw_curve(Svg& svg, const Curve& curve, const Pen& ink) const {
    svg.path(steps(curve, curve.values), {ink.colour, 2.4, ink.dashes});
  }

  // Under each break the persons followed up to it; breaks too close to one another are left out.
  void draw_risk(Svg& svg) const {
    svg.text({24, risk_top_}, say_("plot.at_risk"), {kSmallSize, Anchor::start, kGrey, true});
    for (std::size_t g = 0; g < groups_.size(); ++g) {
      const double line = risk_top_ + kRiskLine * static_cast<double>(g + 1);
      if (quantity_.is_one_per_group)
        svg.line({10, line - 4}, {20, line - 4}, {pen(g).colour, 2.4, {}});
      svg.text({24, line}, groups_[g].name, {kTextSize});
    }
    double used_until = -1e9;
    const auto column = [&](double time, const auto& count_of) {
      const auto heading = numeral(tick_text(time));
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
    column(0, [](const RiskGroup& group) { return group.n; });
    const auto& times = groups_.front().times;
    for (std::size_t j = 0; j < times.size(); ++j) {
      if (!times[j]) continue;
      column(*times[j], [j](const RiskGroup& group) {
        return j < group.at_risk.size() ? group.at_risk[j] : std::nullopt;
      });
    }
  }

  CurveLabels labels_;
  const Messages& say_;
  Quantity quantity_;
  std::vector<Curve> curves_;
  std::vector<RiskGroup> groups_;
  PlotTexts texts_;
  std::vector<LegendPlace> legend_;
  double left_ = 90, horizon_ = 0, top_ = 0, bottom_ = 0, risk_top_ = 0, height_ = 0;
};

}  // namespace

std::string curve_plot(const CurveLabels& labels, const Json& pooled) {
  const bool has_groups = !labels.by.empty();
  std::vector<Curve> curves;
  for (const auto& group : pooled.at("groups")) {
    curves.push_back(curve_of(has_groups ? group.at("group").get<std::string>() : std::string(),
                              group, group, "survival"));
  }
  return Plot(labels, kSurvival, std::move(curves), groups_of(pooled, has_groups, labels.language))
      .draw();
}

std::string incidence_plot(const CurveLabels& labels, const Json& pooled) {
  const bool has_groups = !labels.by.empty();
  std::vector<Curve> curves;
  for (const auto& group : pooled.at("groups")) {
    for (const auto& cause : group.at("causes")) {
      auto name = cause.at("cause").get<std::string>();
      if (has_groups) name = group.at("group").get<std::string>() + ", " + name;
      curves.push_back(curve_of(std::move(name), group, cause, "cumulative_incidence"));
    }
  }
  return Plot(labels, kIncidence, std::move(curves), groups_of(pooled, has_groups, labels.language))
      .draw();
}

}  // namespace passerelle::bundle
