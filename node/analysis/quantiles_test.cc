// Quantiles against the shared reference answers, their grids, and what a study must not ask for.
#include <doctest/doctest.h>
#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "node/analysis/cell_counter.h"
#include "node/analysis/grid.h"
#include "node/analysis/layout.h"
#include "node/analysis/quantile_estimate.h"
#include "node/analysis/step.h"
#include "node/analysis/study_sample_test.h"
#include "node/analysis/test_support.h"

namespace passerelle::analysis::test {
namespace {

// What the gate does: the finest level at which nobody is in too small an interval.
void choose_levels(StepOutput& output, std::int64_t least) {
  for (const auto& [id, levels] : output.evidence.curve_cells) {
    const auto fine =
        std::find_if(levels.begin(), levels.end(), [&](const std::vector<Count>& counts) {
          return std::all_of(counts.begin(), counts.end(), [&](const Count& count) {
            return count.persons == 0 || count.persons >= least;
          });
        });
    const auto level = fine - levels.begin();
    const bool is_none = fine == levels.end();
    output.partial.curve_levels[id] = is_none ? -1 : static_cast<int>(level);
    output.partial.grid_ranges.erase(id);
    const bool is_grid = output.evidence.grid_ranges.contains(id);
    if (!is_none && is_grid) {
      output.partial.grid_ranges[id] =
          output.evidence.grid_ranges.at(id)[static_cast<std::size_t>(level)];
    }
  }
}

StudyPlan plan_with(const std::string& variable,
                    double resolution,
                    MissingRule missing = MissingRule::complete) {
  auto plan = plan_of({number(variable, missing)});
  add(plan, "q", QuantilesAnalysis{variable, {0.1, 0.25, 0.5, 0.9}, 7, resolution});
  if (missing == MissingRule::category) plan.variables[variable].missing = MissingRule::complete;
  return plan;
}

// Definition 7 as its authors write it.
double seventh(std::vector<double> values, double probability) {
  std::sort(values.begin(), values.end());
  const double at = probability * static_cast<double>(values.size() - 1);
  const auto low = static_cast<std::size_t>(std::floor(at));
  const auto high = std::min(low + 1, values.size() - 1);
  return values[low] + (at - std::floor(at)) * (values[high] - values[low]);
}

}  // namespace

TEST_CASE("all nine definitions are those of R, on a grid of the data's own resolution") {
  const auto data = shared_data();
  if (data.empty()) {
    MESSAGE("SKIPPED quantiles.json: no shared data on this machine");
    return;
  }
  const auto reference = read_json(data + "/analysis-vectors/quantiles.json");
  const double tolerance = reference["tolerance_absolute"];
  const auto table = read_csv(data + "/analysis-vectors/cohort.csv");
  const std::map<std::string, double> resolutions{
      {"marker", 0.001}, {"cost", 0.01}, {"age", 1}, {"time_days", 1}};
  for (const auto& [variable, types] : reference["values"].items()) {
    REQUIRE_MESSAGE(resolutions.contains(variable), variable);
    const double resolution = resolutions.at(variable);
    std::map<std::int64_t, std::int64_t> at;
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
      const double value = Row(table, i).number(variable);
      if (!std::isnan(value)) ++at[place_of(value, resolution)];
    }
    std::vector<double> points;
    std::vector<std::int64_t> counts;
    for (const auto& [place, count] : at) {
      points.push_back(grid_end(place, resolution, 0));
      counts.push_back(count);
    }
    for (int definition = 1; definition <= 9; ++definition) {
      const auto& values = types["type" + std::to_string(definition)];
      REQUIRE(values.size() == reference["probs"].size());
      for (std::size_t i = 0; i < values.size(); ++i) {
        INFO(variable << " " << definition << " " << i);
        const double found = quantile(points, counts, reference["probs"][i], definition);
        CHECK(std::abs(found - values[i].get<double>()) <= tolerance);
      }
    }
  }
}

TEST_CASE("quantiles over three nodes are those of the pooled rows") {
  const auto data = shared_data();
  if (data.empty()) {
    MESSAGE("SKIPPED quantiles.json: no shared data on this machine");
    return;
  }
  const auto reference = read_json(data + "/analysis-vectors/quantiles.json");
  auto plan = plan_of({number("age")});
  for (int definition = 1; definition <= 9; ++definition) {
    add(plan, "q" + std::to_string(definition),
        QuantilesAnalysis{"age", reference["probs"], definition, 1});
  }
  const auto table = read_csv(data + "/analysis-vectors/cohort.csv");
  const auto state = run(plan, by_site(plan, table));
  const auto result = pooled_answer(plan, state);
  for (int definition = 1; definition <= 9; ++definition) {
    INFO(definition);
    const auto answer = answer_in(result, "q" + std::to_string(definition));
    const auto& values = reference["values"]["age"]["type" + std::to_string(definition)];
    for (std::size_t i = 0; i < values.size(); ++i) {
      CHECK(is_close(answer["pooled"]["values"][i], values[i]));
      CHECK(is_close(answer["pooled"]["after"][i], values[i].get<double>() - 1));
    }
    CHECK(answer["pooled"]["n"] == table.rows.size());
    CHECK(answer["exact_to"] == "pooled_rows_rounded");
    CHECK(answer["rounding"] ==
          Json{{"resolution", 1.0}, {"level", 0}, {"width", 1.0}, {"offset", 0.0}});
  }
}

TEST_CASE("with a minimum, quantiles are those of values rounded up to the width of all nodes") {
  const auto table = read_csv(testdata("survival.csv"));
  const auto plan = plan_with("x", 0.125);
  Nodes nodes;
  for (const char* name : {"a", "b", "c"}) {
    nodes[NodeId(name)] =
        frame_of(plan, table, {}, [&](const Row& row) { return row.text("node") == name; });
  }
  const auto state =
      run(plan, nodes, [](const NodeId&, StepOutput& output) { choose_levels(output, 5); });
  const auto answer = answer_in(pooled_answer(plan, state), "q");
  REQUIRE(answer.contains("rounding"));
  const double width = answer["rounding"]["width"], offset = answer["rounding"]["offset"];
  CHECK(answer["rounding"]["level"].get<int>() > 0);
  CHECK(width == std::ldexp(0.125, answer["rounding"]["level"].get<int>()));
  std::vector<double> values, rounded;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    values.push_back(Row(table, i).number("x"));
    rounded.push_back(std::ceil((values.back() - offset) / width) * width + offset);
  }
  const auto& what = std::get<QuantilesAnalysis>(plan.analyses[0].what);
  for (std::size_t i = 0; i < what.probabilities.size(); ++i) {
    INFO(i);
    const double found = answer["pooled"]["values"][i], after = answer["pooled"]["after"][i];
    CHECK(is_close(found, seventh(rounded, what.probabilities[i])));
    const double exact = seventh(values, what.probabilities[i]);
    CHECK(exact > after);
    CHECK(exact <= found);
  }
  for (const auto& [node, partial] : state.first) {
    for (const auto& [key, count] : partial.cells) {
      if (key.where.empty() || key.where.front().variable != "x@grid") continue;
      CHECK((count->persons == 0 || count->persons >= 5));
    }
  }
}

TEST_CASE(
    "described quantiles are those of each group, on one grid of all that cuts the variable") {
  auto plan = plan_with("x", 0.125);
  plan.variables["arm"] = category("arm", {"p", "q", "r"});
  plan.row_sets[kSet].complete_on.push_back("arm");
  const auto middle = QuantilesAnalysis{"x", {0.25, 0.5, 0.75}, 7, 0.125, "arm"};
  add(plan, "d", DescribeAnalysis{{"x"}, "arm", {middle}});
  add(plan, "one", TableOneAnalysis{"arm", {"x"}, {middle}});
  const auto table = read_csv(testdata("survival.csv"));
  const auto nodes = by_node(plan, table);
  const auto state =
      run(plan, nodes, [](const NodeId&, StepOutput& output) { choose_levels(output, 5); });
  const auto& grid = state.grids.at("d/x");
  CHECK(grid.level > 0);
  for (const char* name : {"q", "one/x"}) {
    CHECK(state.grids.at(name).level == grid.level);
    CHECK(state.grids.at(name).ranges == grid.ranges);
  }
  const auto result = pooled_answer(plan, state);
  const auto described = answer_in(result, "d")["pooled"];
  CHECK(answer_in(result, "one")["pooled"]["x"]["by"]["q"]["quantiles"] ==
        described["x"]["by"]["q"]["quantiles"]);
  const auto check = [&](const Json& found, const char* arm) {
    const double width = found["rounding"]["width"], offset = found["rounding"]["offset"];
    std::vector<double> rounded;
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
      const Row row(table, i);
      if (*arm != 0 && row.text("arm") != arm) continue;
      rounded.push_back(std::ceil((row.number("x") - offset) / width) * width + offset);
    }
    for (std::size_t i = 0; i < middle.probabilities.size(); ++i) {
      INFO(arm << " " << i);
      CHECK(is_close(found["values"][i], seventh(rounded, middle.probabilities[i])));
      CHECK(is_close(found["after"][i], found["values"][i].get<double>() - width));
    }
  };
  check(described["x"]["quantiles"], "");
  for (const char* arm : {"p", "q", "r"}) check(described["x"]["by"][arm]["quantiles"], arm);
  const Outcomes outcomes(plan);
  const auto layout = layout_of(outcomes, state);
  bool is_cut = false;
  for (const auto& [node, frame] : nodes) {
    CellCounter counter(outcomes, frame);
    for (const auto& key : layout.wanted) {
      if (key.where.empty() || key.where.back().variable != "x@grid") continue;
      const auto count = counter.count(key);
      CHECK((count.persons == 0 || count.persons >= 5));
    }
    for (const auto& relation : layout.relations) {
      std::int64_t sum = 0;
      for (const auto& part : relation.parts) sum += counter.count(part).rows;
      CHECK(counter.count(relation.total).rows == sum);
      is_cut = is_cut || relation.total == CellKey{kSet, {{"arm", "p"}}};
    }
  }
  CHECK(is_cut);
}

TEST_CASE("a group of too few at a node takes the quantiles of all groups with it") {
  auto plan = plan_with("x", 1);
  plan.variables["arm"] = category("arm", {"p", "q"});
  plan.row_sets[kSet].complete_on.push_back("arm");
  add(plan, "d", DescribeAnalysis{{"x"}, "arm", {QuantilesAnalysis{"x", {0.5}, 7, 1, "arm"}}});
  Nodes nodes;
  nodes[NodeId("a")] =
      frame_of(plan, parse_csv("id,arm,x\n1,p,1\n2,p,2\n3,p,2\n4,q,1\n5,q,2\n6,p,1\n"));
  const auto state =
      run(plan, nodes, [](const NodeId&, StepOutput& output) { choose_levels(output, 3); });
  const auto answer = answer_in(pooled_answer(plan, state), "d");
  CHECK(answer["status"] == "partly_withheld");
  CHECK(answer["pooled"]["x"]["mean"].is_number());
  CHECK(answer["pooled"]["x"]["quantiles"]["values"].is_null());
  CHECK(answer["pooled"]["x"]["by"]["p"]["quantiles"]["after"].is_null());
  CHECK_FALSE(answer["pooled"]["x"]["quantiles"].contains("rounding"));
  CHECK(answer_in(pooled_answer(plan, state), "q")["withheld"] ==
        Json::array({"/values", "/after"}));
}

TEST_CASE("rows without a value take no part, and relations hold on the rows") {
  auto plan = plan_with("x", 1, MissingRule::category);
  const auto table = parse_csv("id,x\n1,1\n2,2\n3,2\n4,\n5,-3\n");
  Nodes nodes;
  nodes[NodeId("a")] = frame_of(plan, table);
  const auto state = run(plan, nodes);
  const auto answer = answer_in(pooled_answer(plan, state), "q");
  CHECK(answer["pooled"]["n"] == 4);
  CHECK(answer["pooled"]["values"][2] == 1.5);
  CHECK(state.grids.at("q").ranges == GridRanges{{-3, 2}});
  const Outcomes outcomes(plan);
  const auto layout = layout_of(outcomes, state);
  CellCounter counter(outcomes, nodes.at(NodeId("a")));
  bool is_cut = false;
  for (const auto& relation : layout.relations) {
    std::int64_t sum = 0;
    for (const auto& part : relation.parts) sum += counter.count(part).rows;
    CHECK(counter.count(relation.total).rows == sum);
    is_cut = is_cut || relation.total == CellKey{kSet, {{"x", kPresentLevel}}};
  }
  CHECK(is_cut);
}

TEST_CASE("a node without a value, or without a level, is heard") {
  const auto plan = plan_with("x", 1);
  const auto table = parse_csv("id,x\n1,1\n2,2\n3,2\n");
  Nodes nodes;
  nodes[NodeId("a")] = frame_of(plan, table);
  nodes[NodeId("b")] = frame_of(plan, table, {}, [](const Row&) { return false; });
  CHECK(answer_of(plan, nodes, "q")["pooled"]["values"][3] == 2.0);
  nodes.erase(NodeId("a"));
  const auto nobody = answer_of(plan, nodes, "q");
  CHECK(nobody["pooled"]["n"] == 0);
  CHECK(nobody["pooled"]["values"][0].is_null());
  nodes[NodeId("a")] = frame_of(plan, table);
  const auto state =
      run(plan, nodes, [](const NodeId&, StepOutput& output) { choose_levels(output, 4); });
  const auto answer = answer_in(pooled_answer(plan, state), "q");
  CHECK(answer["withheld"] == Json::array({"/values", "/after"}));
  CHECK(answer["pooled"]["n"] == 3);
}

TEST_CASE("a few zeros are not alone at every level") {
  const auto plan = plan_with("x", 1);
  Nodes nodes;
  nodes[NodeId("a")] = frame_of(plan, parse_csv("id,x\n1,0\n2,1\n3,2\n4,3\n5,4\n6,5\n"));
  const auto state =
      run(plan, nodes, [](const NodeId&, StepOutput& output) { choose_levels(output, 3); });
  const auto answer = answer_in(pooled_answer(plan, state), "q");
  CHECK(answer["rounding"]["level"] == 2);
  CHECK(answer["pooled"]["values"] == Json::array({2.0, 2.0, 4.0, 6.0}));
}

TEST_CASE("an interval that a node withholds hides every quantile") {
  const auto plan = plan_with("x", 1);
  Nodes nodes;
  nodes[NodeId("a")] = frame_of(plan, parse_csv("id,x\n1,1\n2,2\n3,2\n"));
  const auto state = run(plan, nodes, [](const NodeId&, StepOutput& output) {
    for (auto& [key, count] : output.partial.cells) {
      if (!key.where.empty() && key.where.front().level == "(0,1]") count.reset();
    }
  });
  const auto answer = answer_in(pooled_answer(plan, state), "q");
  CHECK(answer["withheld"] == Json::array({"/values", "/after"}));
}

TEST_CASE("places are those of decimals, and a coarser interval holds the finer one") {
  CHECK(place_of(7.165, 0.001) == 7165);
  CHECK(grid_end(7165, 0.001, 0) == 7.165);
  CHECK(place_of(0.30000000000000004, 0.1) == 3);
  CHECK(place_of(-0.25, 1) == 0);
  CHECK(place_of(-1, 1) == -1);
  CHECK(place_of(1.0000001, 1) == 2);
  CHECK_FALSE(is_on_grid(1e20, 0.001));
  for (std::int64_t place = -9; place <= 9; ++place) {
    const auto coarse = place_at(2, place);
    CHECK(place <= 4 * coarse + 2);
    CHECK(place > 4 * (coarse - 1) + 2);
    CHECK(place_at(1, place) ==
          static_cast<std::int64_t>(std::ceil(static_cast<double>(place) / 2)));
    CHECK(place_at(kCoarsestGrid, place) == 0);
    CHECK(grid_end(coarse, 1, 2) == 4.0 * static_cast<double>(coarse) + 2);
  }
}

TEST_CASE(
    "the grid of all nodes is the coarsest, over the widest range, of not too many intervals") {
  const auto agreed = agreed_grid({{0, {{3, 9}}}, {2, {{0, 1}}}, {1, {}}}, kMostHeld);
  CHECK(agreed.level == 2);
  CHECK(agreed.ranges == GridRanges{{0, 2}});
  CHECK(agreed_grid({{0, {{3, 9}}}, {-1, {}}}, kMostHeld).level == -1);
  const auto many = agreed_grid({{0, {{1, 5000}}}}, kMostHeld);
  CHECK(many.level == 3);
  CHECK(many.ranges == GridRanges{{0, 625}});
  const auto apart = agreed_grid({{0, {{1, 100}}}, {0, {{4900, 5000}}}}, kMostHeld);
  CHECK(apart.level == 3);
  CHECK(apart.ranges == GridRanges{{0, 625}});
}

TEST_CASE("intervals of nobody are left out where a node says which they are") {
  const auto agreed =
      agreed_grid({{0, {{1, 2}, {9000, 9000}}}, {0, {{2, 4}, {8999, 8999}}}, {0, {{7, 7}}}}, 10);
  CHECK(agreed.level == 0);
  CHECK(agreed.ranges == GridRanges{{1, 4}, {7, 7}, {8999, 9000}});
  const auto fewer = agreed_grid({{0, {{1, 4}, {8999, 9000}}}}, 5);
  CHECK(fewer.level == 1);
  CHECK(fewer.ranges == GridRanges{{1, 2}, {4500, 4500}});
  const auto coarse = agreed_grid({{2, {{1, 1}, {3000, 3000}}}, {0, {{7, 7}}}}, kMostHeld);
  CHECK(coarse.level == 2);
  CHECK(coarse.ranges == GridRanges{{1, 2}, {3000, 3000}});
}

TEST_CASE("the intervals of all grids and groups of a study are limited together") {
  auto plan = plan_with("x", 1);
  CHECK(most_held(plan) == kMostHeld);
  plan.variables["arm"] = category("arm", {"p", "q"});
  add(plan, "d", DescribeAnalysis{{"x"}, "arm", {QuantilesAnalysis{"x", {0.5}, 7, 1, "arm"}}});
  CHECK(most_held(plan) == kMostIntervals);
}

TEST_CASE("quantiles of far values are exact while few intervals hold anybody") {
  const auto plan = plan_with("x", 0.01);
  std::string text = "id,x\n";
  std::vector<double> values;
  for (int i = 0; i < 40; ++i) {
    values.push_back(static_cast<double>(i * i * i * 7) / 100);
    text += std::to_string(i) + "," + number_text(values.back()) + "\n";
  }
  const auto table = parse_csv(text);
  Nodes nodes;
  for (const char* node : {"a", "b"}) {
    const auto parity = node[0] == 'a' ? 0 : 1;
    nodes[NodeId(node)] = frame_of(plan, table, {}, [&](const Row& row) {
      return static_cast<int>(row.number("id")) % 2 == parity;
    });
  }
  const auto state = run(plan, nodes);
  CHECK(state.grids.at("q").level == 0);
  CHECK(state.grids.at("q").ranges.size() > 30);
  const auto answer = answer_in(pooled_answer(plan, state), "q");
  const auto& probabilities = std::get<QuantilesAnalysis>(plan.analyses.front().what).probabilities;
  for (std::size_t i = 0; i < probabilities.size(); ++i) {
    CHECK(is_close(answer["pooled"]["values"][i], seventh(values, probabilities[i])));
  }
  // Held to a minimum the same values are known on a coarser grid, without a hole in it.
  const auto held =
      run(plan, nodes, [](const NodeId&, StepOutput& output) { choose_levels(output, 3); });
  CHECK(held.grids.at("q").level > 5);
  CHECK(held.grids.at("q").ranges.size() == 1);
}

TEST_CASE("levels are looked at person by person, empty intervals too") {
  const auto plan = plan_with("x", 1);
  const auto frame = frame_of(plan, parse_csv("id,x\n1,1\n1,1\n2,5\n3,5\n"));
  const auto output = step(plan, start(plan), frame);
  REQUIRE(output.has_value());
  const auto& counts = output->evidence.curve_cells.at("q");
  REQUIRE(counts.size() == 5);
  CHECK(counts[0] == std::vector<Count>{{2, 1}, {0, 0}});
  CHECK(counts[2] == std::vector<Count>{{2, 1}});
  CHECK(counts[4] == std::vector<Count>{{4, 3}});
  CHECK(output->evidence.grid_ranges.at("q")[2] == GridRanges{{0, 1}});
  std::string members;
  const auto pipe = to_pipe_json(*output, members);
  const auto back = step_output_from_pipe_json(pipe, members);
  REQUIRE_MESSAGE(back.has_value(), back.error().text());
  CHECK(back->evidence.grid_ranges == output->evidence.grid_ranges);
  CHECK(back->partial == output->partial);
}

TEST_CASE("values too far from zero for the resolution are refused") {
  const auto plan = plan_with("x", 0.001);
  const auto output = step(plan, start(plan), frame_of(plan, parse_csv("id,x\n1,1e300\n")));
  REQUIRE_FALSE(output.has_value());
  CHECK(output.error().code == make_error_code(DataError::not_a_number));
}

TEST_CASE("a partial whose ranges do not fit is refused") {
  const auto plan = plan_with("x", 1);
  const auto state = start(plan);
  const auto refuses = [&](const std::map<std::string, int>& levels,
                           const std::map<std::string, GridRanges>& ranges) {
    Partial partial;
    partial.curve_levels = levels;
    partial.grid_ranges = ranges;
    return !check_shape(plan, state, partial).has_value();
  };
  CHECK_FALSE(refuses({{"q", 0}}, {{"q", {{1, 2}}}}));
  CHECK_FALSE(refuses({{"q", -1}}, {}));
  CHECK(refuses({{"q", 0}}, {}));
  CHECK(refuses({{"q", -1}}, {{"q", {{1, 2}}}}));
  CHECK(refuses({{"q", 0}}, {{"q", {{1, 2}}}, {"r", {{1, 2}}}}));
  CHECK(refuses({{"q", kCoarsestGrid + 1}}, {{"q", {{1, 2}}}}));
  CHECK(refuses({{"q", kCoarsestGrid}}, {{"q", {{1, 1 << 20}}}}));
  CHECK_FALSE(refuses({{"q", 0}}, {{"q", {{1, 2}, {4, 4}}}}));
  CHECK(refuses({{"q", 0}}, {{"q", {{1, 2}, {3, 4}}}}));
  CHECK(refuses({{"q", 0}}, {{"q", {{4, 4}, {1, 2}}}}));
  const auto is_read = [](const char* ranges) {
    const auto text =
        std::string(R"({"curve_levels":{"q":0},"cells":[],"sums":[],"grid_ranges":)") + ranges +
        "}";
    return partial_from_json(*parse_json(text), "").has_value();
  };
  CHECK(is_read(R"({"q":{"first":-2,"last":7}})"));
  CHECK(is_read(R"({"q":{}})"));
  CHECK(is_read(R"({"q":[{"first":1,"last":1},{"first":3,"last":4}]})"));
  CHECK_FALSE(is_read(R"({"q":[{"first":1,"last":1},{"first":2,"last":4}]})"));
  CHECK_FALSE(is_read(R"({"q":[{"first":3,"last":4},{"first":1,"last":1}]})"));
  CHECK_FALSE(is_read(R"({"q":[{"first":1,"last":1}]})"));
  CHECK_FALSE(is_read(R"({"q":[{"first":1,"last":1},{}]})"));
  std::string ranges = R"({"q":[)";
  for (int i = 0; i <= kMostHeld; ++i) {
    const auto place = std::to_string(2 * i);
    ranges += std::string(i > 0 ? "," : "") + R"({"first":)" + place + R"(,"last":)" + place + "}";
  }
  CHECK_FALSE(is_read((ranges + "]}").c_str()));
  CHECK_FALSE(is_read(R"({"q":{"first":2,"last":1}})"));
  CHECK_FALSE(is_read(R"({"q":{"first":2,"last":2199023255553}})"));
  CHECK_FALSE(is_read(R"({"q":{"first":2}})"));
  CHECK_FALSE(is_read(R"({"q":[]})"));
  CHECK_FALSE(is_read("{}"));
}

TEST_CASE("quantiles are read as written") {
  const auto plan = with_analysis(R"({"id": "q", "type": "quantiles", "variable": "age",
      "probs": [0, 0.5, 1], "definition": 3, "resolution": 0.5})");
  const auto& what = std::get<QuantilesAnalysis>(plan.analyses[0].what);
  CHECK(what.probabilities == std::vector<double>{0, 0.5, 1});
  CHECK(what.definition == 3);
  CHECK(what.resolution == 0.5);
  const auto plain = with_analysis(R"({"id": "q", "type": "quantiles", "variable": "age",
      "probs": [0.5], "resolution": 1})");
  CHECK(std::get<QuantilesAnalysis>(plain.analyses[0].what).definition == 7);
}

TEST_CASE("quantiles of what is described are read as written, and are quartiles when not said") {
  const auto plan = with_analysis(R"({"id": "d", "type": "describe", "variables": ["nodes", "age"],
      "by": "arm", "quantiles": {"resolution": {"age": 0.5}}})");
  const auto& quantiles = std::get<DescribeAnalysis>(plan.analyses[0].what).quantiles;
  REQUIRE(quantiles.size() == 1);
  CHECK(quantiles[0].variable == "age");
  CHECK(quantiles[0].probabilities == std::vector<double>{0.25, 0.5, 0.75});
  CHECK(quantiles[0].definition == 7);
  CHECK(quantiles[0].resolution == 0.5);
  CHECK(quantiles[0].by == "arm");
  const auto table = with_analysis(R"({"id": "t", "type": "table_one", "variables": ["age"],
      "by": "arm", "quantiles": {"resolution": {"age": 1}, "probs": [0.1], "definition": 2}})");
  const auto& tenth = std::get<TableOneAnalysis>(table.analyses[0].what).quantiles;
  REQUIRE(tenth.size() == 1);
  CHECK(tenth[0].probabilities == std::vector<double>{0.1});
  CHECK(tenth[0].definition == 2);
}

TEST_CASE("quantiles of what is described are refused like others") {
  const auto said = [](const std::string& quantiles) {
    return analysis_refusal((R"({"id": "t", "type": "table_one", "by": "arm",
        "variables": ["age", "stage"], "quantiles": )" +
                             quantiles + "}")
                                .c_str());
  };
  const std::string at = "study.malformed: /analyses/0/quantiles";
  CHECK(begins(said("[]"), at));
  CHECK(begins(said("{}"), at + "/resolution"));
  CHECK(begins(said(R"({"resolution": {}})"), at + "/resolution: that of at least one"));
  CHECK(begins(said(R"({"resolution": {"age": 0}})"), at + "/resolution/age: a number above 0"));
  CHECK(begins(said(R"({"resolution": {"age": 1, "time": 1}})"), at + "/resolution/time"));
  CHECK(begins(said(R"({"resolution": {"age": 1}, "probs": [2]})"), at + "/probs/0: "));
  CHECK(begins(said(R"({"resolution": {"age": 1}, "definition": 0})"), at + "/definition: 1 to 9"));
  CHECK(begins(said(R"({"resolution": {"age": 1}, "by": "arm"})"), at + "/by"));
  CHECK(begins(said(R"({"resolution": {"stage": 1}})"),
               "study.wrong_kind: /analyses/0/variables/1: "));
  // Another scale of the same column would cut it elsewhere.
  auto study = sample_study();
  study["variables"]["months"] = Json::parse(R"({"mul": ["age", 12]})");
  study["analysis_set"]["complete_on"].push_back("months");
  study["analyses"] = Json::array({Json::parse(R"({"id": "d", "type": "describe",
      "variables": ["age", "months"], "quantiles": {"resolution": {"age": 1, "months": 1}}})")});
  const auto plan = compile_study(study);
  REQUIRE_FALSE(plan.has_value());
  CHECK(begins(plan.error().text(), "study.not_offered: /analyses/0/variables/"));
  study["analyses"][0]["quantiles"]["resolution"].erase("months");
  CHECK(compile_study(study).has_value());
}

TEST_CASE("quantiles that cannot be, or could be subtracted from others, are refused") {
  const auto said = [](const std::string& rest) {
    return analysis_refusal((R"({"id": "q", "type": "quantiles")" + rest + "}").c_str());
  };
  CHECK(begins(said(R"(, "probs": [0.5], "resolution": 1)"),
               "study.malformed: /analyses/0/variable"));
  CHECK(begins(said(R"(, "variable": "arm", "probs": [0.5], "resolution": 1)"),
               "study.wrong_kind: /analyses/0/variable: "));
  CHECK(begins(said(R"(, "variable": "age", "probs": [], "resolution": 1)"),
               "study.malformed: /analyses/0/probs: "));
  CHECK(begins(said(R"(, "variable": "age", "probs": [0.5, 1.5], "resolution": 1)"),
               "study.malformed: /analyses/0/probs/1: a number from 0 to 1"));
  CHECK(begins(said(R"(, "variable": "age", "probs": [0.5])"),
               "study.malformed: /analyses/0/resolution"));
  CHECK(begins(said(R"(, "variable": "age", "probs": [0.5], "resolution": 0)"),
               "study.malformed: /analyses/0/resolution: a number above 0"));
  CHECK(begins(said(R"(, "variable": "age", "probs": [0.5], "resolution": 1, "definition": 10)"),
               "study.malformed: /analyses/0/definition: 1 to 9"));
  auto study = sample_study();
  const auto also = [&](const char* other) {
    study["analyses"] = Json::array(
        {Json::parse(R"({"id": "q", "type": "quantiles", "variable": "age", "probs": [0.5],
                         "resolution": 1})"),
         Json::parse(other)});
    const auto plan = compile_study(study);
    REQUIRE_FALSE(plan.has_value());
    return plan.error().text();
  };
  CHECK(begins(also(R"({"id": "r", "type": "quantiles", "variable": "age", "probs": [0.5],
                        "resolution": 2})"),
               "study.not_offered: /analyses/1: another analysis cuts `age`"));
  CHECK(
      begins(also(R"({"id": "h", "type": "histogram", "variable": "age", "breaks": [0, 50, 99]})"),
             "study.not_offered: /analyses/0: another analysis cuts `age`"));
  CHECK(begins(also(R"({"id": "km", "type": "kaplan_meier", "time": "age", "event": "dead5",
                        "breaks": [50, 90]})"),
               "study.not_offered: /analyses/1/time: `age` counts the column `age`"));
  CHECK(begins(also(R"({"id": "n", "type": "count", "by": "age_group"})"),
               "study.not_offered: /analyses/1/by: `age_group` counts the column `age`"));
}

}  // namespace passerelle::analysis::test
