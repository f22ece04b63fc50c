#include "node/bundle/flow.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "node/bundle/sample_run_test.h"
#include "node/bundle/texts_test.h"

namespace passerelle::bundle {
namespace {

// The sample run with another block of numbers on its analysis set.
Flow flow_with(const char* analysis_set) {
  auto run = replay(sample::run().contents);
  REQUIRE_MESSAGE(run, run.error().text());
  auto answer = *run->answer;
  answer["analysis_set"] = Json::parse(analysis_set);
  run->answer = std::make_shared<const Json>(std::move(answer));
  return flow_of(*run);
}

}  // namespace

TEST_CASE("the flow goes from the cohort to the rows of each analysis") {
  const auto flow = flow_with(R"({"rows": 697, "left_out": 23, "opted_out": 7})");
  CHECK(flow.in_cohort == Value(720.0));
  REQUIRE(flow.analyses.size() == 44);
  CHECK(flow.analyses[0].id == "patients");
  CHECK(std::get<double>(flow.analyses[0].rows) > 0);
  const auto svg = flow_plot(flow, "A title", english());
  CHECK(has(svg, "Cohort patients: 720 rows"));
  CHECK(has(svg, "Analysis set: 697 rows"));
  CHECK(has(svg, "(Art. 71): 7"));
  CHECK(has(to_csv(flow_table(flow, english())), "Analysis set,697"));
}

TEST_CASE("wider cohorts that the study counted are the first steps") {
  auto flow = flow_with(R"({"rows": 697, "left_out": 23, "opted_out": 7})");
  CHECK(flow.before.empty());
  flow.before = {{"everybody", 990.0}, {"adults", 900.0}};
  const auto svg = flow_plot(flow, "A title", english());
  CHECK(has(svg, "Cohort everybody: 990 rows"));
  CHECK(has(svg, "Not in adults: 90 rows"));
  CHECK(has(svg, "Not in patients: 180 rows"));
  CHECK(has(to_csv(flow_table(flow, english())), "Cohort everybody,990"));
}

TEST_CASE("a step that is withheld is told with the next one") {
  auto flow = flow_with(R"({"rows": 697, "left_out": 23, "opted_out": 7})");
  flow.before = {{"everybody", 990.0}, {"adults", Withheld{}}};
  auto svg = flow_plot(flow, "A title", english());
  CHECK(has(svg, "Not in adults, patients: 270 rows"));
  CHECK_FALSE(has(svg, "Cohort adults"));
  flow.before = {{"everybody", Withheld{}}, {"adults", 900.0}};
  svg = flow_plot(flow, "A title", english());
  CHECK_FALSE(has(svg, "everybody"));
  CHECK(has(svg, "Not in patients: 180 rows"));
  flow.left_out = flow.in_cohort = Withheld{};
  CHECK(has(flow_plot(flow, "A title", english()), "Not in patients: withheld"));
}

TEST_CASE("a number that is withheld tells nothing of the cohort") {
  const auto flow = flow_with(R"({"rows": 697, "left_out": null, "opted_out": 0,
                                  "withheld": ["/left_out"]})");
  CHECK(flow.in_cohort == Value(Withheld{}));
  const auto svg = flow_plot(flow, "A title", english());
  CHECK(has(svg, "Left out, as a value is missing: withheld"));
  CHECK_FALSE(has(svg, "Cohort patients:"));
  CHECK_FALSE(has(svg, "opted out"));
}

TEST_CASE("persons who opted out are joined with the next step where their number is withheld") {
  const auto svg = flow_plot(flow_with(R"({"rows": 697, "left_out": 23, "opted_out": null,
                                           "withheld": ["/opted_out"]})"),
                             "A title", english());
  CHECK(has(svg, "rows that lack a value: withheld"));
  CHECK_FALSE(has(svg, "720"));
}

TEST_CASE("a set that holders publish leaves out nobody") {
  auto flow = flow_with(R"({"name": "core-2026", "rows": 697, "opted_out": 7})");
  flow.is_named = true;
  flow.cohort = "core-2026";
  const auto svg = flow_plot(flow, "A title", english());
  CHECK(has(svg, "Analysis set core-2026, as the holders publish it: 697 rows"));
  CHECK(has(svg, "(Art. 71): 7"));
  CHECK_FALSE(has(svg, "Left out"));
  const auto table = to_csv(flow_table(flow, english()));
  CHECK(has(table, "as the holders publish it\",697"));
  CHECK_FALSE(has(table, "Left out"));
}

TEST_CASE("an analysis set that is withheld is not told by the cohort") {
  const auto flow = flow_with(R"({"rows": null, "left_out": 23, "opted_out": 0,
                                  "withheld": ["/rows"]})");
  CHECK(flow.in_cohort == Value(Withheld{}));
  CHECK(has(flow_plot(flow, "A title", english()), "Analysis set: withheld"));
}

}  // namespace passerelle::bundle
