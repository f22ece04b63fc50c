// Covariances, correlations and components against R.
#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <nlohmann/json.hpp>

#include "node/analysis/cohort_vectors_test.h"
#include "node/analysis/step.h"
#include "node/analysis/study_sample_test.h"
#include "node/analysis/test_support.h"

namespace passerelle::analysis::test {
namespace {

Json components(PcaAnalysis::Of of, std::vector<std::string> variables = {"age", "x", "time"}) {
  auto plan = plan_of({number("age"), number("x"), number("time"), number("one")});
  add(plan, "pca", PcaAnalysis{std::move(variables), of});
  const Derive derive{{"one", [](const Row&) { return "1"; }}};
  return answer_of(plan, by_node(plan, read_csv(testdata("survival.csv")), derive), "pca");
}

}  // namespace

TEST_CASE("covariances and correlations of three sites are those of R on the pooled rows") {
  if (shared_data().empty()) {
    MESSAGE("SKIPPED covariance.json: no shared data on this machine");
    return;
  }
  const auto r = read_json(shared_data() + kVectors + "covariance.json");
  auto plan = plan_of({number("age"), number("marker"), number("cost"), number("py")});
  add(plan, "cor", CorrelationAnalysis{{"age", "marker", "cost", "py"}});
  const auto pooled = answer_of(
      plan, by_site(plan, read_csv(shared_data() + kVectors + "cohort.csv")), "cor")["pooled"];
  CHECK(pooled["n"] == r["complete_cases"]);
  CHECK(pooled["variables"] == r["variables"]);
  for (std::size_t i = 0; i < 4; ++i) {
    for (std::size_t j = 0; j < 4; ++j) {
      CHECK(is_close(pooled["covariance"][i][j], r["covariance"][i][j], 1e-12));
      CHECK(is_close(pooled["correlation"][i][j], r["pearson"][i][j], 1e-12));
    }
  }
}

TEST_CASE("correlations of ranks are those of R, ties at their mean") {
  const auto r = read_json(testdata("models.json"))["ranks"];
  auto plan = plan_of({category("arm", {"p", "q", "r"}), category("sex", {"0", "1"}),
                       category("decade", {"<50", "[50,60)", "[60,70)", ">=70"})});
  add(plan, "ranks", RankCorrelationAnalysis{{"arm", "sex", "decade"}});
  const Derive derive{
      {"decade", [](const Row& row) {
         const double age = row.number("age");
         return age < 50 ? "<50" : age < 60 ? "[50,60)" : age < 70 ? "[60,70)" : ">=70";
       }}};
  const auto nodes = by_node(plan, read_csv(testdata("survival.csv")), derive);
  const auto pooled = answer_of(plan, nodes, "ranks")["pooled"];
  CHECK(pooled["n"] == 180);
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j < 3; ++j) {
      CHECK(is_close(pooled["correlation"][i][j], r[i][j], 1e-12));
    }
  }
}

TEST_CASE("a withheld cell takes the correlations of its categories with it") {
  auto plan = plan_of({category("arm", {"p", "q", "r"}), category("sex", {"0", "1"}),
                       category("event", {"0", "1"})});
  add(plan, "ranks", RankCorrelationAnalysis{{"arm", "sex", "event"}});
  const auto nodes = by_node(plan, read_csv(testdata("survival.csv")));
  const auto state = run(plan, nodes, [](const NodeId& node, StepOutput& output) {
    if (node != NodeId("b")) return;
    output.partial.cells.at(with(with({kSet, {}}, "arm", "q"), "event", "1")).reset();
  });
  const auto answer = answer_in(pooled_answer(plan, state), "ranks");
  CHECK(answer["status"] == "partly_withheld");
  CHECK(answer["withheld"] == Json::array({"/correlation/2/0", "/correlation/0/2"}));
  CHECK(answer["pooled"]["correlation"][1][0].is_number());
}

namespace {

// Of numbers with ties at both nodes and between them.
Table numbers_with_ties() {
  std::string text = "id,x,y\n";
  for (int i = 0; i < 30; ++i) {
    text += std::to_string(i) + "," + std::to_string(i * i % 11) + "," +
            std::to_string((i * 7 + i * i) % 13 - 6) + "\n";
  }
  return parse_csv(text);
}

StudyPlan ranks_of_numbers() {
  auto plan = plan_of({number("x"), number("y")});
  add(plan, "ranks",
      RankCorrelationAnalysis{{"x", "y"}, {{"x", {}, 7, 1, {}}, {"y", {}, 7, 1, {}}}});
  return plan;
}

Nodes two_nodes(const StudyPlan& plan) {
  Nodes nodes;
  for (const bool is_low : {true, false}) {
    nodes[NodeId(is_low ? "a" : "b")] =
        frame_of(plan, numbers_with_ties(), {},
                 [&](const Row& row) { return (row.number("id") < 12) == is_low; });
  }
  return nodes;
}

// Spearman's correlation as it is defined: each rank by counting.
double by_definition(const Table& table, const std::function<double(double)>& rounded) {
  const auto ranks = [&](const char* column) {
    std::vector<double> values, found;
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
      values.push_back(rounded(Row(table, i).number(column)));
    }
    for (const double value : values) {
      double below = 0, tied = 0;
      for (const double other : values) {
        below += other < value ? 1 : 0;
        tied += other == value ? 1 : 0;
      }
      found.push_back(below + (tied + 1) / 2);
    }
    return found;
  };
  const auto x = ranks("x"), y = ranks("y");
  const double middle = (static_cast<double>(x.size()) + 1) / 2;
  double xy = 0, xx = 0, yy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xy += (x[i] - middle) * (y[i] - middle);
    xx += (x[i] - middle) * (x[i] - middle);
    yy += (y[i] - middle) * (y[i] - middle);
  }
  return xy / std::sqrt(xx * yy);
}

}  // namespace

TEST_CASE("ranks of numbers are those among the rows of all nodes, ties at their mean") {
  const auto plan = ranks_of_numbers();
  const auto answer = answer_of(plan, two_nodes(plan), "ranks");
  CHECK(answer["status"] == "released");
  CHECK(answer["exact_to"] == "pooled_rows_rounded");
  CHECK(answer["rounding"]["grids"]["x"]["level"] == 0);
  const auto& pooled = answer["pooled"];
  CHECK(pooled["n"] == 30);
  CHECK(pooled["means"]["x"] == 15.5);
  const double expected = by_definition(numbers_with_ties(), [](double value) { return value; });
  CHECK(is_close(pooled["correlation"][0][1], expected));
  CHECK(pooled["correlation"][0][0] == 1);
  CHECK(is_close(pooled["covariance"][0][1].get<double>() /
                     std::sqrt(pooled["covariance"][0][0].get<double>() *
                               pooled["covariance"][1][1].get<double>()),
                 expected));
}

TEST_CASE("ranks on a coarser grid are those of the values it rounds to") {
  const auto plan = ranks_of_numbers();
  const auto state = run(plan, two_nodes(plan), [](const NodeId&, StepOutput& output) {
    for (auto& [name, level] : output.partial.curve_levels) {
      level = 1;
      output.partial.grid_ranges[name] = output.evidence.grid_ranges.at(name)[1];
    }
  });
  const auto answer = answer_in(pooled_answer(plan, state), "ranks");
  CHECK(answer["rounding"]["grids"]["y"]["width"] == 2);
  CHECK(is_close(
      answer["pooled"]["correlation"][1][0],
      by_definition(numbers_with_ties(), [](double value) { return std::ceil(value / 2); })));
}

TEST_CASE("a node's own ranks are those among its rows") {
  auto plan = ranks_of_numbers();
  plan.analyses.front().per_node = true;
  const auto answer = answer_of(plan, two_nodes(plan), "ranks");
  auto own = numbers_with_ties();
  own.rows.resize(12);
  const auto& of_node = answer["nodes"]["a"];
  CHECK(of_node["n"] == 12);
  CHECK(is_close(of_node["correlation"][0][1], by_definition(own, [](double v) { return v; })));
  CHECK(answer["nodes"]["b"]["n"] == 18);
}

namespace {

// How many persons of x and y, as a node has them.
struct Joint {
  int x, y, persons;
};

Frame frame_of_joint(const StudyPlan& plan, const std::vector<Joint>& cells) {
  std::string text = "id,x,y\n";
  int id = 0;
  for (const auto& cell : cells) {
    for (int i = 0; i < cell.persons; ++i) {
      text +=
          std::to_string(id++) + "," + std::to_string(cell.x) + "," + std::to_string(cell.y) + "\n";
    }
  }
  return frame_of(plan, parse_csv(text));
}

// The fewest persons behind what the products of `id` could be solved for, at each node.
std::int64_t fewest_told(const StudyPlan& plan, const Nodes& nodes, const std::string& id) {
  std::int64_t fewest = std::numeric_limits<std::int64_t>::max();
  run(plan, nodes, [&](const NodeId&, StepOutput& output) {
    const auto model = output.evidence.models.find({id, "", ""});
    if (model == output.evidence.models.end()) return;
    for (const auto& told : model->second.regression->told) {
      fewest = std::min(fewest, told.rarest_of_few.value_or(fewest));
    }
  });
  return fewest;
}

}  // namespace

TEST_CASE("products of ranks that few intervals have tell how many persons have each pair") {
  const auto plan = ranks_of_numbers();
  // Ranks lie 970 and 760 apart at the one node because of the other: one sum, one solution.
  Nodes nodes;
  nodes[NodeId("a")] =
      frame_of_joint(plan, {{1, 0, 5}, {2, 0, 26}, {3, 0, 29}, {1, 1, 35}, {2, 1, 4}, {3, 1, 1}});
  nodes[NodeId("b")] = frame_of_joint(plan, {{1, 0, 500}, {2, 0, 400}, {3, 1, 300}});
  CHECK(fewest_told(plan, nodes, "ranks") == 1);
  nodes[NodeId("a")] = frame_of_joint(
      plan, {{1, 0, 25}, {2, 0, 26}, {3, 0, 29}, {1, 1, 35}, {2, 1, 14}, {3, 1, 11}});
  CHECK(fewest_told(plan, nodes, "ranks") == 11);
}

TEST_CASE("ranks of many pairs are held to the minimum one number at a time") {
  const auto plan = ranks_of_numbers();
  std::vector<Joint> cells;
  for (int x = 0; x < 12; ++x) {
    for (int y = 0; y < 12; ++y) cells.push_back({x, y, 1});
  }
  Nodes nodes;
  nodes[NodeId("a")] = frame_of_joint(plan, cells);
  CHECK(fewest_told(plan, nodes, "ranks") == 12);
}

TEST_CASE("products of numbers that a study makes of codes tell how many persons have each pair") {
  auto plan = plan_of({number("x"), number("y")});
  add(plan, "codes", CorrelationAnalysis{{"x", "y"}});
  for (const char* name : {"x", "y"}) plan.variables[name].coded_values = 3;
  Nodes nodes;
  nodes[NodeId("a")] = frame_of_joint(plan, {{1, 1, 20},
                                             {1, 1000, 15},
                                             {1, 50000, 12},
                                             {70, 1, 14},
                                             {70, 1000, 2},
                                             {70, 50000, 17},
                                             {900, 1, 11}});
  CHECK(fewest_told(plan, nodes, "codes") == 2);
}

TEST_CASE("ranks of numbers are withheld with a grid, with a count and with the products") {
  const auto plan = ranks_of_numbers();
  const auto withheld = [&](const Gate& gate) {
    const auto state = run(plan, two_nodes(plan), gate);
    const auto answer = answer_in(pooled_answer(plan, state), "ranks");
    CHECK(answer["pooled"]["correlation"].is_null());
    CHECK(answer["status"] == "withheld");
    return state;
  };
  const auto no_grid = withheld([](const NodeId&, StepOutput& output) {
    if (!output.partial.curve_levels.contains("ranks/x")) return;
    output.partial.curve_levels["ranks/x"] = -1;
    output.partial.grid_ranges.erase("ranks/x");
  });
  CHECK(no_grid.ranked.empty());
  const auto no_count = withheld([](const NodeId& node, StepOutput& output) {
    if (node == NodeId("b") && !output.partial.cells.empty()) {
      output.partial.cells.at({kSet, {{"y@grid", "(0,1]"}}}).reset();
    }
  });
  CHECK(no_count.ranked.empty());
  const auto no_products = withheld([](const NodeId&, StepOutput& output) {
    for (auto& [slot, sums] : output.partial.sums) sums.reset();
  });
  CHECK(no_products.ranked.contains("ranks"));
}

TEST_CASE("ranks are told where a node has no row, and of nobody none") {
  const auto plan = ranks_of_numbers();
  auto nodes = two_nodes(plan);
  const auto nobody = frame_of(plan, numbers_with_ties(), {}, [](const Row&) { return false; });
  nodes[NodeId("c")] = nobody;
  const auto expected = by_definition(numbers_with_ties(), [](double value) { return value; });
  CHECK(is_close(answer_of(plan, nodes, "ranks")["pooled"]["correlation"][0][1], expected));
  const auto none = answer_of(plan, Nodes{{NodeId("a"), nobody}}, "ranks");
  CHECK(none["pooled"]["n"] == 0);
  CHECK(none["pooled"]["correlation"].is_null());
}

TEST_CASE("products of ranks of another form are refused") {
  const auto plan = ranks_of_numbers();
  std::map<NodeId, Partial> partials;
  const auto nodes = two_nodes(plan);
  auto state = start(plan);
  while (state.phase != Phase::iterate) {
    for (const auto& [node, frame] : nodes) partials[node] = step(plan, state, frame)->partial;
    state = *advance(plan, std::move(state), partials);
  }
  auto partial = step(plan, state, nodes.at(NodeId("a")))->partial;
  CHECK(check_shape(plan, state, partial).has_value());
  auto& products = std::get<CrossProducts>(*partial.sums.at({"ranks", "", ""}));
  products.mean.push_back(0);
  CHECK_FALSE(check_shape(plan, state, partial).has_value());
  partial.sums[{"ranks", "", ""}] = Moments{};
  CHECK_FALSE(check_shape(plan, state, partial).has_value());
  partial.sums.clear();
  CHECK_FALSE(check_shape(plan, state, partial).has_value());
}

TEST_CASE("principal components are those of R") {
  const auto r = read_json(testdata("reference.json"))["components"];
  for (const auto& [name, of] : {std::pair{"correlation", PcaAnalysis::Of::correlation},
                                 {"covariance", PcaAnalysis::Of::covariance}}) {
    const auto pooled = components(of)["pooled"];
    double total = 0;
    for (const auto& variance : r[name]["variances"]) total += variance.get<double>();
    for (std::size_t k = 0; k < 3; ++k) {
      const double variance = r[name]["variances"][k];
      CHECK(is_close(pooled["variances"][k], variance));
      CHECK(is_close(pooled["explained"][k], variance / total));
      std::size_t i = 0;
      for (const char* variable : {"age", "x", "time"}) {
        CHECK(is_close(pooled["loadings"][k][variable], r[name]["loadings"][k][i++], 1e-10, 1));
      }
    }
  }
}

TEST_CASE("a number that everybody has correlates with nothing") {
  const auto answer = components(PcaAnalysis::Of::correlation, {"age", "one"});
  CHECK(answer["status"] == "failed");
  CHECK(answer["reason"] == "collinearity");
  CHECK(answer["aliased"] == Json::array({"one"}));
}

TEST_CASE("correlations and components are checked") {
  CHECK(begins(analysis_refusal(R"({"id": "a", "type": "correlation", "variables": ["age"]})"),
               "study.malformed: /analyses/0/variables: at least two variables"));
  CHECK(
      begins(analysis_refusal(R"({"id": "a", "type": "correlation", "variables": ["age", "arm"]})"),
             "study.wrong_kind: /analyses/0/variables/1: what is correlated is a number"));
  CHECK(begins(analysis_refusal(R"({"id": "a", "type": "correlation", "variables":
                                    ["arm", "time5"], "method": "spearman"})"),
               "study.wrong_kind: /analyses/0/variables/1: levels in their order"));
  const auto of_ranks = [](const std::string& rest) {
    return analysis_refusal(
        (R"({"id": "a", "type": "correlation", "method": "spearman", )" + rest + "}").c_str());
  };
  CHECK(begins(of_ranks(R"("variables": ["age", "time5"], "resolution": {"age": 1})"),
               "study.malformed: /analyses/0/resolution/time5: "));
  CHECK(begins(of_ranks(R"("variables": ["age", "time5"], "resolution": {"age": 1, "time5": 0})"),
               "study.malformed: /analyses/0/resolution/time5: a number above 0"));
  CHECK(begins(of_ranks(R"("variables": ["age", "arm"], "resolution": {"age": 1, "arm": 1})"),
               "study.wrong_kind: /analyses/0/variables/1: what is ranked on a grid is a number"));
  CHECK(begins(of_ranks(R"("variables": ["age", "weight"], "resolution": {"age": 1, "weight": 1})"),
               "study.incomplete: /analyses/0/variables/1: "));
  CHECK(begins(of_ranks(R"("variables": ["age", "time5"],
                           "resolution": {"age": 1, "time5": 1, "x": 1})"),
               "study.malformed: /analyses/0/resolution/x: "));
  CHECK(begins(analysis_refusal(R"({"id": "a", "type": "correlation", "variables":
                                    ["age", "time5"], "resolution": {"age": 1, "time5": 1}})"),
               "study.malformed: /analyses/0/resolution: "));
  CHECK(begins(analysis_refusal(R"({"id": "a", "type": "correlation", "variables":
                                    ["age", "time5"], "method": "kendall"})"),
               "study.malformed: /analyses/0/method: "));
  CHECK(begins(analysis_refusal(R"({"id": "a", "type": "pca", "variables": ["age", "time5"],
                                    "of": "ranks"})"),
               "study.malformed: /analyses/0/of: "));
  CHECK(begins(analysis_refusal(R"({"id": "a", "type": "pca", "variables": ["age", "weight"]})"),
               "study.incomplete: /analyses/0/variables/1: "));
}

}  // namespace passerelle::analysis::test
