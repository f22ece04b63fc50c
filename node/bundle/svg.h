// A drawing as SVG text: no scripts, no outside references, deterministic to the last byte.
//
// Thread safety: one thread.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace passerelle::bundle {

using Point = std::pair<double, double>;

enum class Anchor { start, middle, end };

struct TextStyle {
  double size = 12;
  Anchor anchor = Anchor::start;
  std::string_view colour = "#222222";
  bool is_bold = false;
  double rotation = 0;  // degrees, around the text's own place
};

struct Stroke {
  std::string_view colour = "#222222";
  double width = 1;
  std::string_view dashes = {};  // of stroke-dasharray
};

class Svg {
 public:
  // `id` is a plain identifier, unique in the page that the drawing may stand in.
  Svg(std::string id, double width, double height, std::string title, std::string description);

  void line(Point from, Point to, const Stroke& stroke);
  void path(const std::vector<Point>& points, const Stroke& stroke);
  void area(const std::vector<Point>& outline, std::string_view colour, double opacity);
  void rectangle(Point corner, double width, double height, std::string_view fill);
  void text(Point at, std::string_view text, const TextStyle& style = {});

  // Returns the whole drawing.
  std::string finish() const;

 private:
  std::string id_, title_, description_, body_;
  double width_, height_;
};

// Colours that stay apart for colour-blind readers (Okabe and Ito), each with its own dashes for
// print in grey.
struct Pen {
  std::string_view colour, dashes;
};
Pen pen(std::size_t index);

// Returns round numbers from `from` to `until` in steps of 1, 2 or 5 times a power of ten: at most
// `most` + 1 of them. Requires: from < until, most >= 2.
std::vector<double> nice_ticks(double from, double until, int most);

// The same on a logarithmic axis: 1, 2 and 5 times powers of ten within the bounds, or powers of
// two near one where these are too few. Requires: 0 < from < until.
std::vector<double> nice_log_ticks(double from, double until);

// A number beside a tick.
std::string tick_text(double number);

// Returns how wide a text roughly is in the drawing's font.
double text_width(std::string_view text, double size);

}  // namespace passerelle::bundle
