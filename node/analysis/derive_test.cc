// Functions of coefficients, and the formulas that say them.
#include <doctest/doctest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "node/analysis/formula.h"
#include "node/analysis/study_sample_test.h"
#include "node/analysis/test_support.h"

namespace passerelle::analysis::test {
namespace {

double value_of(const std::string& text, const std::map<std::string, double>& numbers = {}) {
  const auto formula = parse_formula(text, "/expr");
  REQUIRE_MESSAGE(formula.has_value(), formula.error().text());
  return evaluate(*formula, numbers).value;
}

std::string formula_refusal(const std::string& text) {
  const auto formula = parse_formula(text, "/expr");
  REQUIRE_FALSE_MESSAGE(formula.has_value(), text);
  return formula.error().text();
}

struct Derived {
  Json model, derived;
};

Derived derive(const std::string& expression) {
  auto plan =
      plan_of({category("arm", {"p", "q", "r"}), number("age"), number("time"), number("event")});
  add(plan, "cox", CoxAnalysis{"time", "event", {"arm", "age"}});
  const auto formula = parse_formula(expression, "/expr");
  REQUIRE(formula.has_value());
  add(plan, "d", DeriveAnalysis{{"cox"}, *formula});
  const auto result =
      pooled_answer(plan, run(plan, by_node(plan, read_csv(testdata("survival.csv")))));
  return {answer_in(result, "cox")["pooled"], answer_in(result, "d")["pooled"]};
}

}  // namespace

TEST_CASE("a formula is arithmetic with brackets, from the left") {
  CHECK(value_of("1 - 2 - 3") == -4);
  CHECK(value_of("2 * 3 + 4 / 8") == 6.5);
  CHECK(value_of("-(1 + 2) * -2") == 6);
  CHECK(value_of("8 / 4 / 2") == 1);
  CHECK(value_of("1e2") == 100);
  CHECK(value_of("exp(log(5))") == doctest::Approx(5));
  CHECK(value_of("sqrt(a.b:c) * `d e`", {{"a.b:c", 9}, {"d e", 2}}) == 6);
}

TEST_CASE("slopes are those of calculus") {
  const auto formula = parse_formula("exp(a) / (b * b) - sqrt(a + b) + log(b) - -a", "/expr");
  const double a = 0.7, b = 1.9;
  const auto found = evaluate(*formula, {{"a", a}, {"b", b}});
  const double root = 0.5 / std::sqrt(a + b);
  CHECK(found.gradient.at("a") == doctest::Approx(std::exp(a) / (b * b) - root + 1));
  CHECK(found.gradient.at("b") == doctest::Approx(-2 * std::exp(a) / (b * b * b) - root + 1 / b));
}

TEST_CASE("what is no formula is refused with its place") {
  CHECK(begins(formula_refusal("1 +"), "study.malformed: /expr: a number, a coefficient"));
  CHECK(begins(formula_refusal("1 2"),
               "study.malformed: /expr: an operator or the end is expected at character 3"));
  CHECK(begins(formula_refusal("(1"), "study.malformed: /expr: `)` is expected"));
  CHECK(begins(formula_refusal("sin(1)"), "study.malformed: /expr: exp, log or sqrt"));
  CHECK(begins(formula_refusal("`a"), "study.malformed: /expr: a name and a second `"));
  CHECK(begins(formula_refusal("1e999"), "study.malformed: /expr: a number"));
  CHECK(begins(formula_refusal(std::string(40, '(')), "study.too_large: /expr: "));
  CHECK(begins(formula_refusal(std::string(40, '-')), "study.malformed: /expr: less nesting"));
  CHECK(begins(formula_refusal(std::string(3000, '1')), "study.too_large: /expr: "));
}

TEST_CASE("the error of a derived quantity is that of the delta method") {
  const auto [model, effect] = derive("1 - exp(cox.armq)");
  const double b = model["coefficients"]["armq"], se = model["standard_errors"]["armq"];
  CHECK(is_close(effect["estimate"], 1 - std::exp(b)));
  CHECK(is_close(effect["standard_error"], std::exp(b) * se));
  CHECK(is_close(effect["conf_low"], 1 - std::exp(b) - 1.9599639845400545 * std::exp(b) * se));

  const auto [again, both] = derive("cox.armq - cox.armr");
  const double variance = again["vcov"][0][0].get<double>() + again["vcov"][1][1].get<double>() -
                          2 * again["vcov"][0][1].get<double>();
  CHECK(is_close(both["standard_error"], std::sqrt(variance)));
}

TEST_CASE("a function of two coefficients is that of R's covariances") {
  // m <- coxph(Surv(time, event) ~ arm + age + strata(node), d), converged; b <- coef(m)
  // g <- exp(b["armq"] - 10 * b["age"]) * c(-1, 0, 10); sqrt(g %*% vcov(m) %*% g)
  const auto effect = derive("1 - exp(cox.armq - 10 * cox.age)").derived;
  CHECK(is_close(effect["estimate"], -0.04054683026619, 1e-10, 1));
  CHECK(is_close(effect["standard_error"], 0.264792903078301, 1e-10));
}

TEST_CASE("numbers of several answers give a value, and no error that nobody knows") {
  auto plan =
      plan_of({category("arm", {"p", "q", "r"}), number("age"), number("time"), number("event")});
  add(plan, "full", CoxAnalysis{"time", "event", {"arm", "age"}});
  add(plan, "crude", CoxAnalysis{"time", "event", {"age"}});
  add(plan, "n", CountAnalysis{"arm"});
  add(plan, "means", DescribeAnalysis{{"age"}, "arm"});
  add(plan, "rates", RateAnalysis{"event", "time", {}, {}, {}});
  const auto derived = [&](const char* id, const std::string& expression,
                           std::vector<std::string> of) {
    add(plan, id, DeriveAnalysis{std::move(of), *parse_formula(expression, "/expr"), false});
  };
  derived("explained", "1 - full.age / crude.age", {"full", "crude"});
  derived("difference", "`means/age/by/q/mean` - `means/age/by/p/mean`", {"means"});
  derived("share", "`n/by/q/rows` / `n/rows`", {"n"});
  derived("rate", "`rates/rate`", {"rates"});
  const auto nodes = by_node(plan, read_csv(testdata("survival.csv")));
  const auto result = pooled_answer(plan, run(plan, nodes));
  const auto value = [&](const char* id) {
    const auto pooled = answer_in(result, id)["pooled"];
    CHECK(pooled["standard_error"].is_null());
    CHECK(pooled["conf_low"].is_null());
    return pooled["estimate"].get<double>();
  };
  // 1 - coef(m)["age"] / coef(coxph(Surv(time, event) ~ age + strata(node), d)); then
  // mean(age[arm == "q"]) - mean(age[arm == "p"]), mean(arm == "q"), sum(event) / sum(time)
  CHECK(is_close(value("explained"), -0.0282606277580753, 1e-10, 1));
  CHECK(is_close(value("difference"), 0.412755445766898, 1e-10, 100));
  CHECK(is_close(value("share"), 0.405555555555556));
  CHECK(is_close(value("rate"), 0.0522696011004127));
  CHECK(answer_in(result, "share")["withheld"].empty());

  const auto withholding = run(plan, nodes, [](const NodeId& node, StepOutput& output) {
    const CellKey key = with({"analysis_set", {}}, "arm", "q");
    if (node.text() == "a" && output.partial.cells.contains(key)) output.partial.cells[key].reset();
  });
  const auto share = answer_in(pooled_answer(plan, withholding), "share");
  CHECK(share["status"] == "withheld");
  CHECK(share["pooled"]["estimate"].is_null());
}

TEST_CASE("a quantity without a value is none") {
  const auto derived = derive("log(cox.armq - cox.armq - 1)").derived;
  CHECK(derived["estimate"].is_null());
  CHECK(derived["standard_error"].is_null());
}

TEST_CASE("derived quantities are checked") {
  const auto refusal_of = [](const std::string& expression, const std::string& more = "") {
    auto study = sample_study();
    study["analyses"].push_back({{"id", "d"}, {"type", "derive"}, {"expr", expression}});
    if (!more.empty()) study["analyses"].back()["per_node"] = true;
    const auto plan = compile_study(study);
    REQUIRE_FALSE_MESSAGE(plan.has_value(), expression);
    return plan.error().text();
  };
  auto study = sample_study();
  study["analyses"].push_back(
      {{"id", "d"}, {"type", "derive"}, {"expr", "1 - exp(`cox.armLev+5FU`)"}});
  const auto derive = std::get<DeriveAnalysis>(compiled(study).analyses.back().what);
  CHECK(derive.of == std::vector<std::string>{"cox"});
  CHECK(derive.is_of_one_model);
  CHECK(begins(refusal_of("1 + 1"), "study.malformed: /analyses/6/expr: at least one coefficient"));
  CHECK(begins(refusal_of("exp("), "study.malformed: /analyses/6/expr: "));
  CHECK(begins(refusal_of("exp(curve.x)"), "study.unknown_name: /analyses/6/expr: "));
  CHECK(begins(refusal_of("cox.age + n.rows"),
               "study.unknown_name: /analyses/6/expr: a coefficient of a model that stands before "
               "is expected, such as cox.age, or another number"));
  CHECK(begins(refusal_of("cox.age + `none/rows`"), "study.unknown_name: /analyses/6/expr: "));
  CHECK(begins(refusal_of("cox.age + `n/row`"),
               "study.unknown_name: /analyses/6/expr: `n` has no `/row`; it has: /rows, /persons"));
  CHECK(begins(refusal_of("`by_arm/total`"),
               "study.unknown_name: /analyses/6/expr: `by_arm` has no `/total`; it has: nothing"));
  CHECK(begins(refusal_of("`age/age/by/None/mean`"), "study.unknown_name: /analyses/6/expr: "));
  CHECK(begins(refusal_of("cox.weight"),
               "study.unknown_name: /analyses/6/expr: `cox` has no coefficient `weight`"));
  CHECK(begins(refusal_of("cox.age", "per_node"), "study.malformed: /analyses/6/expr: `cohort`"));
}

}  // namespace passerelle::analysis::test
