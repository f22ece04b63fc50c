// Rates against the reference vectors, and what a study may ask of them.
#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "node/analysis/rate_estimate.h"
#include "node/analysis/study_sample_test.h"
#include "node/analysis/test_support.h"

namespace passerelle::analysis {

using test::is_close;

namespace {

constexpr double kEnd = std::numeric_limits<double>::infinity();

const std::vector<std::string> kAges{"[40,45)", "[45,50)", "[50,55)", "[55,60)", "[60,65)",
                                     "[65,70)", "[70,75)", "[75,80)", "[80,85)", "[85,90)"};

std::vector<EventCount> groups_of(const Json& reference) {
  std::vector<EventCount> groups;
  for (std::size_t i = 0; i < reference["events"].size(); ++i) {
    groups.push_back({reference["events"][i], reference["person_years"][i]});
  }
  return groups;
}

std::vector<double> numbers_of(const Json& list) { return list.get<std::vector<double>>(); }

Json with_rate(const char* rate) {
  auto study = sample_study();
  study["analyses"] = Json::array({Json::parse(rate)});
  study["analysis_set"]["complete_on"].push_back("age_group");
  return study;
}

std::string rate_refusal(const char* rate) {
  const auto plan = compile_study(with_rate(rate));
  return plan ? "accepted" : plan.error().text();
}

}  // namespace

TEST_CASE("rates, standardised rates and ratios are the reference's") {
  const auto data = test::shared_data();
  if (data.empty()) {
    MESSAGE("SKIPPED rates.json: no shared data on this machine");
    return;
  }
  const auto reference = test::read_json(data + "/analysis-vectors/rates.json");
  const auto groups = groups_of(reference);
  const auto& direct = reference["direct_esp2013"];
  const auto found = standardise(groups, numbers_of(direct["weights"]));
  CHECK(is_close(found.rate.estimate, direct["rate"]));
  CHECK(is_close(found.variance, direct["variance"]));
  CHECK(is_close(found.rate.conf_low, direct["fay_feuer_ci"][0]));
  CHECK(is_close(found.rate.conf_high, direct["fay_feuer_ci"][1]));
  const auto& indirect = reference["indirect"];
  const auto sir = incidence_ratio(groups, numbers_of(indirect["reference_rates"]));
  CHECK(is_close(sir.observed, indirect["observed"]));
  CHECK(is_close(sir.expected, indirect["expected"]));
  CHECK(is_close(sir.ratio.estimate, indirect["sir"]));
  CHECK(is_close(sir.ratio.conf_low, indirect["exact_ci"][0]));
  CHECK(is_close(sir.ratio.conf_high, indirect["exact_ci"][1]));
  for (std::size_t i = 0; i < direct["weights"].size(); ++i) {
    const double from = 40 + 5.0 * static_cast<double>(i);
    CHECK(european_standard_population(from, from + 5) == direct["weights"][i]);
  }
}

TEST_CASE("three sites give the rates of all their rows") {
  const auto data = test::shared_data();
  if (data.empty()) {
    MESSAGE("SKIPPED rates.json: no shared data on this machine");
    return;
  }
  auto plan = test::plan_of({test::category("ages", kAges), test::number("hosp_n"),
                             test::number("py"), test::category("event", {"0", "1"})});
  const auto reference = test::read_json(data + "/analysis-vectors/rates.json");
  RateAnalysis stays{"hosp_n",
                     "py",
                     {"ages"},
                     numbers_of(reference["direct_esp2013"]["weights"]),
                     numbers_of(reference["indirect"]["reference_rates"])};
  test::add(plan, "stays", stays);
  test::add(plan, "deaths", RateAnalysis{"event", "py", {}, {}, {}});
  const test::Derive derive{{"ages", [](const test::Row& row) {
                               return kAges.at(
                                   static_cast<std::size_t>((row.number("age") - 40) / 5));
                             }}};
  const auto cohort = test::read_csv(data + "/analysis-vectors/cohort.csv");
  double deaths = 0;
  for (std::size_t i = 0; i < cohort.rows.size(); ++i) {
    deaths += test::Row(cohort, i).number("event");
  }
  const auto result = pooled_answer(plan, test::run(plan, test::by_site(plan, cohort, derive)));
  const auto pooled = test::answer_in(result, "stays")["pooled"];
  const auto& crude = reference["crude"];
  CHECK(is_close(pooled["events"], crude["events"]));
  CHECK(is_close(pooled["person_years"], crude["person_years"]));
  CHECK(is_close(pooled["rate"], crude["rate"]));
  CHECK(is_close(pooled["conf_low"], crude["exact_ci"][0]));
  CHECK(is_close(pooled["conf_high"], crude["exact_ci"][1]));
  for (std::size_t i = 0; i < kAges.size(); ++i) {
    CHECK(is_close(pooled["by"][kAges[i]]["events"], reference["events"][i]));
    CHECK(is_close(pooled["by"][kAges[i]]["person_years"], reference["person_years"][i]));
  }
  CHECK(is_close(pooled["standardised"]["rate"], reference["direct_esp2013"]["rate"]));
  CHECK(is_close(pooled["sir"]["estimate"], reference["indirect"]["sir"]));
  const auto died = test::answer_in(result, "deaths")["pooled"];
  CHECK(died["events"] == deaths);
  CHECK(is_close(died["rate"], deaths / crude["person_years"].get<double>()));
}

TEST_CASE("rates by several categories are those of their combinations, standardised in each") {
  auto plan = test::plan_of({test::category("ages", {"[18,50)", ">=50"}),
                             test::category("arm", {"a", "b/c"}), test::number("stays"),
                             test::number("py"), test::category("event", {"0", "1"})});
  test::add(plan, "deaths", RateAnalysis{"event", "py", {"arm", "ages"}, {3, 1}, {0.1, 0.2}});
  test::add(plan, "stays", RateAnalysis{"stays", "py", {"arm", "ages"}, {}, {}});
  std::string text = "id,arm,ages,py,event,stays\n";
  std::map<std::pair<bool, bool>, EventCount> deaths;
  for (int i = 0; i < 120; ++i) {
    const bool is_second = i % 2 == 1, is_old = i % 3 == 0, has_event = i % 5 < 2;
    auto& count = deaths[{is_second, is_old}];
    count.events += has_event ? 1 : 0;
    count.person_time += 1 + i % 7;
    text += std::to_string(i) + (is_second ? ",b/c," : ",a,") +
            (is_old ? ">=50," : "\"[18,50)\",") + std::to_string(1 + i % 7) +
            (has_event ? ",1,2\n" : ",0,0\n");
  }
  test::Nodes nodes;
  const auto table = test::parse_csv(text);
  for (const int half : {0, 1}) {
    nodes[NodeId(half == 0 ? "fi" : "fr")] = test::frame_of(
        plan, table, {},
        [&](const test::Row& row) { return (row.number("id") < 50) == (half == 0); });
  }
  const auto result = pooled_answer(plan, test::run(plan, nodes));
  const auto pooled = test::answer_in(result, "deaths")["pooled"];
  const auto stays = test::answer_in(result, "stays")["pooled"];
  for (const auto& [is_second, arm] : {std::pair{false, "a"}, {true, "b/c"}}) {
    const std::vector<EventCount> groups{deaths[{is_second, false}], deaths[{is_second, true}]};
    for (const auto& [count, ages] : {std::pair{groups[0], "[18,50)"}, {groups[1], ">=50"}}) {
      CHECK(pooled["by"][arm][ages]["events"] == count.events);
      CHECK(is_close(pooled["by"][arm][ages]["person_years"], count.person_time));
      CHECK(is_close(pooled["by"][arm][ages]["rate"], count.events / count.person_time));
      CHECK(is_close(stays["by"][arm][ages]["events"], 2 * count.events));
    }
    CHECK(is_close(pooled["standardised"]["by"][arm]["rate"],
                   0.75 * groups[0].events / groups[0].person_time +
                       0.25 * groups[1].events / groups[1].person_time));
    CHECK(is_close(pooled["sir"]["by"][arm]["expected"],
                   0.1 * groups[0].person_time + 0.2 * groups[1].person_time));
  }
  CHECK(pooled["events"] == 48);
}

TEST_CASE("what a node withholds is in no rate") {
  auto plan = test::plan_of(
      {test::category("arm", {"a", "b"}), test::number("py"), test::category("event", {"0", "1"})});
  test::add(plan, "rates", RateAnalysis{"event", "py", {"arm"}, {1, 1}, {0.1, 0.2}});
  std::string text = "id,arm,py,event\n";
  for (int i = 0; i < 80; ++i) {
    text += std::to_string(i) + (i % 2 == 0 ? ",a," : ",b,") + std::to_string(1 + i % 7) +
            (i % 3 == 0 ? ",1\n" : ",0\n");
  }
  test::Nodes nodes;
  nodes[NodeId("fr")] = test::frame_of(plan, test::parse_csv(text));
  const auto state = test::run(plan, nodes, [](const NodeId&, StepOutput& output) {
    for (auto& [key, count] : output.partial.cells) {
      if (key.where.size() == 2) count.reset();
    }
  });
  const auto answer = test::answer_in(pooled_answer(plan, state), "rates");
  CHECK(answer["status"] == "partly_withheld");
  CHECK(answer["pooled"]["rate"].is_number());
  CHECK(answer["pooled"]["by"]["a"]["events"].is_null());
  CHECK(answer["pooled"]["by"]["a"]["rate"].is_null());
  CHECK(answer["pooled"]["standardised"].is_null());
  CHECK(answer["pooled"]["sir"].is_null());
}

TEST_CASE("nobody followed is no rate, and no event has an upper limit") {
  const auto none = rate_estimate({0, 0});
  CHECK(std::isnan(none.estimate));
  const auto quiet = rate_estimate({0, 10});
  CHECK(quiet.estimate == 0);
  CHECK(quiet.conf_low == 0);
  CHECK(is_close(quiet.conf_high, -std::log(0.025) / 10));  // e^-m = 0.025
  const auto empty = standardise({{3, 10}, {0, 0}}, {1, 1});
  CHECK(std::isnan(empty.rate.estimate));
  CHECK(is_close(standardise({{3, 10}, {0, 0}}, {1, 0}).rate.estimate, 0.3));
  CHECK(european_standard_population(-kEnd, 0) == 0);
  CHECK(european_standard_population(-kEnd, 5) + european_standard_population(5, kEnd) == 100'000);
}

TEST_CASE("the standard is of the levels of `by`") {
  CHECK(rate_refusal(R"({"id": "r", "type": "rate", "event": "dead5", "person_time": "time5",
                         "by": "age_group", "standard": "esp2013",
                         "reference_rates": [0.1, 0.2, 0.3]})") == "accepted");
  const auto plan = compile_study(with_rate(
      R"({"id": "r", "type": "rate", "event": "dead5", "person_time": "time5",
          "by": "age_group", "standard": "esp2013"})"));
  REQUIRE(plan);
  // Below 50, from 50 to 70, from 70 on.
  CHECK(std::get<RateAnalysis>(plan->analyses[0].what).weights ==
        std::vector<double>{61'000, 25'000, 14'000});
  CHECK(begins(rate_refusal(R"({"id": "r", "type": "rate", "event": "dead5",
                                "person_time": "time5", "standard": "esp2013"})"),
               "study.malformed: /analyses/0/standard: stands only with `by`"));
  CHECK(begins(
      rate_refusal(R"({"id": "r", "type": "rate", "event": "dead5",
                                "person_time": "time5", "by": "arm", "standard": "esp2013"})"),
      "study.wrong_kind: /analyses/0/standard: `ESP2013` needs the last of `by` to be a `cut`"));
  CHECK(begins(rate_refusal(R"({"id": "r", "type": "rate", "event": "dead5",
                                "person_time": "time5", "by": "stage", "standard":
                                {"weights": [1, 2]}})"),
               "study.incomplete: /analyses/0/by: a standard has no weight for `(missing)`"));
  CHECK(begins(rate_refusal(R"({"id": "r", "type": "rate", "event": "dead5",
                                "person_time": "time5", "by": "arm", "standard":
                                {"weights": [1, 2]}})"),
               "study.malformed: /analyses/0/standard/weights: one number for each of the 3"));
  CHECK(begins(rate_refusal(R"({"id": "r", "type": "rate", "event": "dead5",
                                "person_time": "time5", "by": "arm", "standard":
                                {"weights": [0, 0, 0]}})"),
               "study.malformed: /analyses/0/standard: at least one weight"));
  CHECK(begins(rate_refusal(R"({"id": "r", "type": "rate", "event": "dead5",
                                "person_time": "time5", "by": "arm",
                                "reference_rates": [1, -1, 1]})"),
               "study.malformed: /analyses/0/reference_rates/1: a number of 0 or more"));
  CHECK(begins(rate_refusal(R"({"id": "r", "type": "rate", "event": "dead5",
                                "person_time": "time5", "by": "arm", "standard": "who2000"})"),
               "study.malformed: /analyses/0/standard: `ESP2013`, or an object"));
  CHECK(begins(rate_refusal(R"({"id": "r", "type": "rate", "event": "arm",
                                "person_time": "time5"})"),
               "study.wrong_kind: /analyses/0/event: an event is 1 or true"));
}

TEST_CASE("a rate may be by a list, with the standard of its last category, up to a horizon") {
  const auto plan = compile_study(with_rate(
      R"({"id": "r", "type": "rate", "event": "dead5", "person_time": "time5",
          "by": ["arm", "age_group"], "standard": "ESP2013", "horizon": 1826})"));
  REQUIRE(plan);
  const auto& rate = std::get<RateAnalysis>(plan->analyses[0].what);
  CHECK(rate.by == std::vector<std::string>{"arm", "age_group"});
  CHECK(rate.weights == std::vector<double>{61'000, 25'000, 14'000});
  CHECK(plan->analyses[0].horizon == 1826);
  CHECK(begins(rate_refusal(R"({"id": "r", "type": "rate", "event": "dead5",
                                "person_time": "time5", "by": []})"),
               "study.malformed: /analyses/0/by: at least one"));
  CHECK(begins(rate_refusal(R"({"id": "r", "type": "rate", "event": "dead5",
                                "person_time": "time5", "by": ["arm", "time"]})"),
               "study.wrong_kind: /analyses/0/by/1: groups are expected"));
  CHECK(begins(rate_refusal(R"({"id": "r", "type": "rate", "event": "dead5",
                                "person_time": "time5", "by": ["arm", "arm"]})"),
               "study.duplicate: /analyses/0/by/1: "));
  CHECK(begins(rate_refusal(R"({"id": "r", "type": "rate", "event": "dead5",
                                "person_time": "time5", "by": ["age_group", "arm"],
                                "standard": "ESP2013"})"),
               "study.wrong_kind: /analyses/0/standard: "));
  auto study = with_rate(R"({"id": "r", "type": "rate", "event": "dead5", "person_time": "time5",
                             "by": ["ward", "region"]})");
  for (const char* name : {"ward", "region"}) {
    study["variables"][name]["column"] = name;
    for (int level = 0; level < 15; ++level) study["variables"][name]["levels"].push_back(level);
  }
  const auto many = compile_study(study);
  REQUIRE_FALSE(many);
  CHECK(begins(many.error().text(), "study.too_large: /analyses/0/by: at most 200 combinations"));
}

}  // namespace passerelle::analysis
