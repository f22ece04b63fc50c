#include "node/bundle/svg.h"

#include <doctest/doctest.h>
#include <cmath>
#include <nlohmann/json.hpp>

#include "node/bundle/curve_plot.h"
#include "node/bundle/forest_plot.h"
#include "node/bundle/layout_text.h"
#include "node/bundle/texts_test.h"

namespace passerelle::bundle {
namespace {

std::string as_text(const std::vector<double>& ticks) {
  std::string text;
  for (const double tick : ticks) text += tick_text(tick) + " ";
  return text;
}

}  // namespace

TEST_CASE("ticks are round numbers within the axis") {
  CHECK(as_text(nice_ticks(0, 1, 5)) == "0 0.2 0.4 0.6 0.8 1 ");
  CHECK(as_text(nice_ticks(0, 1826, 8)) == "0 500 1000 1500 ");
  CHECK(as_text(nice_ticks(0, 0.3, 5)) == "0 0.1 0.2 0.3 ");
  CHECK(as_text(nice_ticks(-3, 3, 4)) ==
        "\xE2\x88\x92"
        "2 0 2 ");
}

TEST_CASE("a logarithmic axis has at least two ticks, however short it is") {
  CHECK(as_text(nice_log_ticks(0.3, 6)) == "0.5 1 2 5 ");
  CHECK(as_text(nice_log_ticks(0.75, 1.3)) == "0.8 0.9 1 1.1 1.25 ");
  CHECK(nice_log_ticks(1e-3, 1e3).size() == 7);
  for (const double from : {0.01, 0.5, 0.99, 3.0}) {
    CHECK(nice_log_ticks(from, from * 1.3).size() >= 2);
  }
}

TEST_CASE("numbers for people are short and exact in their digits") {
  CHECK(significant(0.123456, 4) == "0.1235");
  CHECK(significant(12345.6, 4) == "12346");
  CHECK(significant(-1.5, 2) ==
        "\xE2\x88\x92"
        "1.5");
  CHECK(significant(0, 4) == "0");
  CHECK(significant(548, 4) == "548");
  CHECK(significant(548.2, 4) == "548.2");
  CHECK(significant(1e-7, 3) == "1.00e-07");
  CHECK(fixed(-0.0001, 2) == "0.00");
  CHECK(grouped(1234567) ==
        "1\xE2\x80\xAF"
        "234\xE2\x80\xAF"
        "567");
  CHECK(grouped(999) == "999");
  CHECK(probability(0.0002) == "<0.001");
  CHECK(probability(0.04) == "0.040");
}

TEST_CASE("text is broken at spaces and counted in characters") {
  CHECK(wrapped("one two three", 7) == std::vector<std::string>{"one two", "three"});
  CHECK(wrapped("côlon côlon", 11).size() == 1);
  CHECK(wrapped("", 5).empty());
}

TEST_CASE("a drawing escapes its texts and refers to nothing outside") {
  Svg svg("plot-a", 100, 50, "a <b> & c", "d \"e\"");
  svg.text({1, 2}, "<script>alert(1)</script>");
  svg.line({0, 0}, {1.005, -0.0}, {});
  const auto text = svg.finish();
  CHECK(has(text, "<title id=\"plot-a-title\">a &lt;b&gt; &amp; c</title>"));
  CHECK(has(text, "<desc id=\"plot-a-desc\">d &quot;e&quot;</desc>"));
  CHECK_FALSE(has(text, "<script"));
  CHECK_FALSE(has(text, "href"));
  CHECK_FALSE(has(text, "-0\""));
}

TEST_CASE("a curve falls at its times and shows how many are at risk") {
  const auto pooled = Json::parse(R"({"groups": [{"group": "old", "n": 1200, "events": 500,
      "times": [100, 200], "at_risk": [1200, 900], "n_event": [300, 200], "n_censor": [0, 700],
      "survival": [0.75, 0.5833], "standard_error": [0.01, 0.01], "conf_low": [0.7, 0.5],
      "conf_high": [0.8, 0.6]}, {"group": "new", "n": 3, "events": 3, "times": [100, 200],
      "at_risk": [3, 0], "n_event": [3, 0], "n_censor": [0, 0], "survival": [0, null],
      "standard_error": [null, null], "conf_low": [null, null], "conf_high": [null, null]}]})");
  const auto text = curve_plot({"curve", "A title", "days", "arm", "Made so."}, pooled);
  CHECK(has(text, ">900<"));
  CHECK(has(text,
            ">1\xE2\x80\xAF"
            "200<"));
  CHECK(has(text,
            "old (500 events of 1\xE2\x80\xAF"
            "200)"));
  CHECK(has(text, "old: 58.3 % survive to 200."));
  CHECK(has(text, "#0072B2"));
  CHECK_FALSE(has(text, "nan"));
}

TEST_CASE("an interval that reaches beyond the axis ends in an arrow, and all texts are there") {
  const auto text = forest_plot({"cox", "A title", "hazard_ratio", "", "Made so."},
                                {{"arm", std::nullopt},
                                 {"old", std::nullopt, true},
                                 {"new", ForestRow::Ratio{0.7, 0.5, 0.98}},
                                 {"rare", ForestRow::Ratio{40, 0.00001, 1e9}}});
  CHECK(has(text, "0.70 (0.50 to 0.98)"));
  CHECK(has(text, ">reference<"));
  CHECK_FALSE(has(text, "nan"));
  CHECK_FALSE(has(text, "inf"));
}

TEST_CASE("a French drawing has French words and numbers") {
  const auto text =
      forest_plot({"cox", "Un titre", "hazard_ratio", "", "Fait ainsi.", Language::fr},
                  {{"new", ForestRow::Ratio{0.7, 0.5, 0.98}}});
  CHECK(has(text, "0,70 (0,50 à 0,98)"));
  CHECK(has(text, "Rapport de risques instantanés"));
  CHECK_FALSE(has(text, "Hazard"));
}

}  // namespace passerelle::bundle
