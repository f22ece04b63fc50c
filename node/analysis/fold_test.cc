#include <doctest/doctest.h>
#include <algorithm>
#include <nlohmann/json.hpp>

#include "node/analysis/step.h"
#include "node/analysis/test_support.h"

namespace passerelle::analysis::test {
namespace {

StudyPlan fold_plan() {
  auto made =
      plan_of({category("arm", {"p", "q", "r"}), number("age"), number("time"), number("event")});
  add(made, "n", CountAnalysis{"arm"});
  add(made, "age", DescribeAnalysis{{"age"}, "arm"});
  auto km = curve("time", "event", {4, 10, 20, 40}, {10, 40});
  km.by = "arm";
  km.levels.push_back({10, 40});
  km.censor_levels.push_back({10, 40});
  add(made, "km", km);
  add(made, "rank", LogRankAnalysis{"time", "event", "arm"}, 40);
  add(made, "cox", CoxAnalysis{"time", "event", {"arm", "age"}}, 40);
  return made;
}

// The partials of the round `first`.
std::map<NodeId, Partial> first_partials(const StudyPlan& study, State& state) {
  const auto nodes = survival_nodes(study);
  std::map<NodeId, Partial> levels;
  for (const auto& [node, frame] : nodes) levels[node] = step(study, state, frame)->partial;
  state = *advance(study, state, levels);
  std::map<NodeId, Partial> partials;
  for (const auto& [node, frame] : nodes) partials[node] = step(study, state, frame)->partial;
  return partials;
}

std::string text(const StudyPlan& study, const State& state) {
  return canonical_text(pooled_answer(study, state));
}

}  // namespace

TEST_CASE("the answer is the same to the last bit whatever the order of rows and of nodes") {
  const auto study = fold_plan();
  auto table = read_csv(testdata("survival.csv"));
  const auto one = text(study, run(study, by_node(study, table)));
  std::reverse(table.rows.begin(), table.rows.end());
  std::rotate(table.rows.begin(), table.rows.begin() + 41, table.rows.end());
  CHECK(text(study, run(study, by_node(study, table))) == one);
}

TEST_CASE("counts, tables, curves and moments of three parts are those of one") {
  auto study = fold_plan();
  std::erase_if(study.analyses, [](const Analysis& a) { return a.id == "rank" || a.id == "cox"; });
  const auto table = read_csv(testdata("survival.csv"));
  Nodes whole;
  whole[NodeId("all")] = frame_of(study, table);
  const auto one = pooled_answer(study, run(study, whole));
  const auto three = pooled_answer(study, run(study, by_node(study, table)));
  CHECK(answer_in(one, "n") == answer_in(three, "n"));
  CHECK(answer_in(one, "km") == answer_in(three, "km"));
  for (const char* field : {"n", "mean", "variance", "skewness"}) {
    CHECK(is_close(answer_in(three, "age")["pooled"]["age"][field],
                   answer_in(one, "age")["pooled"]["age"][field], 1e-13));
  }
}

TEST_CASE("the coarsest level of breaks wins for all nodes") {
  const auto study = fold_plan();
  const auto state = run(study, survival_nodes(study), [](const NodeId& node, StepOutput& output) {
    if (output.partial.curve_levels.contains("km") && node.text() == "b") {
      output.partial.curve_levels["km"] = 1;
    }
  });
  CHECK(state.curve_levels.at("km") == 1);
  const auto answer = answer_in(pooled_answer(study, state), "km");
  CHECK(answer["rounding"] ==
        Json{{"breaks", {10.0, 40.0}}, {"censor_breaks", {10.0, 40.0}}, {"level", 1}});
  CHECK(answer["pooled"]["groups"][0]["times"] == Json{10.0, 40.0});
}

TEST_CASE("a curve that one node cannot release at any level is withheld") {
  const auto study = fold_plan();
  const auto state = run(study, survival_nodes(study), [](const NodeId& node, StepOutput& output) {
    if (output.partial.curve_levels.contains("km") && node.text() == "c") {
      output.partial.curve_levels["km"] = -1;
    }
  });
  const auto answer = answer_in(pooled_answer(study, state), "km");
  CHECK(answer["status"] == "withheld");
  CHECK(answer["withheld"] == Json{"/groups"});
  CHECK(answer["exact_to"].is_null());
  CHECK_FALSE(answer.contains("rounding"));
}

TEST_CASE("a pooled number that one node withholds is null and its pointer is listed") {
  const auto study = fold_plan();
  const auto state = run(study, survival_nodes(study), [](const NodeId& node, StepOutput& output) {
    if (node.text() != "c") return;
    for (auto& [key, count] : output.partial.cells) {
      if (key == CellKey{kSet, {{"arm", "r"}}}) count.reset();
    }
    for (auto& [slot, sums] : output.partial.sums) {
      if (slot == Slot{"age", "age", "r"} || slot.analysis == "cox") sums.reset();
    }
  });
  CHECK(state.phase == Phase::finished);
  CHECK(state.round == 2);  // the withheld model asks for no further round
  const auto result = pooled_answer(study, state);
  const auto count = answer_in(result, "n");
  CHECK(count["status"] == "partly_withheld");
  CHECK(count["pooled"]["by"]["r"]["rows"].is_null());
  CHECK(count["withheld"] == Json{"/by/r/rows", "/by/r/persons"});
  const auto age = answer_in(result, "age");
  CHECK(age["pooled"]["age"]["by"]["r"]["mean"].is_null());
  CHECK(age["pooled"]["age"]["mean"].is_number());
  const auto cox = answer_in(result, "cox");
  CHECK(cox["status"] == "withheld");
  CHECK(cox["pooled"]["coefficients"].is_null());
  CHECK(cox["pooled"]["n"] == 180);
}

TEST_CASE("a node's own answer is given only where the study asks for it") {
  auto study = fold_plan();
  study.analyses[0].per_node = true;
  const auto result = pooled_answer(study, run(study, survival_nodes(study)));
  const auto nodes = answer_in(result, "n")["nodes"];
  std::int64_t rows = 0;
  for (const auto& [node, own] : nodes.items()) rows += own["rows"].get<std::int64_t>();
  CHECK(nodes.size() == 3);
  CHECK(rows == 180);
  CHECK_FALSE(answer_in(result, "age").contains("nodes"));
}

TEST_CASE("a node's own answer is the answer of the study at that node alone") {
  auto study = fold_plan();
  for (auto& analysis : study.analyses) analysis.per_node = true;
  const auto nodes = survival_nodes(study);
  const auto together = pooled_answer(study, run(study, nodes));
  for (const char* name : {"a", "b"}) {
    const auto alone = pooled_answer(study, run(study, {{NodeId(name), nodes.at(NodeId(name))}}));
    for (const char* analysis : {"n", "age", "km", "rank", "cox"}) {
      INFO(analysis << " at " << name);
      const auto answer = answer_in(together, analysis);
      CHECK(answer["nodes"][name] == answer_in(alone, analysis)["pooled"]);
      CHECK(answer["nodes_withheld"][name] == Json::array());
    }
  }
}

TEST_CASE("a node without a model of its own withholds it, and does not say why") {
  auto study = fold_plan();
  study.analyses.back().per_node = true;
  const auto result = pooled_answer(study, run(study, survival_nodes(study)));
  const auto answer = answer_in(result, "cox");
  CHECK(answer["status"] == "released");
  const auto own = answer["nodes"]["c"];  // has no event at all
  CHECK(own["n"].is_number());
  CHECK(own["coefficients"].is_null());
  CHECK_FALSE(own.contains("reason"));
  const auto& marked = answer["nodes_withheld"]["c"];
  CHECK(std::find(marked.begin(), marked.end(), "/coefficients") != marked.end());
}

TEST_CASE("a partial of another shape is refused") {
  const auto study = fold_plan();
  auto state = start(study);
  const auto partials = first_partials(study, state);
  const auto& good = partials.begin()->second;
  CHECK(check_shape(study, state, good).has_value());
  const auto refuses = [&](auto change) {
    auto bad = good;
    change(bad);
    CHECK_FALSE(check_shape(study, state, bad).has_value());
    auto all = partials;
    all.begin()->second = bad;
    CHECK_FALSE(advance(study, state, all).has_value());
  };
  refuses([](Partial& p) { p.cells.erase(p.cells.begin()); });
  refuses([](Partial& p) { p.cells[{"other", {}}] = Count{1, 1}; });
  refuses([](Partial& p) { p.sums.erase(p.sums.begin()); });
  refuses([](Partial& p) { p.sums[{"cox", "", ""}] = Moments{}; });
  refuses([](Partial& p) { p.sums[{"cox", "", ""}] = LikelihoodSums{0, {0}, {0}}; });
  refuses([](Partial& p) {
    std::get<LikelihoodSums>(*p.sums[{"cox", "", ""}]).information[1] += 1;  // no longer symmetric
  });
  refuses([](Partial& p) { p.sums[{"rank", "", ""}] = LogRankSums{{1}, {1}}; });
  refuses([](Partial& p) {
    auto& rank = std::get<LogRankSums>(*p.sums[{"rank", "", ""}]);
    rank.observed = rank.expected;  // counts are cells
  });
  refuses([](Partial& p) { p.curve_levels["km"] = 0; });
  CHECK_FALSE(advance(study, state, {}).has_value());
}

TEST_CASE("a round of iteration needs the nodes of the first round") {
  const auto study = fold_plan();
  auto state = start(study);
  const auto partials = first_partials(study, state);
  state = *advance(study, state, partials);
  REQUIRE(state.phase == Phase::iterate);
  const auto nodes = survival_nodes(study);
  std::map<NodeId, Partial> fewer;
  fewer[NodeId("a")] = step(study, state, nodes.at(NodeId("a")))->partial;
  CHECK_FALSE(advance(study, state, fewer).has_value());
}

TEST_CASE("a level outside those of the study is refused") {
  const auto study = fold_plan();
  const auto state = start(study);
  Partial partial;
  partial.curve_levels["km"] = 2;
  CHECK_FALSE(check_shape(study, state, partial).has_value());
  partial.curve_levels["km"] = -1;
  CHECK(check_shape(study, state, partial).has_value());
  partial.curve_levels["other"] = 0;
  CHECK_FALSE(check_shape(study, state, partial).has_value());
}

}  // namespace passerelle::analysis::test
