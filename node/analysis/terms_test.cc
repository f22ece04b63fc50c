// Products, powers and splines as terms of models, against R (testdata/README.md).
#include <doctest/doctest.h>
#include <cmath>
#include <nlohmann/json.hpp>

#include "node/analysis/compile_terms.h"
#include "node/analysis/design.h"
#include "node/analysis/expression_values.h"
#include "node/analysis/study_sample_test.h"
#include "node/analysis/test_support.h"

namespace passerelle::analysis::test {
namespace {

Json terms_reference(const char* name) { return read_json(testdata("reference.json")).at(name); }

double above(double x, double knot) { return std::pow(std::max(x - knot, 0.0), 3); }

// The second piece of a spline of the age with knots 45, 55, 65 and 75, by another way of writing
// it: divided differences (de Boor).
std::string bent(const Row& row, double knot) {
  const double x = row.number("age");
  const auto slope = [&](double at) { return (above(x, at) - above(x, 75)) / (75 - at); };
  return text_of((slope(knot) - slope(65)) * (75 - knot) / 900);
}

const Derive kPowersAndBends{
    {"sq", [](const Row& row) { return text_of(std::pow(row.number("age"), 2)); }},
    {"cube", [](const Row& row) { return text_of(std::pow(row.number("age"), 3)); }},
    {"bent45", [](const Row& row) { return bent(row, 45); }},
    {"bent55", [](const Row& row) { return bent(row, 55); }}};

Json fit_terms(decltype(Analysis::what) model, const Derive& derive = kPowersAndBends) {
  auto study = plan_of({category("arm", {"p", "q", "r"}), number("age"), number("sex"), number("x"),
                        number("time"), category("event", {"0", "1"}), number("sq"), number("cube"),
                        number("bent45"), number("bent55")});
  add(study, "model", std::move(model));
  const auto nodes = by_node(study, read_csv(testdata("survival.csv")), derive);
  return answer_of(study, nodes, "model").at("pooled");
}

void check_coefficients(const Json& pooled, const Json& r, const std::vector<std::string>& names) {
  REQUIRE(r["coefficients"].size() == names.size());
  REQUIRE(pooled["coefficients"].size() == names.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    INFO(names[i]);
    const double theirs = r["coefficients"][i];
    const double scale = r.contains("errors") ? r["errors"][i].get<double>() : 1.0;
    CHECK(is_close(pooled["coefficients"][names[i]], theirs, 1e-10, scale));
    if (!r.contains("vcov")) continue;
    const double error = std::sqrt(r["vcov"][i][i].get<double>());
    CHECK(is_close(pooled["standard_errors"][names[i]], error, 1e-10, error));
    CHECK(std::abs(pooled["vcov"][0][i].get<double>() - r["vcov"][0][i].get<double>()) <=
          1e-10 * error * std::sqrt(r["vcov"][0][0].get<double>()));
  }
}

}  // namespace

TEST_CASE("products of categories and numbers are the interactions of R's formula") {
  const auto r = terms_reference("interaction");
  const auto pooled = fit_terms(LinearAnalysis{"x", {"arm", "age", "sex", "arm:sex", "age:arm"}});
  check_coefficients(pooled, r,
                     {"(Intercept)", "armq", "armr", "age", "sex", "armq:sex", "armr:sex",
                      "age:armq", "age:armr"});
  CHECK(is_close(pooled["sigma"], r["sigma"]));
}

TEST_CASE("a product of three is that of R") {
  check_coefficients(
      fit_terms(LinearAnalysis{
          "x", {"arm", "sex", "age", "arm:sex", "arm:age", "sex:age", "arm:sex:age"}}),
      terms_reference("three"),
      {"(Intercept)", "armq", "armr", "sex", "age", "armq:sex", "armr:sex", "armq:age", "armr:age",
       "sex:age", "armq:sex:age", "armr:sex:age"});
}

TEST_CASE("products stand in logistic and Cox models alike") {
  const auto r = terms_reference("logistic");
  const auto pooled = fit_terms(GlmAnalysis{"event", {"arm", "sex", "age", "arm:sex"}, {}, {}, {}});
  check_coefficients(pooled, r,
                     {"(Intercept)", "armq", "armr", "sex", "age", "armq:sex", "armr:sex"});
  CHECK(is_close(pooled["deviance"], r["deviance"]));
  check_coefficients(
      fit_terms(CoxAnalysis{"time", "event", {"arm", "age", "sex", "arm:sex", "age:sex"}}),
      terms_reference("cox_interaction"),
      {"armq", "armr", "age", "sex", "armq:sex", "armr:sex", "age:sex"});
}

TEST_CASE("powers and natural splines are those of R") {
  const auto powers = terms_reference("powers");
  check_coefficients(fit_terms(LinearAnalysis{"x", {"sex", "age", "sq", "cube"}}), powers,
                     {"(Intercept)", "sex", "age", "sq", "cube"});
  // ns() has another basis of the same curves.
  const auto spline = terms_reference("spline");
  const auto ours = fit_terms(LinearAnalysis{"x", {"sex", "age", "bent45", "bent55"}});
  CHECK(is_close(ours["sigma"], spline["sigma"]));
  CHECK(is_close(ours["r_squared"], spline["r_squared"]));
  CHECK(is_close(ours["coefficients"]["sex"], spline["coefficients"][1]));
}

TEST_CASE("a study writes powers and splines, which become columns") {
  const auto plan = with_analysis(R"({"id": "a", "type": "linear", "outcome": "time5", "terms":
      ["arm", {"poly": "age", "degree": 3}]})");
  CHECK(names_of(coefficients_of(plan, plan.analyses[0])) ==
        Names{"armLev", "armLev+5FU", "poly(age)1", "poly(age)2", "poly(age)3"});
  CHECK(plan.variable("poly(age)2").made_of == "age");

  const auto bent = with_analysis(R"({"id": "a", "type": "linear", "outcome": "time5", "terms":
      [{"spline": "age", "knots": [45, 55, 65, 75]}]})");
  CHECK(names_of(coefficients_of(bent, bent.analyses[0])) ==
        Names{"spline(age)1", "spline(age)2", "spline(age)3"});
  CHECK(bent.base().columns.contains("age"));
}

TEST_CASE("terms are checked") {
  const auto refusal_of = [](const std::string& terms) {
    return analysis_refusal(
        (R"({"id": "a", "type": "linear", "outcome": "time5", "terms": )" + terms + "}").c_str());
  };
  CHECK(begins(refusal_of("[]"), "study.malformed: /analyses/0/terms: at least one term"));
  CHECK(begins(refusal_of("[1]"), "study.malformed: /analyses/0/terms/0: a variable, a product"));
  CHECK(begins(refusal_of(R"(["age:arm"])"),
               "study.malformed: /analyses/0/terms/0: `age:arm` needs the term `arm` beside it"));
  CHECK(begins(refusal_of(R"(["age", "arm", "age:age"])"),
               "study.malformed: /analyses/0/terms/2: a variable stands twice in `age:age`"));
  CHECK(begins(refusal_of(R"(["age", "arm", "age:arm", "arm:age"])"),
               "study.duplicate: /analyses/0/terms/3: "));
  CHECK(begins(refusal_of(R"(["age", "arm", "age:weight"])"),
               "study.malformed: /analyses/0/terms/2: `age:weight` needs the term `weight`"));
  CHECK(begins(refusal_of(R"(["age", {"poly": "age", "degree": 2}])"),
               "study.duplicate: /analyses/0/terms/1/poly: "));
  CHECK(begins(refusal_of(R"([{"poly": "arm", "degree": 2}])"),
               "study.wrong_kind: /analyses/0/terms/0/poly: what `poly` and `spline` bend"));
  CHECK(begins(refusal_of(R"([{"poly": "age", "degree": 9}])"),
               "study.malformed: /analyses/0/terms/0/degree: 2 to 5"));
  CHECK(begins(refusal_of(R"([{"poly": "age", "degree": 2, "raw": true}])"),
               "study.malformed: /analyses/0/terms/0"));
  CHECK(begins(refusal_of(R"([{"spline": "age", "knots": [40, 60]}])"),
               "study.malformed: /analyses/0/terms/0/knots: 3 to 10"));
  CHECK(begins(refusal_of(R"([{"spline": "age", "knots": [40, 60, 60]}])"),
               "study.malformed: /analyses/0/terms/0/knots: "));
  CHECK(begins(refusal_of(R"([{"log": "age"}])"), "study.malformed: /analyses/0/terms/0: `poly`"));
  CHECK(begins(refusal("/analyses/5/terms", Json::array({"arm", "age", "sex:arm:age:stage"})),
               "study.malformed: /analyses/5/terms/2: a product of at most 3"));

  auto study = sample_study();
  study["analyses"] = Json::parse(R"([
      {"id": "a", "type": "linear", "outcome": "time5",
       "terms": [{"spline": "age", "knots": [40, 50, 60]}]},
      {"id": "b", "type": "linear", "outcome": "time5",
       "terms": [{"spline": "age", "knots": [40, 50, 70]}]}])");
  const auto two = compile_study(study);
  REQUIRE_FALSE(two.has_value());
  CHECK(begins(two.error().text(),
               "study.not_offered: /analyses/1/terms/0: another spline of `age`"));
}

TEST_CASE("what a study writes as a spline has the values of its formula") {
  const auto plan = with_analysis(R"({"id": "a", "type": "linear", "outcome": "time5", "terms":
      [{"spline": "age", "knots": [45, 55, 65, 75]}]})");
  const std::vector<double> ages{40, 50.5, 61, 70, 88};
  Table table{{"age"}, {}};
  for (const double age : ages) table.rows.push_back({text_of(age)});
  const query::RowBatch batch{ages.size(),
                              {{query::ColumnType::number, ages, std::vector<bool>(ages.size())}}};
  const std::vector<std::string> names{"age"};
  const auto values = Evaluator(names, batch).evaluate(plan.variable("spline(age)3").expression);
  for (std::size_t i = 0; i < ages.size(); ++i) {
    CHECK(is_close(values->number(i), std::stod(bent(Row(table, i), 55))));
  }
}

}  // namespace passerelle::analysis::test
