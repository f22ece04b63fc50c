// Laws of pooling: how rows are spread over nodes changes no answer beyond its last digits, and
// their order changes no bit.
#include <doctest/doctest.h>
#include <algorithm>
#include <nlohmann/json.hpp>
#include <random>

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
  const auto breaks = curve("time", "event", {4, 10, 20, 40});
  CoxAnalysis model{"time", "event", {"arm", "age"}};
  model.breaks = breaks;
  add(study, "model", model);
  LogRankAnalysis test{"time", "event", "arm", 1};
  test.breaks = breaks;
  test.breaks->by = "arm";
  add(study, "test", test);
  add(study, "rate", RateAnalysis{"event", "time", "arm", {}, {}});
  return study;
}

const Derive kDerive{{"died", [](const Row& row) { return row.text("event"); }}};

Nodes spread(const StudyPlan& study, const Table& table, int count, std::mt19937& dice) {
  std::map<std::string, int> node_of;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    node_of[Row(table, i).text("id")] = static_cast<int>(dice() % static_cast<unsigned>(count));
  }
  Nodes nodes;
  for (int node = 0; node < count; ++node) {
    nodes[NodeId("n" + std::to_string(node))] = frame_of(
        study, table, kDerive, [&](const Row& row) { return node_of.at(row.text("id")) == node; });
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

}  // namespace

TEST_CASE("rows spread at random over 1 to 12 nodes give the answers of one table") {
  const auto study = pooled_analyses();
  const auto table = read_csv(testdata("survival.csv"));
  std::mt19937 dice(20261126);
  const auto whole = pooled_answer(study, run(study, spread(study, table, 1, dice)));
  for (int nodes = 2; nodes <= kMostNodes; ++nodes) {
    const auto split = pooled_answer(study, run(study, spread(study, table, nodes, dice)));
    for (const auto& analysis : study.analyses) {
      check_alike(answer_in(split, analysis.id), answer_in(whole, analysis.id),
                  std::to_string(nodes) + " nodes: " + analysis.id);
    }
  }
}

TEST_CASE("the order of rows changes no bit of any answer, stratified ones included") {
  auto study = pooled_analyses();
  add(study, "cox", CoxAnalysis{"time", "event", {"arm", "age"}});
  add(study, "rank", LogRankAnalysis{"time", "event", "arm"});
  auto table = read_csv(testdata("survival.csv"));
  const auto answer = [&] {
    return canonical_text(pooled_answer(study, run(study, by_node(study, table, kDerive))));
  };
  const auto first = answer();
  std::mt19937 dice(20261127);
  for (int turn = 0; turn < 5; ++turn) {
    std::shuffle(table.rows.begin(), table.rows.end(), dice);
    CHECK(answer() == first);
  }
}

}  // namespace passerelle::analysis::test
