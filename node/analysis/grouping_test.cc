// Levels taken together: what a study may declare, who decides, and that the answers are those of
// the coarser levels.
#include "node/analysis/grouping.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "node/analysis/step.h"
#include "node/analysis/study_sample_test.h"
#include "node/analysis/test_batches.h"

namespace passerelle::analysis::test {
namespace {

using Numbers = std::vector<std::int32_t>;

Variable declared(const char* text) {
  auto study = sample_study();
  study["variables"]["stage"] = Json::parse(text);
  study["analyses"] = Json::parse(R"([{"id": "n", "type": "count", "by": "stage"}])");
  return compiled(study).variable("stage");
}

// Without the code before it.
std::string detail(const std::string& error) { return error.substr(error.find(": ") + 2); }

std::string refusal_of(const char* text) {
  return detail(refusal("/variables/stage", Json::parse(text)));
}

std::string collapse_refusal(const std::string& collapse) {
  return refusal_of(
      (R"({"column": "stage", "levels": ["I", "II", "III"], "collapse": )" + collapse + "}")
          .c_str());
}

// Every analysis that may speak of levels taken together.
void ask(StudyPlan& plan) {
  add(plan, "n", CountAnalysis{"arm"});
  add(plan, "sexes", CrosstabAnalysis{"arm", "sex", {}});
  add(plan, "ages", DescribeAnalysis{{"age"}, "arm"});
  add(plan, "groups", TableOneAnalysis{"arm", {"age", "sex"}});
  add(plan, "unknown", MissingnessAnalysis{{{"arm"}, {}}});
  auto survival = curve("time", "event", {5, 10, 20, 40});
  survival.by = "arm";
  add(plan, "curve", survival);
  add(plan, "rank", LogRankAnalysis{"time", "event", "arm"}, 40);
  add(plan, "cox", CoxAnalysis{"time", "event", {"arm", "age"}}, 40);
  add(plan, "squares", LinearAnalysis{"x", {"arm:age", "arm", "age"}});
  GlmAnalysis logit;
  logit.outcome = "sex";
  logit.terms = {"arm", "age"};
  add(plan, "logit", logit);
  PropensityAnalysis propensity;
  propensity.model = logit;
  add(plan, "propensity", propensity);
  add(plan, "mixed", MixedAnalysis{"x", {"age"}, "arm"});
}

StudyPlan plan_with_arms(const std::vector<std::string>& levels) {
  auto plan = plan_of({category("arm", levels), category("sex", {"0", "1"}),
                       category("event", {"0", "1"}), number("age"), number("time"), number("x")});
  ask(plan);
  return plan;
}

StudyPlan plan_with_groups() {
  auto plan = plan_with_arms({"p", "q", "r"});
  plan.variables.at("arm").collapse = {{{{"p", "p"}, {"others", "others"}}, {0, 1, 1}}};
  return plan;
}

Gate answering(int number, const NodeId& by) {
  return [number, by](const NodeId& node, StepOutput& output) {
    if (node == by && !output.partial.groupings.empty()) output.partial.groupings["arm"] = number;
  };
}

void check_close(const Json& ours, const Json& theirs, const std::string& at) {
  CAPTURE(at);
  if (theirs.is_number()) {
    CHECK(is_close(ours, theirs, 1e-9));
    return;
  }
  REQUIRE(ours.type() == theirs.type());
  if (!theirs.is_structured()) {
    CHECK(ours == theirs);
    return;
  }
  REQUIRE(ours.size() == theirs.size());
  for (const auto& [key, value] : theirs.items()) {
    if (theirs.is_array()) check_close(ours[std::stoul(key)], value, at + "/" + key);
    else check_close(ours.at(key), value, at + "/" + key);
  }
}

}  // namespace

TEST_CASE("groups are of levels, in the order of the study, the first is the reference") {
  const auto stage = declared(R"({"column": "stage", "levels": ["I", "II", "III", "IV"],
      "collapse": [[{"level": "late", "of": ["IV", "III"]}, {"level": "I", "of": ["I"]},
                    {"level": "II", "of": ["II"]}],
                   [{"level": "late", "of": ["III", "IV"]}, {"level": "early", "of": ["II", "I"]}]]})");
  REQUIRE(stage.collapse.size() == 2);
  CHECK(stage.collapse[0].group_of == Numbers{1, 2, 0, 0});
  CHECK(stage.collapse[1].group_of == Numbers{1, 1, 0, 0});
  CHECK(stage.collapse[1].levels[0].name == "late");
}

TEST_CASE("missing values stay a level by themselves") {
  const auto stage = declared(R"({"column": "stage", "levels": [1, 2, 3], "missing": "category",
      "collapse": [[{"level": "low", "of": [1, 2]}, {"level": "high", "of": [3]}]]})");
  CHECK(stage.collapse[0].group_of == Numbers{0, 0, 1, 2});
  CHECK(stage.collapse[0].levels.back().name == kMissingLevel);
}

TEST_CASE("intervals are grouped by fewer breaks, in the order of the levels") {
  const auto ages = declared(R"({"cut": "age", "breaks": [0, 20, 40, 60, null],
      "collapse": [{"breaks": [0, 40, 60, null]}, {"breaks": [0, 40, null]}]})");
  CHECK(ages.collapse[0].group_of == Numbers{0, 0, 1, 2});
  CHECK(ages.collapse[1].group_of == Numbers{0, 0, 1, 1});
  CHECK(ages.collapse[1].levels[1].name == ">=40");
  const auto turned = declared(R"json({"cut": "age", "breaks": [0, 20, 40, null],
      "levels": [">=40", "[0,20)", "[20,40)"], "collapse": [{"breaks": [0, 40, null]}]})json");
  CHECK(turned.collapse[0].group_of == Numbers{0, 1, 1});
  CHECK(turned.collapse[0].levels[0].name == ">=40");
}

TEST_CASE("groupings that are none are refused with their place") {
  const std::string at = "/variables/stage/collapse";
  CHECK(begins(refusal_of(R"({"column": "age", "collapse": []})"), at + ": only a variable with"));
  CHECK(begins(collapse_refusal("[]"), at + ": a list of groupings"));
  CHECK(begins(collapse_refusal("{}"), at + ": a list of groupings"));
  CHECK(begins(collapse_refusal("[1]"), at + "/0: a list of groups"));
  CHECK(begins(collapse_refusal(R"([{"breaks": [1, 2]}])"), at + "/0: a list of groups"));
  CHECK(begins(collapse_refusal("[[]]"), at + "/0: the level `I` is in no group"));
  CHECK(begins(collapse_refusal(R"([[{"level": "a", "of": ["I", "II"]}]])"),
               at + "/0: the level `III` is in no group"));
  CHECK(begins(collapse_refusal(R"([[{"level": "a", "of": ["I", "II", "III"]}]])"),
               at + "/0: at least two groups"));
  CHECK(begins(collapse_refusal(R"([[{"level": "a", "of": ["I"]}, {"level": "b", "of": ["II"]},
                                     {"level": "c", "of": ["III"]}]])"),
               at + "/0: at least two groups"));
  CHECK(begins(collapse_refusal(R"([[{"level": "a", "of": ["I", "IV"]}]])"),
               at + "/0/0/of/1: `stage` has no level `IV`; it has: I, II, III"));
  CHECK(begins(collapse_refusal(R"([[{"level": "a", "of": ["I", "I"]}]])"),
               at + "/0/0/of/1: the level `I` stands twice"));
  CHECK(begins(collapse_refusal(R"([[{"level": "a", "of": []}]])"),
               at + "/0/0/of: at least one level"));
  CHECK(begins(collapse_refusal(R"([[{"level": "a", "of": ["I"]}, {"level": "a", "of": ["II"]}]])"),
               at + "/0/1/level: the level `a` stands twice"));
  CHECK(begins(collapse_refusal(R"json([[{"level": "(missing)", "of": ["I"]}]])json"),
               at + "/0/0/level: a name"));
  CHECK(begins(collapse_refusal(R"([[{"level": "a", "of": ["I"], "else": 1}]])"),
               at + "/0/0/else: unknown field"));
}

TEST_CASE("groupings go from the finer to the coarser") {
  CHECK(begins(refusal_of(R"({"column": "stage", "levels": [1, 2, 3, 4],
      "collapse": [[{"level": "a", "of": [1, 2]}, {"level": "b", "of": [3]}, {"level": "c", "of": [4]}],
                   [{"level": "a", "of": [1]}, {"level": "b", "of": [2, 3, 4]}]]})"),
               "/variables/stage/collapse/1: parts `a`"));
  const auto cut = [](const std::string& breaks) {
    return refusal_of(
        (R"({"cut": "age", "breaks": [0, 20, 40, null], "collapse": [{"breaks": )" + breaks + "}]}")
            .c_str());
  };
  const std::string at = "/variables/stage/collapse/0/breaks";
  CHECK(begins(cut("[0, 30, null]"), at + ": breaks of the `cut`"));
  CHECK(begins(cut("[20, 40, null]"), at + ": breaks of the `cut`"));
  CHECK(begins(cut("[0, 20, 40]"), at + ": breaks of the `cut`"));
  CHECK(begins(cut("[40, 0]"), at + "/1: breaks increase"));
  CHECK(begins(cut("7"), at + ": a list"));
}

TEST_CASE("what levels mean must not change: events, ranks and standards have no groupings") {
  auto study = sample_study();
  study["variables"]["dead5"]["levels"] = {0, 1, 2};
  study["variables"]["dead5"]["collapse"] =
      Json::parse(R"([[{"level": "0", "of": [0]}, {"level": "1", "of": [1, 2]}]])");
  auto plan = compile_study(study);
  REQUIRE_FALSE(plan.has_value());
  CHECK(
      begins(detail(plan.error().text()), "/analyses/3/event: what levels mean here would change"));

  study = sample_study();
  study["variables"]["arm"]["collapse"] = Json::parse(
      R"([[{"level": "Obs", "of": ["Obs"]}, {"level": "any", "of": ["Lev", "Lev+5FU"]}]])");
  const auto with = [&](const char* text) {
    auto changed = study;
    changed["analyses"].push_back(Json::parse(text));
    const auto compiled = compile_study(changed);
    REQUIRE_FALSE(compiled.has_value());
    return detail(compiled.error().text());
  };
  CHECK(begins(with(R"json({"id": "x", "type": "derive", "expr": "exp(cox.armLev)"})json"),
               "/analyses/6/expr: `armLev` may not be there"));
  CHECK(begins(with(R"({"id": "x", "type": "correlation", "method": "spearman",
                        "variables": ["arm", "dead5"]})"),
               "/analyses/6/variables/0: what levels mean"));
  CHECK(begins(with(R"({"id": "x", "type": "rate", "event": "dead5", "person_time": "time5",
                        "by": "arm", "standard": {"weights": [1, 2, 3]}})"),
               "/analyses/6/by: standards are numbers by level"));
  study["analyses"].push_back(
      Json::parse(R"json({"id": "x", "type": "derive", "expr": "exp(cox.age)"})json"));
  CHECK(compile_study(study).has_value());
}

TEST_CASE("the answers are those of a study that declares the coarser levels, whoever asked") {
  const auto table = read_csv(testdata("survival.csv"));
  const auto plan = plan_with_groups();
  const auto nodes = by_node(plan, table);
  const auto coarse = plan_with_arms({"p", "others"});
  const auto expected = pooled_answer(
      coarse, run(coarse, by_node(coarse, table, {{"arm", [](const Row& row) {
                                                     return row.text("arm") == "p" ? "p" : "others";
                                                   }}})));
  for (const auto* node : {"a", "c"}) {
    const auto result = pooled_answer(plan, run(plan, nodes, answering(1, NodeId(node))));
    CHECK(result["groupings"] ==
          Json::parse(R"({"arm": {"grouping": 1, "levels": ["p", "others"]}})"));
    check_close(result["analyses"], expected["analyses"], "");
  }
}

TEST_CASE("where no node finds the levels too fine, nothing is taken together") {
  const auto table = read_csv(testdata("survival.csv"));
  const auto plan = plan_with_groups();
  const auto fine = plan_with_arms({"p", "q", "r"});
  auto result = pooled_answer(plan, run(plan, by_node(plan, table)));
  CHECK(result["groupings"] ==
        Json::parse(R"({"arm": {"grouping": 0, "levels": ["p", "q", "r"]}})"));
  result.erase("groupings");
  CHECK(result == pooled_answer(fine, run(fine, by_node(fine, table))));
}

TEST_CASE("a grouping is judged by the cells of its levels, others at their coarsest") {
  auto plan = plan_of({category("arm", {"p", "q", "r"}), category("flag", {"0", "1"}),
                       category("sex", {"0", "1"}), number("age")});
  plan.variables.at("arm").collapse = {{{{"p", "p"}, {"others", "others"}}, {0, 1, 1}}};
  plan.variables.at("flag").collapse = {{{{"any", "any"}}, {0, 0}}};
  add(plan, "flags", CrosstabAnalysis{"arm", "flag", {}});
  add(plan, "sexes", CrosstabAnalysis{"sex", {}, {}});
  const auto table = read_csv(testdata("survival.csv"));
  const auto output = step(plan, start(plan), by_node(plan, table).at(NodeId("a")));
  REQUIRE(output.has_value());
  CHECK(output->partial.cells.empty());
  CHECK(output->partial.groupings == std::map<std::string, int>{{"arm", 0}, {"flag", 0}});
  const auto& arms = output->evidence.grouping_cells.at("arm");
  REQUIRE(arms.size() == 2);
  std::map<std::string, std::int64_t> counted;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const Row row(table, i);
    if (row.text("node") == "a") ++counted[row.text("arm")];
  }
  // Each level by itself, and within the one group of flags.
  REQUIRE(arms[0].size() == 6);
  CHECK(arms[0][0].rows == counted["p"]);
  CHECK(arms[0][1].rows == counted["p"]);
  REQUIRE(arms[1].size() == 4);
  CHECK(arms[1][0].rows == counted["q"] + counted["r"]);
  CHECK(output->evidence.grouping_cells.at("flag")[0].size() == 6);
}

TEST_CASE("answers of that round are groupings of the declared variables and nothing else") {
  const auto plan = plan_with_groups();
  const auto nodes = by_node(plan, read_csv(testdata("survival.csv")));
  const auto state = start(plan);
  REQUIRE(state.phase == Phase::groupings);
  const auto good = step(plan, state, nodes.at(NodeId("a")))->partial;
  CHECK(check_shape(plan, state, good));
  const auto refuses = [&](auto change) {
    auto bad = good;
    change(bad);
    return !check_shape(plan, state, bad).has_value();
  };
  CHECK(refuses([](Partial& partial) { partial.groupings["arm"] = 2; }));
  CHECK(refuses([](Partial& partial) { partial.groupings["sex"] = 0; }));
  CHECK(refuses([](Partial& partial) { partial.groupings.clear(); }));
  CHECK(refuses([](Partial& partial) { partial.curve_levels["curve"] = 0; }));
  CHECK(refuses([](Partial& partial) { partial.cells[{kSet, {}}] = Count{1, 1}; }));
  const auto next = advance(plan, state, {{NodeId("a"), good}});
  REQUIRE(next.has_value());
  auto late = step(plan, *next, nodes.at(NodeId("a")))->partial;
  CHECK(check_shape(plan, *next, late));
  late.groupings["arm"] = 0;
  CHECK_FALSE(check_shape(plan, *next, late));
  auto wire = to_json(good);
  wire["groupings"]["arm"] = -1;
  CHECK_FALSE(partial_from_json(wire, "").has_value());
}

TEST_CASE("the order of rows changes no bit of what is taken together") {
  auto study = sample_study();
  study["variables"]["arm"] = Json::parse(R"({"column": "arm", "levels": ["p", "q", "r"],
      "collapse": [[{"level": "p", "of": ["p"]}, {"level": "others", "of": ["q", "r"]}]]})");
  study["sources"][0]["person"] = "id";
  study["cohorts"] = Json::parse(R"({"patients": {"from": "colon"}})");
  study["analysis_set"]["complete_on"] = {"arm", "age"};
  study["analyses"] = Json::parse(R"([{"id": "ages", "type": "describe", "variables": ["age"],
      "by": "arm"}, {"id": "squares", "type": "linear", "outcome": "age", "terms": ["arm", "x"]}])");
  study["analysis_set"]["complete_on"].push_back("x");
  const auto plan = compiled(study);
  auto table = read_csv(testdata("survival.csv"));
  ColumnTypes types;
  widen(types, table);
  const auto answer = [&] {
    const Nodes nodes{{NodeId("a"), built_frame(plan, table, types)}};
    return pooled_answer(plan, run(plan, nodes, answering(1, NodeId("a"))));
  };
  const auto once = answer();
  CHECK(once["groupings"]["arm"]["grouping"] == 1);
  std::reverse(table.rows.begin(), table.rows.end());
  CHECK(answer() == once);
}

}  // namespace passerelle::analysis::test
