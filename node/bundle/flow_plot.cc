#include <algorithm>
#include <functional>
#include <map>

#include "node/bundle/flow.h"
#include "node/bundle/layout_text.h"
#include "node/bundle/plot_style.h"
#include "node/bundle/plot_texts.h"
#include "node/bundle/svg.h"

namespace passerelle::bundle {
namespace {

constexpr double kBoxWidth = 350, kSideLeft = 430, kSideWidth = 326;
constexpr double kLine = 17, kPadding = 12, kGap = 26, kHead = 5;
constexpr std::size_t kBoxCharacters = 48, kSideCharacters = 44, kWideCharacters = 104;
constexpr std::string_view kBoxFill = "#f3f6f9", kBoxInk = "#444444";

struct Box {
  std::vector<std::string> lines;
  double height() const { return 2 * kPadding + kLine * static_cast<double>(lines.size()) - 4; }
};

bool is_number(const Value& value) { return std::holds_alternative<double>(value); }
bool is_withheld(const Value& value) { return std::holds_alternative<Withheld>(value); }

class Drawing {
 public:
  Drawing(const Flow& flow, const std::string& title, const Messages& say)
      : flow_(flow), say_(say), title_(title), texts_(title, "") {}

  std::string draw() {
    add_steps();
    add_groups();
    double height = 22 + texts_.title_height() + 8;
    for (const auto& step : steps_) {
      height +=
          std::max(step.box.height(), step.side.lines.empty() ? 0 : step.side.height()) + kGap;
    }
    Svg svg("_flow-plot", kPlotWidth, height - kGap + 16, say_("flow.title", {title_}),
            description());
    double y = texts_.draw_title(svg);
    y += 20;
    for (std::size_t i = 0; i < steps_.size(); ++i) {
      y = draw_step(svg, steps_[i], y, i + 1 == steps_.size());
    }
    return svg.finish();
  }

 private:
  struct Step {
    Box box, side;  // the side is what leaves here
    double width = kBoxWidth;
  };

  std::string number(const Value& value) const {
    return is_number(value) ? grouped(std::get<double>(value)) : say_("withheld");
  }

  std::string rows(const Value& value) const {
    return is_number(value) ? say_("flow.rows", {number(value)}) : say_("withheld");
  }

  Box box(const std::string& text, std::size_t width = kBoxCharacters) const {
    return {wrapped(text, width)};
  }

  void add_opted_out() {
    steps_.push_back({box(say_("flow.source")),
                      box(say_("flow.item", {say_("flow.opted_out"), number(flow_.opted_out)}),
                          kSideCharacters)});
  }

  void add_named_set() {
    if (flow_.opted_out != Value(0.0)) add_opted_out();
    const auto set = say_("flow.named_set", {flow_.cohort});
    steps_.push_back({box(say_("flow.item", {set, rows(flow_.in_set)})), {}});
  }

  // Those that are told, and how many more each has than the next one that is told.
  void add_wider_cohorts(const Value& in_cohort) {
    const auto& all = flow_.before;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (!is_number(all[i].rows)) continue;
      std::string outside;
      std::size_t next = i + 1;
      for (; next < all.size() && !is_number(all[next].rows); ++next) {
        outside += all[next].cohort + ", ";
      }
      const bool is_last = next == all.size();
      outside += is_last ? flow_.cohort : all[next].cohort;
      const auto& rest = is_last ? in_cohort : all[next].rows;
      Value left = Withheld{};
      if (is_number(rest)) left = std::get<double>(all[i].rows) - std::get<double>(rest);
      const auto cohort = say_("flow.cohort", {all[i].cohort});
      steps_.push_back(
          {box(say_("flow.item", {cohort, rows(all[i].rows)})),
           box(say_("flow.item", {say_("flow.outside", {outside}), rows(left)}), kSideCharacters)});
    }
  }

  // A number that is withheld is not told apart from the one of the next step.
  void add_steps() {
    if (flow_.is_named) return add_named_set();
    const bool is_opted_out_hidden = is_withheld(flow_.opted_out);
    const bool has_opted_out = is_number(flow_.opted_out) && flow_.opted_out != Value(0.0);
    if (has_opted_out) add_opted_out();
    const bool is_told = is_number(flow_.left_out) && !is_opted_out_hidden;
    const bool is_cohort_told = is_told && is_number(flow_.in_cohort);
    add_wider_cohorts(is_cohort_told ? flow_.in_cohort : Value(Withheld{}));
    const auto cohort = say_("flow.cohort", {flow_.cohort});
    const auto why = say_(is_opted_out_hidden ? "flow.either" : "flow.left_out");
    const auto left = is_told ? rows(flow_.left_out) : say_("withheld");
    steps_.push_back(
        {box(is_cohort_told ? say_("flow.item", {cohort, rows(flow_.in_cohort)}) : cohort),
         box(say_("flow.item", {why, left}), kSideCharacters)});
    steps_.push_back({box(say_("flow.item", {say_("flow.set"), rows(flow_.in_set)})), {}});
  }

  // All in one box: each is of the set, none is what another left.
  void add_groups() {
    std::map<double, std::string, std::greater<>> by_rows;
    for (const auto& one : flow_.analyses) {
      if (!one.is_on_set || !is_number(one.rows)) continue;
      auto& ids = by_rows[std::get<double>(one.rows)];
      ids += (ids.empty() ? "" : ", ") + as_words(one.id);
    }
    Box groups;
    for (const auto& [count, ids] : by_rows) {
      const auto text = say_("flow.item", {say_("flow.rows", {grouped(count)}), ids});
      for (auto& line : wrapped(text, kWideCharacters)) groups.lines.push_back(std::move(line));
    }
    if (!groups.lines.empty())
      steps_.push_back({std::move(groups), {}, kPlotWidth - 2 * kPlotLeft});
  }

  static void draw_box(Svg& svg, const Box& box, double x, double y, double width) {
    svg.rectangle({x, y}, width, box.height(), kBoxInk);
    svg.rectangle({x + 1, y + 1}, width - 2, box.height() - 2, kBoxFill);
    double line = y + kPadding - 4;
    for (const auto& text : box.lines) {
      svg.text({x + kPadding, line += kLine}, text, {kRowTextSize});
    }
  }

  static void draw_arrow(Svg& svg, Point from, Point to, Point left, Point right) {
    svg.line(from, to, {kBoxInk, 1.4});
    svg.area({to, left, right}, kBoxInk, 1);
  }

  // Returns where the next step begins.
  double draw_step(Svg& svg, const Step& step, double y, bool is_last) const {
    const double middle = kPlotLeft + kBoxWidth / 2;
    draw_box(svg, step.box, kPlotLeft, y, step.width);
    double height = step.box.height();
    if (!step.side.lines.empty()) {
      draw_box(svg, step.side, kSideLeft, y, kSideWidth);
      const double at = y + std::min(step.box.height(), step.side.height()) / 2;
      draw_arrow(svg, {kPlotLeft + kBoxWidth, at}, {kSideLeft, at}, {kSideLeft - 8, at - kHead},
                 {kSideLeft - 8, at + kHead});
      height = std::max(height, step.side.height());
    }
    const double next = y + height + kGap;
    if (!is_last) {
      draw_arrow(svg, {middle, y + step.box.height()}, {middle, next}, {middle - kHead, next - 8},
                 {middle + kHead, next - 8});
    }
    return next;
  }

  std::string description() const {
    std::string text;
    for (const auto& step : steps_) {
      for (const auto* box : {&step.box, &step.side}) {
        std::string sentence;
        for (const auto& line : box->lines) sentence += (sentence.empty() ? "" : " ") + line;
        if (!sentence.empty()) text += (text.empty() ? "" : " ") + sentence + ".";
      }
    }
    return text;
  }

  const Flow& flow_;
  const Messages& say_;
  std::string title_;
  PlotTexts texts_;
  std::vector<Step> steps_;
};

}  // namespace

std::string flow_plot(const Flow& flow, const std::string& title, const Messages& say) {
  return Drawing(flow, title, say).draw();
}

}  // namespace passerelle::bundle
