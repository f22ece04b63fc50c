// Linear models against R (vectors of the shared data).
#include <doctest/doctest.h>
#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "node/analysis/cohort_vectors_test.h"
#include "node/analysis/step.h"
#include "node/analysis/test_support.h"

namespace passerelle::analysis::test {
namespace {

// The rows of cohort.csv by their site; `stage` is a category there and the other terms are
// numbers.
StudyPlan marker_plan() {
  return plan_of({number("age"), number("sex"), category("stage", {"1", "2", "3", "4"}),
                  number("treat"), number("marker", MissingRule::complete)});
}

void check_estimates(const Json& pooled, const Json& r, const char* errors, const char* statistic) {
  CHECK(pooled["n"] == r["n"]);
  std::size_t i = 0;
  for (const auto& [name, value] : r["coefficients"].items()) {
    INFO(name);
    const double error = r[errors][name];
    CHECK(is_close(pooled["coefficients"][name_of_vector(name)], value, 1e-10, error));
    CHECK(is_close(pooled["standard_errors"][name_of_vector(name)], error));
    if (statistic != nullptr) {
      CHECK(is_close(pooled[statistic][name_of_vector(name)], r[statistic][name], 1e-10, 1));
      CHECK(is_close(pooled["p_values"][name_of_vector(name)], r["p"][name]));
      CHECK(is_close(
          pooled["p_values"][name_of_vector(name)].get<double>() / r["p"][name].get<double>(), 1,
          1e-9));
    }
    ++i;
  }
  CHECK(pooled["coefficients"].size() == i);
}

// Rows and columns of `vcov` follow the order of the terms.
void check_vcov(const Json& vcov, const Json& r, const std::vector<std::string>& names) {
  std::vector<std::string> theirs;
  for (std::size_t i = 0; i < names.size(); ++i) {
    for (std::size_t j = 0; j < names.size(); ++j) {
      INFO(names[i] << " " << names[j]);
      const double scale = r["standard_errors"][names[i]].get<double>() *
                           r["standard_errors"][names[j]].get<double>();
      CHECK(std::abs(vcov[i][j].get<double>() - r["vcov"][i][j].get<double>()) <= 1e-10 * scale);
    }
  }
}

Json linear(LinearAnalysis model, const Derive& derive = {}) {
  auto study = marker_plan();
  add(study, "lm", std::move(model));
  return answer_of(study, by_site(study, read_csv(shared_data() + kVectors + "cohort.csv"), derive),
                   "lm");
}

}  // namespace

TEST_CASE("a linear model of three sites is that of R on the pooled rows") {
  if (!has_shared_data("linear.json")) return;
  const auto r = read_json(shared_data() + kVectors + "linear.json")["models"]["marker"];
  const auto answer = linear({"marker", kCohortTerms});
  CHECK(answer["status"] == "released");
  const auto& pooled = answer["pooled"];
  check_estimates(pooled, r, "standard_errors", "t");
  check_vcov(pooled["vcov"], r, kCohortNames);
  CHECK(pooled["df_residual"] == r["residual_df"]);
  CHECK(is_close(pooled["sigma"], r["sigma"], 1e-12));
  CHECK(is_close(pooled["r_squared"], r["r_squared"], 1e-12));
  CHECK(is_close(pooled["f"]["statistic"], r["f"][0], 1e-12));
  CHECK(pooled["f"]["df"] == r["f"][1]);
  CHECK(pooled["f"]["df_residual"] == r["f"][2]);
  // R: qt(0.975, 557), and pf(6.8241244198729554, 6, 557, lower.tail = FALSE).
  CHECK(is_close(
      (pooled["conf_high"]["age"].get<double>() - pooled["coefficients"]["age"].get<double>()) /
          pooled["standard_errors"]["age"].get<double>(),
      1.9642321116496297));
  CHECK(is_close(pooled["f"]["p_value"].get<double>() / 5.3349940703196948e-07, 1));
}

TEST_CASE("robust standard errors are HC1, from a second round") {
  if (!has_shared_data("linear.json")) return;
  const auto r = read_json(shared_data() + kVectors + "linear.json")["models"]["marker"];
  const auto answer = linear({"marker", kCohortTerms, LinearAnalysis::Errors::hc1});
  check_estimates(answer["pooled"], r, "hc1_standard_errors", nullptr);
}

TEST_CASE("a difference in differences is a product of two columns") {
  if (!has_shared_data("linear.json")) return;
  auto study = plan_of({number("treat"), number("post"), number("both"), number("cost")});
  add(study, "lm", LinearAnalysis{"cost", {"treat", "post", "both"}});
  const Derive derive{
      {"both", [](const Row& row) { return text_of(row.number("treat") * row.number("post")); }}};
  const auto table = read_csv(shared_data() + kVectors + "cohort.csv");
  const auto pooled = answer_of(study, by_site(study, table, derive), "lm")["pooled"];
  auto r = read_json(shared_data() + kVectors + "linear.json")["models"]["did"];
  for (const char* field : {"coefficients", "standard_errors", "t", "p"}) {
    r[field]["both"] = r[field]["treat:post"];
    r[field].erase("treat:post");
  }
  check_estimates(pooled, r, "standard_errors", "t");
}

namespace {

// 240 rows at three nodes, made by a formula; the reference is R's lm on all of them.
Table made_rows() {
  auto table = parse_csv("id,node,x,two,arm,y\n");
  for (int i = 0; i < 240; ++i) {
    const int x = (i * 37) % 101;
    const int two = (i * 13) % 7 < 3 ? 1 : 0;
    const std::string arm = i % 5 < 2 ? "p" : i % 5 < 4 ? "q" : "r";
    const double y = 0.5 * x - 3 * two + (arm == "q" ? 4 : 0) + (i * 71) % 83 / 8.0;
    table.rows.push_back({std::to_string(i), std::string(1, "abc"[i % 3]), std::to_string(x),
                          std::to_string(two), arm, text_of(y)});
  }
  return table;
}

StudyPlan made_plan() {
  return plan_of({number("x"), number("two"), category("arm", {"p", "q", "r"}), number("y")});
}

Nodes made_nodes(const StudyPlan& study, const Derive& derive = {}) {
  return by_node(study, made_rows(), derive);
}

Json made(const std::vector<std::string>& terms,
          const Derive& derive = {},
          LinearAnalysis::Errors errors = LinearAnalysis::Errors::classical) {
  auto study = made_plan();
  add(study, "lm", LinearAnalysis{"y", terms, errors});
  return answer_of(study, made_nodes(study, derive), "lm");
}

double coefficient(const Json& answer, const char* name) {
  return answer.at("pooled").at("coefficients").at(name).get<double>();
}

double error_of(const Json& answer, const char* name) {
  return answer.at("pooled").at("standard_errors").at(name).get<double>();
}

}  // namespace

TEST_CASE("numbers far from zero cost a linear model no digits") {
  const double offset = 1099511627776;  // 2^40
  const Derive far{{"x", [&](const Row& row) { return text_of(row.number("x") + offset); }},
                   {"y", [&](const Row& row) { return text_of(row.number("y") - offset); }}};
  for (const auto errors : {LinearAnalysis::Errors::classical, LinearAnalysis::Errors::hc1}) {
    const auto near = made({"x", "two", "arm"}, {}, errors);
    const auto answer = made({"x", "two", "arm"}, far, errors);
    for (const char* name : {"x", "two", "armq", "armr"}) {
      INFO(name);
      CHECK(is_close(coefficient(answer, name), coefficient(near, name), 1e-12,
                     error_of(near, name)));
      CHECK(is_close(error_of(answer, name), error_of(near, name), 1e-12));
    }
    CHECK(is_close(answer["pooled"]["r_squared"], near["pooled"]["r_squared"], 1e-12));
  }
}

TEST_CASE("columns that are nearly the same are told apart by a look at the residuals") {
  // x + two / 8 is exact in doubles: the model is that of x and two in other coordinates.
  const Derive nearly{
      {"two", [](const Row& row) { return text_of(row.number("x") + row.number("two") / 8); }}};
  const auto plain = made({"x", "two"});
  auto study = made_plan();
  add(study, "lm", LinearAnalysis{"y", {"x", "two"}});
  const auto state = run(study, made_nodes(study, nearly));
  CHECK(state.round == 2);
  const auto answer = answer_in(pooled_answer(study, state), "lm");
  CHECK(is_close(coefficient(answer, "two") / 8, coefficient(plain, "two")));
  CHECK(is_close(error_of(answer, "two") / 8, error_of(plain, "two")));
  CHECK(is_close(coefficient(answer, "x") + coefficient(answer, "two"), coefficient(plain, "x"),
                 1e-10, std::abs(coefficient(answer, "two"))));
  CHECK(is_close(answer["pooled"]["sigma"], plain["pooled"]["sigma"]));
}

TEST_CASE("a linear model takes one round, with robust standard errors two") {
  for (const auto errors : {LinearAnalysis::Errors::classical, LinearAnalysis::Errors::hc1}) {
    auto study = made_plan();
    add(study, "lm", LinearAnalysis{"y", {"x"}, errors});
    CHECK(run(study, made_nodes(study)).round == (errors == LinearAnalysis::Errors::hc1 ? 2 : 1));
  }
}

TEST_CASE("a linear model whose terms determine one another names them") {
  const Derive twice{{"two", [](const Row& row) { return text_of(2 * row.number("x")); }}};
  auto answer = made({"x", "arm", "two"}, twice);
  CHECK(answer["status"] == "failed");
  CHECK(answer["reason"] == "collinearity");
  CHECK(answer["aliased"] == Json{"two"});
  CHECK(answer["pooled"] == Json{{"n", 240}});
  CHECK(answer["exact_to"].is_null());
  // A number that everybody has is the intercept.
  const Derive same{{"two", [](const Row&) { return "0.1"; }}};
  answer = made({"two", "x"}, same);
  CHECK(answer["reason"] == "collinearity");
  CHECK(answer["aliased"] == Json{"two"});
}

TEST_CASE("a level that nobody has leaves the linear model of the others") {
  auto study = made_plan();
  study.variables["arm"] = category("arm", {"p", "s", "q", "r"});
  add(study, "lm", LinearAnalysis{"y", {"arm", "x"}, LinearAnalysis::Errors::hc1});
  const auto answer = answer_of(study, made_nodes(study), "lm");
  const auto others = made({"arm", "x"}, {}, LinearAnalysis::Errors::hc1);
  CHECK(answer["status"] == "released");
  for (const char* field : {"coefficients", "standard_errors", "t", "p_values", "conf_low"}) {
    CHECK(answer["pooled"][field].at("arms").is_null());
  }
  for (const auto& number : answer["pooled"]["vcov"][1]) CHECK(number.is_null());
  for (const char* name : {"(Intercept)", "armq", "armr", "x"}) {
    CHECK(is_close(coefficient(answer, name), coefficient(others, name), 1e-14));
    CHECK(is_close(error_of(answer, name), error_of(others, name), 1e-14));
  }
  CHECK(answer["pooled"]["f"] == others["pooled"]["f"]);
}

TEST_CASE("a linear model is the same to the last bit whatever the order of rows") {
  auto study = made_plan();
  add(study, "lm", LinearAnalysis{"y", {"x", "two", "arm"}, LinearAnalysis::Errors::hc1});
  auto table = made_rows();
  Nodes one, other;
  one[NodeId("a")] = frame_of(study, table);
  std::reverse(table.rows.begin(), table.rows.end());
  other[NodeId("a")] = frame_of(study, table);
  CHECK(pooled_answer(study, run(study, one)) == pooled_answer(study, run(study, other)));
}

TEST_CASE("blocks of rows add up to the sums of all rows") {
  auto study = plan_of({number("x"), number("y")});
  add(study, "lm", LinearAnalysis{"y", {"x"}});
  Table table = parse_csv("id,node,x,y\n");
  for (int i = 0; i < 20'000; ++i) {
    table.rows.push_back({std::to_string(i), i < 9'000 ? "a" : "b", std::to_string((i * 37) % 1013),
                          std::to_string((i * 71) % 997)});
  }
  Nodes nodes;
  for (const char* node : {"a", "b"}) {
    nodes[NodeId(node)] =
        frame_of(study, table, {}, [&](const Row& row) { return row.text("node") == node; });
  }
  // R: lm on x = (i * 37) %% 1013, y = (i * 71) %% 997, i = 0 … 19999.
  const auto answer = answer_of(study, nodes, "lm");
  CHECK(is_close(coefficient(answer, "(Intercept)"), 498.74279880095878, 1e-13));
  CHECK(is_close(coefficient(answer, "x"), -0.0014606879793299674, 1e-10, error_of(answer, "x")));
  CHECK(is_close(error_of(answer, "x"), 0.0069601842183981064, 1e-12));
}

TEST_CASE("a linear model that one node withholds is withheld") {
  auto study = made_plan();
  add(study, "lm", LinearAnalysis{"y", {"x"}, LinearAnalysis::Errors::hc1});
  for (const int round : {0, 1}) {
    const auto state = run(study, made_nodes(study), [&](const NodeId& node, StepOutput& output) {
      const bool is_first = !output.partial.cells.empty();
      if (node.text() == "b" && is_first == (round == 0)) {
        output.partial.sums.at({"lm", "", ""}).reset();
      }
    });
    const auto answer = answer_in(pooled_answer(study, state), "lm");
    CHECK(answer["status"] == "withheld");
    CHECK(answer["pooled"]["n"] == 240);
    CHECK(answer["pooled"]["coefficients"].is_null());
  }
}

TEST_CASE("a node's own linear model is that of its rows") {
  for (const auto errors : {LinearAnalysis::Errors::classical, LinearAnalysis::Errors::hc1}) {
    auto study = made_plan();
    add(study, "lm", LinearAnalysis{"y", {"x", "arm"}, errors});
    study.analyses[0].per_node = true;
    const auto nodes = made_nodes(study);
    const auto answer = answer_of(study, nodes, "lm");
    Nodes alone;
    alone[NodeId("b")] = nodes.at(NodeId("b"));
    CHECK(answer["nodes"]["b"] == answer_of(study, alone, "lm")["pooled"]);
    CHECK(answer["nodes_withheld"]["b"].empty());
  }
}

TEST_CASE("a node's own robust errors are withheld with what they stand on") {
  auto study = made_plan();
  add(study, "lm", LinearAnalysis{"y", {"x", "arm"}, LinearAnalysis::Errors::hc1});
  study.analyses[0].per_node = true;
  const auto state = run(study, made_nodes(study), [](const NodeId& node, StepOutput& output) {
    const auto own = output.partial.sums.find({"lm", kOwnModel, ""});
    if (node.text() == "b" && own != output.partial.sums.end()) own->second.reset();
  });
  const auto answer = answer_in(pooled_answer(study, state), "lm");
  CHECK(answer["pooled"]["standard_errors"]["x"].is_number());
  CHECK(answer["nodes"]["a"]["standard_errors"]["x"].is_number());
  CHECK(answer["nodes"]["b"]["standard_errors"].is_null());
  CHECK(answer["nodes"]["b"]["coefficients"].is_null());
}

TEST_CASE("a node whose own rows do not tell the columns apart has no robust model of its own") {
  const Derive same{
      {"two", [](const Row& row) { return row.text("node") == "b" ? "1" : row.text("two"); }}};
  auto study = made_plan();
  add(study, "lm", LinearAnalysis{"y", {"x", "two"}, LinearAnalysis::Errors::hc1});
  study.analyses[0].per_node = true;
  const auto answer = answer_of(study, made_nodes(study, same), "lm");
  CHECK(answer["pooled"]["standard_errors"]["two"].is_number());
  CHECK(answer["nodes"]["a"]["standard_errors"]["two"].is_number());
  CHECK(answer["nodes"]["b"]["standard_errors"].is_null());
}

TEST_CASE("cells of a linear model are all rows, levels, and pairs of levels") {
  auto study = plan_of(
      {number("x"), category("two", {"0", "1"}), category("arm", {"p", "q", "r"}), number("y")});
  add(study, "lm", LinearAnalysis{"y", {"x", "two", "arm"}});
  const auto output = step(study, start(study), made_nodes(study).at(NodeId("a")));
  REQUIRE(output.has_value());
  std::size_t pairs = 0;
  for (const auto& [key, count] : output->partial.cells) pairs += key.where.size() == 2 ? 1 : 0;
  CHECK(pairs == 6);
  CHECK(output->partial.cells.contains({kSet, {{"arm", "r"}, {"two", "1"}}}));
}

TEST_CASE("the evidence of a linear model tells of groups, of one row's weight and of the fit") {
  auto study = made_plan();
  add(study, "lm", LinearAnalysis{"y", {"x", "two", "arm"}, LinearAnalysis::Errors::hc1});
  const auto evidence = [&](const Derive& derive) {
    const auto output = step(study, start(study), made_nodes(study, derive).at(NodeId("a")));
    REQUIRE(output.has_value());
    return output->evidence.models.at({"lm", "", ""});
  };
  const auto ordinary = evidence({});
  CHECK(ordinary.rows == 80);
  CHECK(ordinary.parameters == 5);
  CHECK(ordinary.regression->largest_leverage < 0.2);
  CHECK(ordinary.regression->effective_rows == 80);
  CHECK_FALSE(ordinary.regression->is_perfect_fit);
  // Of x, two and y: all rows and three arms; of x and y also the two values of `two`.
  CHECK(ordinary.regression->told.size() == 3 * 4 + 2 * 2);

  const auto outlier = evidence(
      {{"x", [](const Row& row) { return row.text("id") == "0" ? "1e6" : row.text("x"); }}});
  CHECK(outlier.regression->largest_leverage > 0.9);

  const auto perfect = evidence(
      {{"y", [](const Row& row) { return text_of(row.number("x") - row.number("two")); }}});
  CHECK(perfect.regression->is_perfect_fit);

  // One person of arm r with the value 1.
  const auto rare = evidence({{"two", [](const Row& row) {
                                 return row.text("arm") == "r" && row.text("id") != "9" ? "0"
                                        : row.text("id") == "9"                         ? "1"
                                                                : row.text("two");
                               }}});
  bool is_told = false;
  for (const auto& told : rare.regression->told) is_told = is_told || told.rarest_of_few == 1;
  CHECK(is_told);
}

TEST_CASE("weights that leave one row are seen in the second round") {
  auto study = made_plan();
  add(study, "lm", LinearAnalysis{"y", {"x"}, LinearAnalysis::Errors::hc1});
  const auto nodes = made_nodes(
      study, {{"y", [](const Row& row) { return row.text("id") == "3" ? "1e6" : row.text("y"); }}});
  auto state = start(study);
  std::map<NodeId, Partial> partials;
  for (const auto& [node, frame] : nodes) partials[node] = step(study, state, frame)->partial;
  state = *advance(study, state, partials);
  const auto output = step(study, state, nodes.at(NodeId("a")));
  REQUIRE(output.has_value());
  CHECK(output->evidence.models.at({"lm", "", ""}).regression->effective_rows < 2);
}

TEST_CASE("partials of a linear model in another shape are refused") {
  auto study = made_plan();
  add(study, "lm", LinearAnalysis{"y", {"x"}, LinearAnalysis::Errors::hc1});
  const auto nodes = made_nodes(study);
  auto state = start(study);
  std::map<NodeId, Partial> partials;
  for (const auto& [node, frame] : nodes) partials[node] = step(study, state, frame)->partial;
  const Slot slot{"lm", "", ""};
  auto other = partials;
  other[NodeId("a")].sums[slot] = CrossProducts{{1}, {0}, {1}};
  CHECK_FALSE(advance(study, state, other).has_value());
  other[NodeId("a")].sums[slot] = CrossProducts{{1, 1}, {0, 0}, {1, 2, 3, 4}};
  CHECK_FALSE(advance(study, state, other).has_value());
  other[NodeId("a")].sums[slot] = Moments{};
  CHECK_FALSE(advance(study, state, other).has_value());
  state = *advance(study, state, partials);
  for (const auto& [node, frame] : nodes) partials[node] = step(study, state, frame)->partial;
  other = partials;
  other[NodeId("a")].sums[slot] = ResidualSums{{1}, {1}};
  CHECK_FALSE(advance(study, state, other).has_value());
  CHECK(advance(study, state, partials).has_value());
}

}  // namespace passerelle::analysis::test
