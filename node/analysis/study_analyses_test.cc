#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "node/analysis/outcomes.h"
#include "node/analysis/study_sample_test.h"
#include "node/base/format_examples_test.h"

namespace passerelle::analysis {

TEST_CASE("analyses of unknown type, id or cohort are refused") {
  CHECK(begins(refusal("/analyses", Json::array()), "study.malformed: /analyses: "));
  CHECK(begins(refusal("/analyses/1/id", "n"), "study.duplicate: /analyses/1/id: the id `n`"));
  CHECK(begins(refusal("/analyses/0/id", "../n"), "study.malformed: /analyses/0/id: "));
  CHECK(
      begins(refusal("/analyses/0/type", "magic"),
             "study.malformed: /analyses/0/type: `magic` is no type of analysis; one of count, "));
  CHECK(begins(refusal("/analyses/0/cohort", "none"), "study.unknown_name: /analyses/0/cohort: "));
  CHECK(begins(refusal("/analyses/0/horizon", 0), "study.malformed: /analyses/0/horizon: "));
  CHECK(begins(refusal("/analyses/0/per_node", "yes"), "study.malformed: /analyses/0/per_node: "));
  auto study = sample_study();
  study.erase("analysis_set");
  study["cohorts"]["all"] = Json{{"from", "colon"}};
  CHECK(begins(compile_study(study).error().text(),
               "study.malformed: /analyses/0/cohort: is missing; the study has several cohorts"));
  Json many = Json::array();
  for (int i = 0; i < 201; ++i)
    many.push_back({{"id", "a" + std::to_string(i)}, {"type", "count"}});
  CHECK(begins(refusal("/analyses", many), "study.too_large: /analyses: "));
}

TEST_CASE("variables of a kind that an analysis cannot use are refused") {
  CHECK(begins(analysis_refusal(R"({"id": "a", "type": "count", "by": "age"})"),
               "study.wrong_kind: /analyses/0/by: groups are expected; declare `age`"));
  CHECK(begins(analysis_refusal(R"({"id": "a", "type": "count", "by": "node"})"),
               "study.malformed: /analyses/0/by: `node` is reserved"));
  CHECK(begins(analysis_refusal(R"({"id": "a", "type": "describe", "variables": ["arm"]})"),
               "study.wrong_kind: /analyses/0/variables/0: `describe` takes numbers"));
  CHECK(begins(analysis_refusal(R"({"id": "a", "type": "describe", "variables": []})"),
               "study.malformed: /analyses/0/variables: at least one variable"));
  CHECK(begins(
      analysis_refusal(R"({"id": "a", "type": "crosstab", "rows": "arm", "columns": "arm"})"),
      "study.duplicate: /analyses/0/columns: "));
  CHECK(begins(
      analysis_refusal(R"({"id": "a", "type": "crosstab", "rows": "arm", "layers": "stage"})"),
      "study.malformed: /analyses/0/layers: stands only with `columns`"));
  CHECK(begins(analysis_refusal(R"({"id": "a", "type": "log_rank", "time": "dead5", "event": "arm",
                                    "by": "stage"})"),
               "study.wrong_kind: /analyses/0/time: a time is a number"));
  CHECK(begins(analysis_refusal(R"({"id": "a", "type": "log_rank", "time": "time5", "event": "arm",
                                    "by": "dead5"})"),
               "study.wrong_kind: /analyses/0/event: an event is 1 or true"));
  CHECK(begins(refusal("/variables/dead5/missing", "category"),
               "study.wrong_kind: /analyses/3/event: whether the event happened must be known"));
  CHECK(begins(refusal("/variables/arm/levels", Json::array({"Obs"})),
               "study.wrong_kind: /analyses/3/by: at least two levels"));
}

TEST_CASE("curves are checked") {
  CHECK(begins(refusal("/analyses/3/breaks", Json::array()),
               "study.malformed: /analyses/3/breaks: "));
  CHECK(begins(refusal("/analyses/3/breaks", Json::array({0, 1826})),
               "study.malformed: /analyses/3/breaks/0: breaks are numbers above 0"));
  CHECK(begins(refusal("/analyses/3/breaks", Json::array({365, 365})),
               "study.malformed: /analyses/3/breaks/1: "));
  CHECK(begins(refusal("/analyses/3/censor_breaks", Json::array({400, 1826})),
               "study.malformed: /analyses/3/censor_breaks: "));
  CHECK(begins(refusal("/analyses/3/censor_breaks", Json::array({365})),
               "study.malformed: /analyses/3/censor_breaks: "));
  CHECK(begins(refusal("/analyses/3/coarser", Json::parse("[[500, 1826]]")),
               "study.malformed: /analyses/3/coarser/0: some of the breaks"));
  CHECK(begins(refusal("/analyses/3/coarser", Json::parse("[[365, 913, 1826]]")),
               "study.malformed: /analyses/3/coarser/0: "));
  CHECK(begins(refusal("/analyses/3/coarser", Json::parse("[[365]]")),
               "study.malformed: /analyses/3/coarser/0: the last break is the horizon"));
  CHECK(begins(refusal("/analyses/3/horizon", 1000),
               "study.malformed: /analyses/3/horizon: the last of `breaks`, 1826, is expected"));
  CHECK(
      begins(refusal("/analyses/3/conf_type", "none"), "study.malformed: /analyses/3/conf_type: "));
  CHECK(begins(refusal("/analyses/3/tau", 1827), "study.malformed: /analyses/3/tau: "));
}

TEST_CASE("a curve's censor breaks and confidence type may be left out") {
  const auto plan = with_analysis(
      R"({"id": "a", "type": "kaplan_meier", "time": "time5", "event": "dead5",
          "breaks": [365, 1826]})");
  const auto& curve = std::get<KaplanMeierAnalysis>(plan.analyses[0].what);
  CHECK(curve.censor_levels == curve.levels);
  CHECK(curve.interval == KaplanMeierAnalysis::Interval::log);
}

TEST_CASE("log-rank and Cox are stratified by node on exact times, and say so") {
  for (const char* place : {"/analyses/4", "/analyses/5"}) {
    const auto at = [&](const char* field) { return std::string(place) + field; };
    CHECK(begins(refusal(at("/strata").c_str(), Json::array({"stage"})),
                 "study.not_offered: " + at("/strata") + ": [\"node\"], "));
    CHECK(begins(refusal(at("/strata").c_str(), Json::array()),
                 "study.malformed: " + at("/breaks") + ": is missing"));
    for (const char* field : {"/breaks", "/censor_breaks"}) {
      CHECK(begins(refusal(at(field).c_str(), Json::array({1826})),
                   "study.malformed: " + at(field) + ": stands with `strata: []`"));
    }
    CHECK(begins(refusal(at("/coarser").c_str(), Json::array()),
                 "study.malformed: " + at("/coarser") + ": stands with `strata: []`"));
  }
  CHECK(begins(refusal("/analyses/5/ties", "exact"), "study.malformed: /analyses/5/ties: "));
  CHECK(begins(refusal("/analyses/5/terms", Json::array({"age", "age"})),
               "study.duplicate: /analyses/5/terms/1: "));
}

TEST_CASE("strata beside the node are categories, named once") {
  const auto strata = [](const Json& names) { return refusal("/analyses/4/strata", names); };
  CHECK(begins(strata(Json::array({"age_group", "arm"})),
               "study.not_offered: /analyses/4/strata: [\"node\"], "));
  CHECK(begins(strata(Json::array({"node", "node"})), "study.duplicate: /analyses/4/strata: "));
  CHECK(begins(strata(Json::array({"node", "arm"})), "study.duplicate: /analyses/4/strata/1: "));
  CHECK(begins(strata(Json::array({"age_group", "node", "age_group"})),
               "study.duplicate: /analyses/4/strata/2: "));
  CHECK(begins(strata(Json::array({"node", "age"})),
               "study.wrong_kind: /analyses/4/strata/1: groups are expected"));
  CHECK(begins(strata("node"), "study.malformed: /analyses/4/strata: "));
  CHECK(begins(strata(Json::array({"node", 1})), "study.malformed: /analyses/4/strata"));
  auto study = sample_study();
  study["analyses"][5]["strata"] = Json::array({"age_group", "node"});
  const auto plan = compiled(study);
  CHECK(std::get<CoxAnalysis>(plan.analyses[5].what).strata == Names{"age_group"});
  CHECK(survival_of(plan.analyses[5])->strata == Names{"age_group"});
}

TEST_CASE("the stratum of every row is known") {
  auto study = sample_study();
  study["analyses"][4]["strata"] = Json::array({"node", "stage"});
  CHECK(begins(compile_study(study).error().text(),
               "study.incomplete: /analyses/4/strata/1: `stage` must be complete"));
  study["analysis_set"]["complete_on"].push_back("stage");
  CHECK(compile_study(study).has_value());
  study["variables"]["stage"]["missing"] = "category";
  CHECK(begins(compile_study(study).error().text(),
               "study.wrong_kind: /analyses/4/strata/1: the stratum of a row must be known"));
  study.erase("analysis_set");
  study["variables"]["stage"].erase("missing");
  const auto plan = compiled(study);
  const auto& rows = plan.row_sets.at(plan.analyses[4].row_set);
  CHECK(std::ranges::find(rows.complete_on, "stage") != rows.complete_on.end());
  CHECK(plan.base().columns.contains("stage"));
}

TEST_CASE("a node has at most two hundred strata") {
  auto study = sample_study();
  Json levels = Json::array();
  for (int i = 0; i < 101; ++i) levels.push_back(i);
  study["variables"]["stage"] = {{"column", "stage"}, {"levels", levels}};
  study["variables"]["other"] = {{"column", "other"}, {"levels", {0, 1}}};
  study["analysis_set"]["complete_on"] = {"arm", "age", "time5", "dead5", "stage", "other"};
  study["analyses"][4]["strata"] = Json::array({"node", "stage"});
  CHECK(compile_study(study).has_value());
  study["analyses"][4]["strata"].push_back("other");
  CHECK(begins(compile_study(study).error().text(),
               "study.too_large: /analyses/4/strata/2: at most 200 strata"));
}

TEST_CASE("a log-rank test without strata has breaks, as a curve") {
  const auto plan = with_analysis(R"({"id": "a", "type": "log_rank", "time": "time5",
      "event": "dead5", "by": "arm", "rho": 0.5, "strata": [], "breaks": [365, 730, 1826],
      "censor_breaks": [730, 1826], "coarser": [[365, 1826]]})");
  const auto& test = std::get<LogRankAnalysis>(plan.analyses[0].what);
  CHECK(test.rho == 0.5);
  REQUIRE(test.breaks);
  CHECK(test.breaks->time == "time5");
  CHECK(test.breaks->by == "arm");
  CHECK(test.breaks->levels == std::vector<std::vector<double>>{{365, 730, 1826}, {365, 1826}});
  CHECK(test.breaks->censor_levels == std::vector<std::vector<double>>{{730, 1826}, {1826}});
  CHECK(plan.analyses[0].horizon == 1826);
}

TEST_CASE("a Cox model without strata has breaks, and only what common risk sets allow") {
  const auto with_field = [](const std::string& field) {
    return R"({"id": "a", "type": "cox", "time": "time5", "event": "dead5", "terms": ["arm"],
               "strata": [], "breaks": [365, 1826], "coarser": [[1826]])" +
           field + "}";
  };
  const auto plan = with_analysis(with_field("").c_str());
  const auto& model = std::get<CoxAnalysis>(plan.analyses[0].what);
  REQUIRE(model.breaks);
  CHECK(model.breaks->time == "time5");
  CHECK_FALSE(model.breaks->by);
  CHECK(model.breaks->levels == std::vector<std::vector<double>>{{365, 1826}, {1826}});
  CHECK(plan.analyses[0].horizon == 1826);
  const auto tested = with_analysis(with_field(", \"proportional_hazards\": true").c_str());
  CHECK(std::get<CoxAnalysis>(tested.analyses[0].what).tests_hazards);
  const auto based = with_analysis(with_field(", \"baseline_hazard\": true").c_str());
  CHECK(std::get<CoxAnalysis>(based.analyses[0].what).gives_baseline);
  CHECK(begins(refusal("/analyses/5/baseline_hazard", true),
               "study.not_offered: /analyses/5/baseline_hazard: stands with `strata: []`"));
  const auto own = with_analysis(with_field(", \"per_node\": true").c_str());
  CHECK(own.analyses[0].per_node);
  for (const auto& [name, value] : {std::pair{"entry", "\"age\""}, {"concordance", "true"}}) {
    INFO(name);
    const auto field = ", \"" + std::string(name) + "\": " + value;
    CHECK(begins(analysis_refusal(with_field(field).c_str()),
                 "study.not_offered: /analyses/0/" + std::string(name) + ": "));
  }
}

TEST_CASE("tests on exact times weight events by one power") {
  CHECK(
      begins(refusal("/analyses/4/rho", -1), "study.malformed: /analyses/4/rho: 0 (log-rank) to "));
  CHECK(begins(refusal("/analyses/4/rho", 11), "study.malformed: /analyses/4/rho: "));
  auto study = sample_study();
  auto other = study["analyses"][4];
  other["id"] = "other";
  other["rho"] = 1;
  study["analyses"].push_back(other);  // beside rho 0
  CHECK(compile_study(study).has_value());
  other["id"] = "third";
  other["rho"] = 2;
  study["analyses"].push_back(other);
  const auto refused = compile_study(study);
  REQUIRE_FALSE(refused.has_value());
  CHECK(begins(refused.error().text(), "study.not_offered: /analyses/7/rho: one `rho` above 0 "));
  study["analyses"][7]["strata"] = Json::array();
  study["analyses"][7]["breaks"] = Json::array({365, 1826});
  CHECK(compile_study(study).has_value());
}

TEST_CASE("the entry of a Cox model is another number than its time, and complete") {
  const auto with_entry = [](const std::string& entry) {
    return R"({"id": "a", "type": "cox", "time": "time5", "event": "dead5", "terms": ["arm"],
               "entry": ")" +
           entry + "\"}";
  };
  CHECK(std::get<CoxAnalysis>(with_analysis(with_entry("age").c_str()).analyses[0].what).entry ==
        "age");
  CHECK(begins(analysis_refusal(with_entry("nodes").c_str()),
               "study.incomplete: /analyses/0/entry: `nodes` must be complete"));
  CHECK(begins(analysis_refusal(with_entry("stage").c_str()),
               "study.wrong_kind: /analyses/0/entry: "));
  CHECK(begins(analysis_refusal(with_entry("time5").c_str()),
               "study.duplicate: /analyses/0/entry: "));
}

TEST_CASE("linear models are checked") {
  const auto plan = with_analysis(R"({"id": "a", "type": "linear", "outcome": "time5",
      "terms": ["age", "arm"], "robust": "hc1"})");
  const auto& model = std::get<LinearAnalysis>(plan.analyses[0].what);
  CHECK(model.outcome == "time5");
  CHECK(model.terms == Names{"age", "arm"});
  CHECK(model.errors == LinearAnalysis::Errors::hc1);
  CHECK(begins(analysis_refusal(R"({"id": "a", "type": "linear", "outcome": "time5"})"),
               "study.malformed: /analyses/0/terms: "));
  CHECK(begins(
      analysis_refusal(R"({"id": "a", "type": "linear", "outcome": "arm", "terms": ["age"]})"),
      "study.wrong_kind: /analyses/0/outcome: what is explained is a number"));
  CHECK(begins(
      analysis_refusal(R"({"id": "a", "type": "linear", "outcome": "age", "terms": ["age"]})"),
      "study.duplicate: /analyses/0/terms/0: "));
  CHECK(begins(
      analysis_refusal(R"({"id": "a", "type": "linear", "outcome": "weight", "terms": ["age"]})"),
      "study.incomplete: /analyses/0/outcome: `weight` must be complete"));
  CHECK(begins(analysis_refusal(R"({"id": "a", "type": "linear", "outcome": "age",
                                    "terms": ["arm"], "robust": "hc3"})"),
               "study.malformed: /analyses/0/robust: "));
  CHECK(begins(analysis_refusal(R"({"id": "a", "type": "linear", "outcome": "age",
                                    "terms": ["arm"], "link": "log"})"),
               "study.malformed: /analyses/0"));
}

TEST_CASE("generalised linear models are checked") {
  const auto plan = with_analysis(R"({"id": "a", "type": "glm", "outcome": "dead5",
      "terms": ["age", "arm"], "family": "binomial"})");
  const auto& model = std::get<GlmAnalysis>(plan.analyses[0].what);
  CHECK(model.link == GlmAnalysis::Link::logit);
  CHECK_FALSE(model.offset);
  const auto poisson = with_analysis(R"({"id": "a", "type": "glm", "outcome": "age",
      "terms": ["arm"], "family": "poisson", "offset": "time5"})");
  CHECK(std::get<GlmAnalysis>(poisson.analyses[0].what).link == GlmAnalysis::Link::log);
  CHECK(std::get<GlmAnalysis>(poisson.analyses[0].what).offset == "time5");
  CHECK_FALSE(model.weights);
  const auto weighted = with_analysis(R"({"id": "a", "type": "glm", "outcome": "dead5",
      "terms": ["arm"], "family": "binomial", "weights": "age"})");
  CHECK(std::get<GlmAnalysis>(weighted.analyses[0].what).weights == "age");

  const auto refusal_of = [](const std::string& rest) {
    return analysis_refusal(
        (R"({"id": "a", "type": "glm", "outcome": "dead5", "terms": ["age"])" + rest + "}")
            .c_str());
  };
  CHECK(begins(refusal_of(""), "study.malformed: /analyses/0/family: "));
  CHECK(begins(refusal_of(R"(, "family": "normal")"),
               "study.malformed: /analyses/0/family: binomial, poisson, negative_binomial"));
  CHECK(begins(refusal_of(R"(, "family": "negative_binomial", "link": "logit")"),
               "study.malformed: /analyses/0/link: log is expected"));
  CHECK(begins(refusal_of(R"(, "family": "binomial", "link": "log")"),
               "study.malformed: /analyses/0/link: logit, probit or cloglog"));
  CHECK(begins(refusal_of(R"(, "family": "gamma", "link": "inverse")"),
               "study.malformed: /analyses/0/link: log is expected"));
  CHECK(begins(refusal_of(R"(, "family": "binomial", "offset": "time5")"),
               "study.not_offered: /analyses/0/offset: "));
  CHECK(begins(refusal_of(R"(, "family": "binomial", "weights": "arm")"),
               "study.wrong_kind: /analyses/0/weights: "));
  CHECK(begins(refusal_of(R"(, "family": "binomial", "weights": 2)"),
               "study.malformed: /analyses/0/weights: "));
  CHECK(begins(refusal_of(R"(, "family": "poisson")"),
               "study.wrong_kind: /analyses/0/outcome: what is explained is a number"));
  CHECK(begins(analysis_refusal(R"({"id": "a", "type": "glm", "outcome": "arm", "terms": ["age"],
                                    "family": "binomial"})"),
               "study.wrong_kind: /analyses/0/outcome: an event is 1 or true"));
}

TEST_CASE("the study of the language's page compiles, and holds what this release computes") {
  const auto study = Json::parse(format_examples("node/analysis", "json", "STUDY.md").at(0));
  const auto plan = compiled(study);
  CHECK(plan.analyses.size() == study["analyses"].size());
  // What a release computes it says in a refusal.
  const auto offered = refusal("/analyses/0/type", "none");
  for (const auto& analysis : plan.analyses) {
    CHECK(offered.find(analysis.type) != std::string::npos);
  }
}

}  // namespace passerelle::analysis
