#include "node/bundle/svg.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "node/base/json.h"
#include "node/bundle/layout_text.h"

namespace passerelle::bundle {
namespace {

constexpr double kCharacterWidth = 0.55;  // of the font size, on average

std::string coordinate(double value) {
  std::array<char, 64> buffer{};
  const double rounded = std::round(value * 100) / 100 + 0.0;  // -0 becomes 0
  const int length = std::snprintf(buffer.data(), buffer.size(), "%.2f", rounded);
  std::string text(buffer.data(), static_cast<std::size_t>(std::max(length, 0)));
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text;
}

std::string attribute(std::string_view name, double value) {
  return " " + std::string(name) + "=\"" + coordinate(value) + "\"";
}

std::string attribute(std::string_view name, std::string_view value) {
  return " " + std::string(name) + "=\"" + escape_markup(value) + "\"";
}

std::string stroke_attributes(const Stroke& stroke) {
  auto text = attribute("stroke", stroke.colour) + attribute("stroke-width", stroke.width);
  if (!stroke.dashes.empty()) text += attribute("stroke-dasharray", stroke.dashes);
  return text;
}

std::string steps(const std::vector<Point>& points) {
  std::string text;
  for (std::size_t i = 0; i < points.size(); ++i) {
    text += (i == 0 ? "M" : "L") + coordinate(points[i].first) + " " + coordinate(points[i].second);
  }
  return text;
}

}  // namespace

Svg::Svg(std::string id, double width, double height, std::string title, std::string description)
    : id_(std::move(id)),
      title_(std::move(title)),
      description_(std::move(description)),
      width_(width),
      height_(height) {}

void Svg::line(Point from, Point to, const Stroke& stroke) {
  body_ += "<line" + attribute("x1", from.first) + attribute("y1", from.second) +
           attribute("x2", to.first) + attribute("y2", to.second) + stroke_attributes(stroke) +
           "/>\n";
}

void Svg::path(const std::vector<Point>& points, const Stroke& stroke) {
  body_ += "<path fill=\"none\" stroke-linejoin=\"round\" d=\"" + steps(points) + "\"" +
           stroke_attributes(stroke) + "/>\n";
}

void Svg::area(const std::vector<Point>& outline, std::string_view colour, double opacity) {
  body_ += "<path stroke=\"none\" d=\"" + steps(outline) + "Z\"" + attribute("fill", colour) +
           attribute("fill-opacity", opacity) + "/>\n";
}

void Svg::rectangle(Point corner, double width, double height, std::string_view fill) {
  body_ += "<rect" + attribute("x", corner.first) + attribute("y", corner.second) +
           attribute("width", width) + attribute("height", height) + attribute("fill", fill) +
           "/>\n";
}

void Svg::text(Point at, std::string_view text, const TextStyle& style) {
  body_ += "<text" + attribute("x", at.first) + attribute("y", at.second) +
           attribute("font-size", style.size) + attribute("fill", style.colour);
  if (style.anchor == Anchor::middle) body_ += " text-anchor=\"middle\"";
  if (style.anchor == Anchor::end) body_ += " text-anchor=\"end\"";
  if (style.is_bold) body_ += " font-weight=\"600\"";
  if (style.rotation != 0) {
    body_ += " transform=\"rotate(" + coordinate(style.rotation) + " " + coordinate(at.first) +
             " " + coordinate(at.second) + ")\"";
  }
  body_ += ">" + escape_markup(text) + "</text>\n";
}

std::string Svg::finish() const {
  const auto size = coordinate(width_) + " " + coordinate(height_);
  return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + size + "\"" +
         attribute("width", width_) + attribute("height", height_) +
         " role=\"img\" aria-labelledby=\"" + id_ + "-title " + id_ +
         "-desc\" font-family=\"Inter, 'Segoe UI', 'Helvetica Neue', Arial, 'DejaVu Sans', "
         "sans-serif\">\n<title id=\"" +
         id_ + "-title\">" + escape_markup(title_) + "</title>\n<desc id=\"" + id_ + "-desc\">" +
         escape_markup(description_) +
         "</desc>\n<rect width=\"100%\" height=\"100%\" "
         "fill=\"#ffffff\"/>\n" +
         body_ + "</svg>\n";
}

// M. Okabe and K. Ito, "Color Universal Design", 2008; without the yellow that paper does not show.
Pen pen(std::size_t index) {
  static constexpr std::array<Pen, 7> kPens{{{"#0072B2", ""},
                                             {"#D55E00", "7 3"},
                                             {"#009E73", "2 3"},
                                             {"#CC79A7", "9 3 2 3"},
                                             {"#E69F00", "12 4"},
                                             {"#56B4E9", "4 2"},
                                             {"#000000", "1 2"}}};
  return kPens[index % kPens.size()];
}

std::vector<double> nice_ticks(double from, double until, int most) {
  const double rough = (until - from) / most;
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  double step = 10 * power;
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= rough * (1 - 1e-12)) {
      step = factor * power;
      break;
    }
  }
  std::vector<double> ticks;
  const double slack = step * 1e-9;
  for (double k = std::ceil((from - slack) / step); k * step <= until + slack; ++k) {
    ticks.push_back(k * step + 0.0);
  }
  return ticks;
}

std::vector<double> nice_log_ticks(double from, double until) {
  const auto within = [&](double tick) { return tick >= from * 0.999 && tick <= until * 1.001; };
  std::vector<double> ticks;
  for (int power = static_cast<int>(std::floor(std::log10(from))) - 1; power < 12; ++power) {
    for (const double factor : {1.0, 2.0, 5.0}) {
      const double tick = factor * std::pow(10.0, power);
      if (within(tick)) ticks.push_back(tick);
    }
  }
  if (ticks.size() > 9) {
    // Many powers of ten: these alone.
    std::erase_if(ticks,
                  [](double t) { return std::abs(std::remainder(std::log10(t), 1)) > 1e-9; });
  }
  if (ticks.size() >= 3) return ticks;
  ticks.clear();
  for (const double tick :
       {0.25, 0.33, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0, 4.0}) {
    if (within(tick)) ticks.push_back(tick);
  }
  if (ticks.size() >= 2) return ticks;
  return nice_ticks(from, until, 4);
}

std::string tick_text(double number) {
  // k * step leaves a rounding in the last digits, as in 0.30000000000000004.
  const double scale =
      number == 0 ? 1 : std::pow(10.0, 9 - std::floor(std::log10(std::abs(number))));
  const double rounded = std::round(number * scale) / scale;
  if (std::abs(rounded) >= 10000 && rounded == std::round(rounded)) return grouped(rounded);
  auto text = number_text(rounded + 0.0);
  if (text.starts_with('-')) text.replace(0, 1, "\xE2\x88\x92");
  return text;
}

double text_width(std::string_view text, double size) {
  return static_cast<double>(characters(text)) * size * kCharacterWidth;
}

}  // namespace passerelle::bundle
