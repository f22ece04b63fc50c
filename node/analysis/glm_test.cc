// Generalised linear models against R (vectors of the shared data).
#include <doctest/doctest.h>
#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "node/analysis/cohort_vectors_test.h"
#include "node/analysis/step.h"
#include "node/analysis/test_support.h"

namespace passerelle::analysis::test {
namespace {

using Family = GlmAnalysis::Family;
using Link = GlmAnalysis::Link;

StudyPlan cohort_plan() {
  return plan_of({category("site", {"A", "B", "C"}), number("age"), number("sex"),
                  category("stage", {"1", "2", "3", "4"}), number("treat"),
                  category("y_bin", {"0", "1"}), number("y"), number("hosp_n"), number("log_py"),
                  number("cost")});
}

const Derive kCohort{
    {"y", [](const Row& row) { return row.text("y_bin"); }},
    {"log_py", [](const Row& row) { return text_of(std::log(row.number("py"))); }}};

Nodes sites(const StudyPlan& study, const Derive& derive = kCohort) {
  return by_site(study, read_csv(shared_data() + kVectors + "cohort.csv"), derive);
}

void check_model(const Json& answer, const Json& r, const std::vector<std::string>& order) {
  CHECK(answer["status"] == "released");
  const auto& pooled = answer["pooled"];
  CHECK(pooled["n"] == r["n"]);
  CHECK(pooled["coefficients"].size() == r["coefficients"].size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    const auto& name = order[i];
    INFO(name);
    const double error = r["standard_errors"][name];
    CHECK(is_close(pooled["coefficients"][name_of_vector(name)], r["coefficients"][name], 1e-10,
                   error));
    CHECK(is_close(pooled["standard_errors"][name_of_vector(name)], error));
    CHECK(is_close(pooled["z"][name_of_vector(name)], r["z_or_t"][name], 1e-10, 1));
    CHECK(is_close(
        pooled["p_values"][name_of_vector(name)].get<double>() / r["p"][name].get<double>(), 1,
        1e-8));
    for (std::size_t j = 0; j < order.size(); ++j) {
      const double scale = error * r["standard_errors"][order[j]].get<double>();
      CHECK(std::abs(pooled["vcov"][i][j].get<double>() - r["vcov"][i][j].get<double>()) <=
            1e-10 * scale);
    }
  }
  CHECK(is_close(pooled["deviance"], r["deviance"]));
  CHECK(is_close(pooled["null_deviance"], r["null_deviance"]));
  CHECK(is_close(pooled["loglik"], r["log_likelihood"]));
  CHECK(is_close(pooled["aic"], r["aic"]));
  CHECK(is_close(pooled["pearson_chi_square"], r["pearson_chi_square"]));
  CHECK(is_close(pooled["dispersion"], r["dispersion"]));
  CHECK(pooled["df_residual"] == r["residual_df"]);
}

StudyPlan trial_plan() {
  return plan_of({category("arm", {"p", "q", "r"}), number("age"), number("time"),
                  category("event", {"0", "1"}), number("visits"), number("log_time"),
                  number("weight"), number("whole_weight")});
}

const Derive kTrial{
    {"visits",
     [](const Row& row) { return text_of(std::floor(row.number("x") * row.number("time") / 90)); }},
    {"log_time", [](const Row& row) { return text_of(std::log(row.number("time"))); }},
    {"weight", [](const Row& row) { return text_of(row.number("age") / 50); }},
    {"whole_weight", [](const Row& row) { return text_of(1 + std::fmod(row.number("age"), 4)); }}};

Nodes trial(const StudyPlan& study) {
  return by_node(study, read_csv(testdata("survival.csv")), kTrial);
}

Json glm_reference(const char* model) {
  return read_json(shared_data() + kVectors + "glm.json")["models"][model];
}

Json fit_glm(GlmAnalysis model, const Derive& derive = kCohort) {
  auto study = cohort_plan();
  add(study, "glm", std::move(model));
  return answer_of(study, sites(study, derive), "glm");
}

}  // namespace

TEST_CASE("a logistic regression of three sites is that of R on the pooled rows") {
  if (!has_shared_data("glm.json")) return;
  for (const char* outcome : {"y_bin", "y"}) {
    const auto answer = fit_glm({outcome, kCohortTerms, Family::binomial, Link::logit, {}});
    check_model(answer, glm_reference("binomial_logit"), kCohortNames);
    const auto& pooled = answer["pooled"];
    CHECK(pooled["df_null"] == 599);
    const double age = pooled["coefficients"]["age"];
    const double width = 1.959963984540054 * pooled["standard_errors"]["age"].get<double>();
    CHECK(is_close(pooled["odds_ratios"]["age"], std::exp(age), 1e-14));
    CHECK(is_close(pooled["odds_ratio_conf_low"]["age"], std::exp(age - width), 1e-14));
    CHECK(is_close(pooled["odds_ratio_conf_high"]["age"], std::exp(age + width), 1e-14));
    CHECK(is_close(pooled["conf_high"]["age"], age + width, 1e-14));
    CHECK_FALSE(pooled["odds_ratios"].contains("(Intercept)"));
    CHECK(pooled["iterations"].get<int>() <= 8);
  }
}

TEST_CASE("a logistic regression with an effect of the site is that of R") {
  if (!has_shared_data("glm.json")) return;
  check_model(
      fit_glm(
          {"y_bin", {"site", "age", "sex", "stage", "treat"}, Family::binomial, Link::logit, {}}),
      glm_reference("binomial_site_effects"),
      {"(Intercept)", "siteB", "siteC", "age", "sex", "fstage2", "fstage3", "fstage4", "treat"});
}

TEST_CASE("probit and complementary log-log regressions are those of R") {
  if (!has_shared_data("glm.json")) return;
  check_model(fit_glm({"y_bin", kCohortTerms, Family::binomial, Link::probit, {}}),
              glm_reference("binomial_probit"), kCohortNames);
  const auto answer = fit_glm({"y_bin", kCohortTerms, Family::binomial, Link::cloglog, {}});
  check_model(answer, glm_reference("binomial_cloglog"), kCohortNames);
  CHECK_FALSE(answer["pooled"].contains("odds_ratios"));
}

TEST_CASE("a Poisson regression with an offset is that of R") {
  if (!has_shared_data("glm.json")) return;
  const auto answer =
      fit_glm({"hosp_n", {"age", "sex", "treat"}, Family::poisson, Link::log, "log_py"});
  check_model(answer, glm_reference("poisson_offset"), {"(Intercept)", "age", "sex", "treat"});
  CHECK(is_close(answer["pooled"]["rate_ratios"]["age"],
                 std::exp(answer["pooled"]["coefficients"]["age"].get<double>()), 1e-14));
}

TEST_CASE("a gamma regression is that of R") {
  if (!has_shared_data("glm.json")) return;
  check_model(fit_glm({"cost", {"age", "sex", "stage"}, Family::gamma, Link::log, {}}),
              glm_reference("gamma_log"),
              {"(Intercept)", "age", "sex", "fstage2", "fstage3", "fstage4"});
}

// Of a model on arm and age.
void check_trial_model(const Json& pooled, const Json& theirs, double error_tolerance) {
  std::size_t j = 0;
  for (const char* term : {"(Intercept)", "armq", "armr", "age"}) {
    const double error = theirs["errors"][j];
    CHECK(is_close(pooled["coefficients"][term], theirs["coefficients"][j++], 1e-10, error));
    CHECK(is_close(pooled["standard_errors"][term], error, error_tolerance));
  }
}

TEST_CASE("a negative binomial regression is that of R, with its theta") {
  const auto r = read_json(testdata("models.json"))["counts"];
  auto plan = trial_plan();
  for (const char* name : {"plain", "offset", "weighted"}) {
    GlmAnalysis model{"visits", {"arm", "age"}, Family::negative_binomial, Link::log, {}};
    if (name != std::string("plain")) model.offset = "log_time";
    if (name == std::string("weighted")) model.weights = "weight";
    add(plan, name, std::move(model));
  }
  const auto result = pooled_answer(plan, run(plan, trial(plan)));
  for (const char* name : {"plain", "offset", "weighted"}) {
    const auto answer = answer_in(result, name);
    CHECK(answer["status"] == "released");
    const auto& pooled = answer["pooled"];
    const auto& theirs = r[name];
    check_trial_model(pooled, theirs, 1e-9);
    CHECK(is_close(pooled["theta"], theirs["theta"], 1e-9));
    CHECK(is_close(pooled["theta_standard_error"], theirs["theta_error"], 1e-9));
    CHECK(is_close(pooled["deviance"], theirs["deviance"], 1e-9));
    CHECK(is_close(pooled["pearson_chi_square"], theirs["pearson"], 1e-9));
    CHECK(is_close(pooled["loglik"], theirs["loglik"], 1e-10));
    CHECK(is_close(pooled["aic"], theirs["aic"], 1e-10));
    CHECK(pooled["rate_ratios"]["age"].is_number());
    CHECK(is_close(pooled["null_deviance"], theirs["null_deviance"], 1e-10));
    CHECK(pooled["iterations"].get<int>() < 20);
  }
}

TEST_CASE("regressions of weighted rows are those of R") {
  const auto r = read_json(testdata("models.json"))["prior"];
  auto plan = trial_plan();
  const std::vector<std::string> terms{"arm", "age"};
  add(plan, "binomial",
      GlmAnalysis{"event", terms, Family::binomial, Link::logit, {}, "whole_weight"});
  add(plan, "poisson",
      GlmAnalysis{"visits", terms, Family::poisson, Link::log, "log_time", "weight"});
  add(plan, "gamma", GlmAnalysis{"time", terms, Family::gamma, Link::log, {}, "weight"});
  const auto result = pooled_answer(plan, run(plan, trial(plan)));
  for (const char* name : {"binomial", "poisson", "gamma"}) {
    INFO(name);
    const auto answer = answer_in(result, name);
    REQUIRE(answer["status"] == "released");
    const auto& pooled = answer["pooled"];
    const auto& theirs = r[name];
    check_trial_model(pooled, theirs, 1e-10);
    for (const char* number : {"deviance", "null_deviance", "loglik", "aic", "dispersion"}) {
      INFO(number);
      CHECK(is_close(pooled[number], theirs[number]));
    }
    CHECK(is_close(pooled["pearson_chi_square"], theirs["pearson"]));
    CHECK(pooled["df_residual"] == theirs["df_residual"]);
  }
}

TEST_CASE("a row of weight two is a row that stands twice") {
  auto plan = trial_plan(), twice = trial_plan();
  const std::vector<std::string> terms{"age"};
  add(plan, "model",
      GlmAnalysis{"event", terms, Family::binomial, Link::logit, {}, "whole_weight"});
  add(twice, "model", GlmAnalysis{"event", terms, Family::binomial, Link::logit, {}});
  auto table = read_csv(testdata("survival.csv"));
  const auto rows = std::exchange(table.rows, {});
  for (const auto& row : rows) {
    table.rows.insert(table.rows.end(), 1 + std::stoul(row[table.column("age")]) % 4, row);
  }
  const auto ours = answer_of(plan, trial(plan), "model")["pooled"];
  const auto theirs = answer_of(twice, by_node(twice, table, kTrial), "model")["pooled"];
  CHECK(theirs["n"] > ours["n"]);
  for (const char* numbers : {"coefficients", "standard_errors"}) {
    CHECK(is_close(ours[numbers]["age"], theirs[numbers]["age"]));
  }
  for (const char* number : {"deviance", "null_deviance", "loglik"}) {
    CHECK(is_close(ours[number], theirs[number]));
  }
}

TEST_CASE("rounds of older nodes tell no deviance without terms beside a theta") {
  auto plan = trial_plan();
  add(plan, "nb",
      GlmAnalysis{"visits", {"arm", "age"}, Family::negative_binomial, Link::log, "log_time"});
  const auto state = run(plan, trial(plan), [](const NodeId& node, StepOutput& output) {
    if (node.text() != "b") return;
    for (auto& [slot, sums] : output.partial.sums) {
      if (auto* glm = std::get_if<GlmSums>(&*sums)) glm->without_terms.reset();
    }
  });
  const auto answer = answer_in(pooled_answer(plan, state), "nb");
  CHECK(answer["status"] == "released");
  CHECK(answer["pooled"]["theta"].is_number());
  CHECK_FALSE(answer["pooled"].contains("null_deviance"));
}

TEST_CASE("a node's own negative binomial regression is that of its rows") {
  auto plan = trial_plan();
  add(plan, "nb", GlmAnalysis{"visits", {"age"}, Family::negative_binomial, Link::log, "log_time"});
  plan.analyses[0].per_node = true;
  const auto nodes = trial(plan);
  Nodes alone;
  alone[NodeId("a")] = nodes.at(NodeId("a"));
  const auto own = answer_of(plan, nodes, "nb")["nodes"]["a"];
  const auto theirs = answer_of(plan, alone, "nb")["pooled"];
  for (const char* number : {"theta", "deviance", "null_deviance", "aic"}) {
    CHECK(is_close(own[number], theirs[number]));
  }
}

TEST_CASE("counts that vary less than their mean have no theta") {
  auto plan = plan_of({number("age"), number("two")});
  add(plan, "nb", GlmAnalysis{"two", {"age"}, Family::negative_binomial, Link::log, {}});
  const Derive derive{
      {"two", [](const Row& row) { return text_of(2 + std::fmod(row.number("age"), 2)); }}};
  const auto answer =
      answer_of(plan, by_node(plan, read_csv(testdata("survival.csv")), derive), "nb");
  CHECK(answer["status"] == "failed");
  CHECK(answer["reason"] == "not_converged");
}

TEST_CASE("a node's own regression is that of R on its rows, and is missing where it has none") {
  auto plan = plan_of(
      {category("arm", {"p", "q"}), number("age"), category("event", {"0", "1"}), number("count")});
  add(plan, "logit", GlmAnalysis{"event", {"age"}, Family::binomial, Link::logit, {}});
  add(plan, "poisson", GlmAnalysis{"count", {"age"}, Family::poisson, Link::log, {}});
  for (auto& analysis : plan.analyses) analysis.per_node = true;
  const Derive derive{{"arm", [](const Row&) { return "p"; }},
                      {"count", [](const Row& row) { return row.text("event"); }}};
  const auto result =
      pooled_answer(plan, run(plan, by_node(plan, read_csv(testdata("survival.csv")), derive)));
  const auto r = read_json(testdata("models.json"))["of_nodes"];
  for (const char* id : {"logit", "poisson"}) {
    const auto answer = answer_in(result, id);
    CHECK(answer["status"] == "released");
    for (const char* node : {"a", "b"}) {
      const auto& own = answer["nodes"][node];
      const auto& theirs = r[id][node];
      CHECK(is_close(own["coefficients"]["(Intercept)"], theirs["coefficients"][0], 1e-10, 1));
      CHECK(is_close(own["coefficients"]["age"], theirs["coefficients"][1], 1e-10, 0.1));
      CHECK(is_close(own["standard_errors"]["age"], theirs["error"], 1e-9));
      CHECK(is_close(own["deviance"], theirs["deviance"]));
      CHECK(is_close(own["null_deviance"], theirs["null_deviance"]));
    }
    // At node c nobody has the event.
    CHECK(answer["nodes"]["c"]["coefficients"].is_null());
    CHECK(answer["nodes"]["c"]["n"].is_number());
  }
}

TEST_CASE("covariates in other units, or far from zero, only change their coefficients") {
  if (!has_shared_data("glm.json")) return;
  const auto r = glm_reference("binomial_logit");
  auto derive = kCohort;
  derive["age"] = [](const Row& row) {
    return text_of(row.number("age") * 1024 + 1099511627776);  // 2^40
  };
  const auto answer = fit_glm({"y_bin", kCohortTerms, Family::binomial, Link::logit, {}}, derive);
  const auto& pooled = answer["pooled"];
  const double error = r["standard_errors"]["age"];
  CHECK(is_close(pooled["coefficients"]["age"].get<double>() * 1024, r["coefficients"]["age"],
                 1e-10, error));
  CHECK(is_close(pooled["standard_errors"]["age"].get<double>() * 1024, error));
  CHECK(is_close(pooled["coefficients"]["treat"], r["coefficients"]["treat"]));
  CHECK(is_close(pooled["deviance"], r["deviance"]));
}

TEST_CASE("the data of the shared vector that separate are named so") {
  if (!has_shared_data("glm.json")) return;
  auto study = plan_of({number("x"), category("y", {"0", "1"})});
  add(study, "glm", GlmAnalysis{"y", {"x"}, Family::binomial, Link::logit, {}});
  auto table = read_csv(shared_data() + kVectors + "separated.csv");
  table.names.emplace_back("id");
  for (std::size_t i = 0; i < table.rows.size(); ++i) table.rows[i].push_back(std::to_string(i));
  Nodes nodes;
  for (const char* site : {"A", "B", "C"}) {
    auto frame =
        frame_of(study, table, {}, [&](const Row& row) { return row.text("site") == site; });
    if (frame.rows > 0) nodes[NodeId(site)] = std::move(frame);
  }
  const auto answer = answer_of(study, nodes, "glm");
  CHECK(answer["status"] == "failed");
  CHECK(answer["reason"] == "separation");
  CHECK(answer["exact_to"].is_null());
}

namespace {

// 240 rows at three nodes, made by a formula.
Table logistic_rows() {
  auto table = parse_csv("id,node,x,two,arm,y\n");
  for (int i = 0; i < 240; ++i) {
    const std::string arm = i % 5 < 2 ? "p" : i % 5 < 4 ? "q" : "r";
    const bool happened = (i * 71) % 83 + (arm == "q" ? 15 : 0) + (i * 37) % 101 / 4 > 60;
    table.rows.push_back({std::to_string(i), std::string(1, "abc"[i % 3]),
                          std::to_string((i * 37) % 101), (i * 13) % 7 < 3 ? "1" : "0", arm,
                          happened ? "1" : "0"});
  }
  return table;
}

StudyPlan logistic_plan() {
  return plan_of(
      {number("x"), number("two"), category("arm", {"p", "q", "r"}), category("y", {"0", "1"})});
}

Nodes logistic_nodes(const StudyPlan& study, const Derive& derive = {}) {
  return by_node(study, logistic_rows(), derive);
}

GlmAnalysis logistic(std::vector<std::string> terms) {
  return {"y", std::move(terms), Family::binomial, Link::logit, {}};
}

Json fit_logistic(const std::vector<std::string>& terms, const Derive& derive = {}) {
  auto study = logistic_plan();
  add(study, "glm", logistic(terms));
  return answer_of(study, logistic_nodes(study, derive), "glm");
}

}  // namespace

TEST_CASE("separation by a level, by its reference and by a number of two values is named") {
  const auto none_in = [](const char* arm) {
    return Derive{{"y", [arm](const Row& row) {
                     return row.text("arm") == arm ? std::string("0") : row.text("y");
                   }}};
  };
  CHECK(fit_logistic({"arm", "x"}, none_in("q"))["reason"] == "separation");
  CHECK(fit_logistic({"arm", "x"}, none_in("p"))["reason"] == "separation");
  const Derive by_two{{"y", [](const Row& row) {
                         return row.text("two") == "1" ? std::string("1") : row.text("y");
                       }}};
  const auto answer = fit_logistic({"x", "two"}, by_two);
  CHECK(answer["status"] == "failed");
  CHECK(answer["reason"] == "separation");
}

TEST_CASE("a generalised linear model whose terms determine one another names them") {
  const Derive twice{{"two", [](const Row& row) { return text_of(2 * row.number("x") + 1); }}};
  const auto answer = fit_logistic({"arm", "x", "two"}, twice);
  CHECK(answer["reason"] == "collinearity");
  CHECK(answer["aliased"] == Json{"two"});
  CHECK(answer["pooled"] == Json{{"n", 240}});
}

TEST_CASE("a logistic regression with too few of either side is not fitted") {
  const auto only = [](const char* happened, const char* others) {
    return Derive{{"y", [=](const Row& row) {
                     return row.number("id") < 2 ? std::string(happened) : std::string(others);
                   }}};
  };
  CHECK(fit_logistic({"x", "two"}, only("1", "0"))["reason"] == "too_few_events");
  CHECK(fit_logistic({"x", "two"}, only("0", "1"))["reason"] == "too_few_events");
  CHECK(fit_logistic({"x"}, {{"y", [](const Row&) { return "0"; }}})["reason"] == "too_few_events");
}

TEST_CASE("a level that nobody has leaves the generalised linear model of the others") {
  auto study = logistic_plan();
  study.variables["arm"] = category("arm", {"p", "s", "q", "r"});
  add(study, "glm", logistic({"arm", "x"}));
  const auto answer = answer_of(study, logistic_nodes(study), "glm");
  const auto others = fit_logistic({"arm", "x"});
  CHECK(answer["status"] == "released");
  CHECK(answer["pooled"]["coefficients"]["arms"].is_null());
  CHECK(answer["pooled"]["odds_ratios"]["arms"].is_null());
  CHECK(answer["pooled"]["df_residual"] == others["pooled"]["df_residual"]);
  CHECK(is_close(answer["pooled"]["coefficients"]["armq"], others["pooled"]["coefficients"]["armq"],
                 1e-13));
  CHECK(is_close(answer["pooled"]["standard_errors"]["x"], others["pooled"]["standard_errors"]["x"],
                 1e-13));
}

TEST_CASE("a generalised linear model is the same to the last bit whatever the order of rows") {
  auto study = logistic_plan();
  add(study, "glm", logistic({"x", "two", "arm"}));
  auto table = logistic_rows();
  Nodes one, other;
  one[NodeId("a")] = frame_of(study, table);
  std::reverse(table.rows.begin(), table.rows.end());
  other[NodeId("a")] = frame_of(study, table);
  CHECK(pooled_answer(study, run(study, one)) == pooled_answer(study, run(study, other)));
}

TEST_CASE("no coefficient is in what a node sends") {
  auto study = logistic_plan();
  add(study, "glm", logistic({"x"}));
  int rounds = 0;
  run(study, logistic_nodes(study), [&](const NodeId& node, StepOutput& output) {
    const auto& sums = output.partial.sums.at({"glm", "", ""});
    if (node.text() == "a") CHECK(std::holds_alternative<CrossProducts>(*sums) == (rounds++ == 0));
  });
  CHECK(rounds > 3);
  CHECK(rounds < 12);
}

TEST_CASE("a generalised linear model that one node withholds in some round is withheld") {
  for (const int round : {0, 1, 3}) {
    auto study = logistic_plan();
    add(study, "glm", logistic({"x"}));
    int now = 0;
    const auto state =
        run(study, logistic_nodes(study), [&](const NodeId& node, StepOutput& output) {
          if (node.text() == "b" && now++ == round) output.partial.sums.at({"glm", "", ""}).reset();
        });
    const auto answer = answer_in(pooled_answer(study, state), "glm");
    CHECK(answer["status"] == "withheld");
    CHECK(answer["pooled"]["n"] == 240);
    CHECK(answer["pooled"]["coefficients"].is_null());
  }
}

TEST_CASE("both sides of an outcome with levels are cells, in every level of the terms") {
  auto study = logistic_plan();
  add(study, "glm", logistic({"x", "arm"}));
  const auto output = step(study, start(study), logistic_nodes(study).at(NodeId("a")));
  REQUIRE(output.has_value());
  for (const char* side : {"0", "1"}) {
    CHECK(output->partial.cells.contains({kSet, {{"y", side}}}));
    CHECK(output->partial.cells.contains({kSet, {{"arm", "r"}, {"y", side}}}));
  }
}

TEST_CASE("an outcome that the family does not have is refused without a value") {
  const auto refused = [](Family family, Link link, const char* y) {
    auto study = plan_of({number("x"), number("y")});
    add(study, "glm", GlmAnalysis{"y", {"x"}, family, link, {}});
    const auto frame = frame_of(study, parse_csv("id,x,y\n1,1,1\n2,2," + std::string(y) + "\n"));
    const auto output = step(study, start(study), frame);
    REQUIRE_FALSE(output.has_value());
    CHECK(output.error().code == make_error_code(DataError::outside_levels));
    CHECK(output.error().detail.find(y) == std::string::npos);
  };
  refused(Family::binomial, Link::logit, "17");
  refused(Family::poisson, Link::log, "2.5");
  refused(Family::poisson, Link::log, "-13");
  refused(Family::gamma, Link::log, "-0.25");
}

TEST_CASE("a weight that is not above zero is refused without a value") {
  for (const char* weight : {"0", "-1.5"}) {
    auto study = plan_of({number("x"), number("y"), number("weight")});
    add(study, "glm", GlmAnalysis{"y", {"x"}, Family::binomial, Link::logit, {}, "weight"});
    const auto table = "id,x,y,weight\n1,1,1,2\n2,2,0," + std::string(weight) + "\n";
    const auto output = step(study, start(study), frame_of(study, parse_csv(table)));
    REQUIRE_FALSE(output.has_value());
    CHECK(output.error().code == make_error_code(DataError::outside_levels));
    CHECK(output.error().detail.find("weight holds weights that are not above 0") == 0);
  }
}

TEST_CASE("weights that leave few rows are seen in the round that makes them") {
  // All but a few rows are far from where the outcome is open.
  auto study = plan_of({number("x"), number("y")});
  add(study, "glm", GlmAnalysis{"y", {"x"}, Family::binomial, Link::logit, {}});
  Table table = parse_csv("id,x,y\n");
  for (int i = 0; i < 200; ++i) {
    const bool is_open = i >= 98 && i < 102;
    table.rows.push_back(
        {std::to_string(i), std::to_string(i), (is_open ? i % 2 == 0 : i >= 100) ? "1" : "0"});
  }
  Nodes nodes;
  nodes[NodeId("a")] = frame_of(study, table);
  double fewest = 1e9, heaviest = 0;
  run(study, nodes, [&](const NodeId&, StepOutput& output) {
    const auto& found = *output.evidence.models.at({"glm", "", ""}).regression;
    fewest = std::min(fewest, found.effective_rows);
    heaviest = std::max(heaviest, found.largest_leverage);
  });
  CHECK(fewest < 20);
  CHECK(heaviest > 0.1);
}

}  // namespace passerelle::analysis::test
