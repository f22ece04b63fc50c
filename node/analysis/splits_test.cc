// Laws of pooling: how rows are spread over nodes changes no answer beyond its last digits, and
// their order changes no bit.
#include <doctest/doctest.h>
#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>
#include <random>

#include "node/analysis/study_sample_test.h"
#include "node/analysis/test_batches.h"
#include "node/analysis/test_support.h"

namespace passerelle::analysis::test {
namespace {

constexpr int kMostNodes = 12;

// Analyses that know no node: `cox` and `log_rank` without strata.
StudyPlan pooled_analyses() {
  auto study = plan_of({category("arm", {"p", "q", "r"}), category("event", {"0", "1"}),
                        number("age"), number("x"), number("sex"), number("time"), number("died")});
  add(study, "count", CountAnalysis{"arm"});
  add(study, "table", CrosstabAnalysis{"arm", "event", {}});
  add(study, "ages", DescribeAnalysis{{"age", "x"}, "arm"});
  add(study, "groups", TableOneAnalysis{"event", {"arm", "age"}});
  add(study, "related", CorrelationAnalysis{{"age", "x", "time"}});
  add(study, "components", PcaAnalysis{{"age", "x", "time"}});
  add(study, "curve", curve("time", "event", {4, 10, 20, 40}));
  add(study, "linear",
      LinearAnalysis{"x", {"arm", "age", "sex", "age:arm"}, LinearAnalysis::Errors::hc1});
  add(study, "logit",
      GlmAnalysis{"event",
                  {"arm", "age", "sex"},
                  GlmAnalysis::Family::binomial,
                  GlmAnalysis::Link::logit,
                  {}});
  add(study, "counts",
      GlmAnalysis{
          "died", {"arm", "age"}, GlmAnalysis::Family::poisson, GlmAnalysis::Link::log, {}});
  add(study, "spread",
      GlmAnalysis{
          "time", {"arm"}, GlmAnalysis::Family::negative_binomial, GlmAnalysis::Link::log, {}});
  PropensityAnalysis weighted;
  weighted.model = {
      "event", {"arm", "age"}, GlmAnalysis::Family::binomial, GlmAnalysis::Link::logit, {}};
  weighted.outcome = "x";
  add(study, "weighted", weighted);
  add(study, "mixed", MixedAnalysis{"x", {"age"}, "arm"});
  add(study, "ranks", RankCorrelationAnalysis{{"arm", "event"}});
  add(study, "ranks_of_numbers",
      RankCorrelationAnalysis{{"age", "x"}, {{"age", {}, 7, 1}, {"x", {}, 7, 0.001}}});
  const auto breaks = curve("time", "event", {4, 10, 20, 40});
  CoxAnalysis model{"time", "event", {"arm", "age"}};
  model.breaks = breaks;
  add(study, "model", model);
  LogRankAnalysis test{"time", "event", "arm", 1};
  test.breaks = breaks;
  test.breaks->by = "arm";
  add(study, "test", test);
  add(study, "rate", RateAnalysis{"event", "time", {"arm"}, {}, {}});
  return study;
}

const Derive kDied{{"died", [](const Row& row) { return row.text("event"); }}};

// The other analyses, as studies ask for them.
constexpr const char* kOthers = R"json([
      {"id": "bins", "type": "histogram", "variable": "x", "breaks": [null, 20, 40, 60, null]},
      {"id": "test", "type": "diagnostic", "truth": "died", "test": "female"},
      {"id": "score", "type": "diagnostic", "truth": "died", "score": "age",
       "thresholds": [50, 60, 70]},
      {"id": "risks", "type": "competing_risks", "time": "time", "cause": "cause", "by": "arm",
       "breaks": [4, 10, 20, 40]},
      {"id": "change", "type": "did", "outcome": "x", "treated": "sex", "post": "event"},
      {"id": "series", "type": "its", "outcome": "event", "time": "age", "intervention": 60},
      {"id": "gamma", "type": "glm", "outcome": "time", "family": "gamma", "terms": ["arm", "age"]},
      {"id": "cloglog", "type": "glm", "outcome": "event", "family": "binomial", "link": "cloglog",
       "terms": ["arm", {"poly": "age", "degree": 2}]},
      {"id": "spline", "type": "linear", "outcome": "x",
       "terms": ["arm", {"spline": "age", "knots": [45, 60, 75]}]},
      {"id": "ratio", "type": "derive", "expr": "exp(gamma.armq - gamma.armr)"}])json";
// Of a column that no other analysis of the study counts between breaks.
constexpr const char* kQuantiles = R"([
      {"id": "middle", "type": "quantiles", "variable": "age", "probs": [0.1, 0.5, 0.9],
       "resolution": 1}])";

StudyPlan compiled_analyses(const char* analyses) {
  auto study = sample_study();
  for (const char* field : {"cohorts", "analysis_set"}) study.erase(field);
  study["variables"] = Json::parse(R"({
      "arm": {"column": "arm", "levels": ["p", "q", "r"]},
      "died": {"column": "event", "levels": [0, 1]},
      "female": {"column": "sex", "levels": [0, 1]},
      "cause": {"case": [[{"eq": ["event", 0]}, 0], [{"eq": ["sex", 1]}, 1]], "else": 2,
                "levels": [0, 1, 2]}})");
  study["analyses"] = Json::parse(analyses);
  return compiled(study);
}

// Makes the frame of a node from its rows.
using Framing = std::function<Frame(const StudyPlan& study, const Table& rows)>;

Frame by_hand(const StudyPlan& study, const Table& rows) { return frame_of(study, rows, kDied); }

Frame as_a_node_does(const StudyPlan& study, const Table& rows) {
  ColumnTypes types;
  widen(types, rows);
  return built_frame(study, rows, types);
}

// All rows of a person are at one node.
Nodes spread(const StudyPlan& study,
             const Framing& framed,
             const Table& table,
             int count,
             std::mt19937& dice) {
  std::map<std::string, unsigned> node_of;
  std::vector<Table> parts(static_cast<std::size_t>(count), Table{table.names, {}});
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const auto node = dice() % static_cast<unsigned>(count);
    parts[node_of.emplace(Row(table, i).text("id"), node).first->second].rows.push_back(
        table.rows[i]);
  }
  Nodes nodes;
  for (const auto& part : parts) {
    nodes[NodeId("n" + std::to_string(nodes.size()))] = framed(study, part);
  }
  return nodes;
}

void check_alike(const Json& ours, const Json& theirs, const std::string& pointer) {
  INFO(pointer);
  if (theirs.is_number()) {
    REQUIRE(ours.is_number());
    CHECK(is_close(ours, theirs, 1e-10, 1));
  } else if (theirs.is_structured()) {
    REQUIRE(ours.size() == theirs.size());
    for (const auto& [key, value] : theirs.items()) {
      check_alike(theirs.is_array() ? ours[std::stoul(key)] : ours.at(key), value,
                  pointer + "/" + key);
    }
  } else {
    CHECK(ours == theirs);
  }
}

void check_spread(const StudyPlan& study, const Framing& framed) {
  const auto table = read_csv(testdata("survival.csv"));
  std::mt19937 dice(20261126);
  const auto whole = pooled_answer(study, run(study, spread(study, framed, table, 1, dice)));
  for (int nodes = 2; nodes <= kMostNodes; ++nodes) {
    const auto split = pooled_answer(study, run(study, spread(study, framed, table, nodes, dice)));
    for (const auto& analysis : study.analyses) {
      check_alike(answer_in(split, analysis.id), answer_in(whole, analysis.id),
                  std::to_string(nodes) + " nodes: " + analysis.id);
    }
  }
}

void check_order(const StudyPlan& study, const Framing& framed) {
  auto table = read_csv(testdata("survival.csv"));
  const auto answer = [&] {
    Nodes nodes;
    for (const char* node : {"a", "b", "c"}) {
      nodes[NodeId(node)] = framed(
          study, rows_where(table, [&](const Row& row) { return row.text("node") == node; }));
    }
    return canonical_text(pooled_answer(study, run(study, nodes)));
  };
  const auto first = answer();
  std::mt19937 dice(20261127);
  for (int turn = 0; turn < 5; ++turn) {
    std::shuffle(table.rows.begin(), table.rows.end(), dice);
    CHECK(answer() == first);
  }
}

}  // namespace

TEST_CASE("rows spread at random over 1 to 12 nodes give the answers of one table") {
  check_spread(pooled_analyses(), by_hand);
  for (const char* analyses : {kOthers, kQuantiles}) {
    check_spread(compiled_analyses(analyses), as_a_node_does);
  }
}

TEST_CASE("the order of rows changes no bit of any answer, stratified ones included") {
  auto study = pooled_analyses();
  add(study, "cox", CoxAnalysis{"time", "event", {"arm", "age"}});
  add(study, "rank", LogRankAnalysis{"time", "event", "arm"});
  check_order(study, by_hand);
  for (const char* analyses : {kOthers, kQuantiles}) {
    check_order(compiled_analyses(analyses), as_a_node_does);
  }
}

}  // namespace passerelle::analysis::test
