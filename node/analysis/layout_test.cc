// The linear system of a study: every relation must hold on every data set.
#include <doctest/doctest.h>
#include <nlohmann/json.hpp>
#include <random>
#include <set>

#include "node/analysis/layout.h"
#include "node/analysis/step.h"
#include "node/analysis/test_support.h"

namespace passerelle::analysis::test {
namespace {

// Survival analyses that look to different horizons, a table over the whole follow-up, two curves
// with breaks that cross, several rows per person, missing values.
StudyPlan tangled_plan() {
  auto plan =
      plan_of({number("time"), category("dead", {"0", "1"}), category("arm", {"a", "b", "c"})});
  plan.variables["marker"] = number("marker");
  plan.variables["sex"] = category("sex", {"f", "m"}, MissingRule::category);
  add(plan, "n", CountAnalysis{"sex"});
  add(plan, "marker", DescribeAnalysis{{"marker"}, "arm"});
  add(plan, "deaths", CrosstabAnalysis{"arm", "dead", "sex"});
  add(plan, "overall", curve("time", "dead", {2, 5, 8, 12}, {5, 12}));
  auto by_arm = curve("time", "dead", {3, 8, 10}, {10});
  by_arm.by = "arm";
  add(plan, "by_arm", by_arm);
  auto by_sex = curve("time", "dead", {4, 12});
  by_sex.by = "sex";
  add(plan, "by_sex", by_sex);
  add(plan, "rank", LogRankAnalysis{"time", "dead", "arm"}, 7);
  add(plan, "cox", CoxAnalysis{"time", "dead", {"arm"}});
  return plan;
}

Frame random_frame(const StudyPlan& plan, unsigned seed) {
  std::mt19937 random(seed);
  const auto pick = [&](unsigned n) { return std::to_string(random() % n); };
  std::string text = "id,time,dead,arm,marker,sex\n";
  for (int i = 0; i < 120; ++i) {
    text += pick(70) + "," + (random() % 20 == 0 ? "" : pick(16)) + "," + pick(2) + "," +
            std::string(1, "abc"[random() % 3]) + "," + (random() % 4 == 0 ? "" : pick(9)) + "," +
            (random() % 5 == 0   ? ""
             : random() % 2 == 0 ? "f"
                                 : "m") +
            "\n";
  }
  return frame_of(plan, parse_csv(text));
}

State first_round(const StudyPlan& plan) {
  auto state = start(plan);
  for (const auto& analysis : plan.analyses) {
    if (curve_on_breaks(analysis) != nullptr) {
      state.curve_levels[analysis.id] = 0;
    }
  }
  state.phase = Phase::first;
  return state;
}

std::map<CellKey, Count> all_counts(const StepOutput& output) {
  auto counts = output.evidence.guarded;
  for (const auto& [key, count] : output.partial.cells) counts[key] = *count;
  return counts;
}

CellKey cell(const std::map<std::string, std::string>& where) {
  CellKey key{kSet, {}};
  for (const auto& [variable, level] : where) key = with(std::move(key), variable, level);
  return key;
}

bool has_relation(const Layout& layout, const CellKey& total, std::set<CellKey> parts) {
  for (const auto& relation : layout.relations) {
    if (relation.total == total &&
        std::set<CellKey>(relation.parts.begin(), relation.parts.end()) == parts) {
      return true;
    }
  }
  return false;
}

}  // namespace

TEST_CASE("every relation of the system holds on random data") {
  const auto plan = tangled_plan();
  const auto state = first_round(plan);
  const auto layout = layout_of(Outcomes(plan), state);
  REQUIRE(layout.relations.size() > 50);
  for (unsigned seed = 1; seed <= 40; ++seed) {
    const auto output = step(plan, state, random_frame(plan, seed));
    REQUIRE(output.has_value());
    const auto counts = all_counts(*output);
    CHECK(counts.size() == layout.wanted.size() + layout.unwanted.size());
    for (const auto& relation : layout.relations) {
      std::int64_t rows = 0;
      for (const auto& part : relation.parts) rows += counts.at(part).rows;
      CHECK(rows == counts.at(relation.total).rows);
    }
  }
}

TEST_CASE("every wanted cell hangs together with the others of its rows") {
  const auto plan = tangled_plan();
  const auto layout = layout_of(Outcomes(plan), first_round(plan));
  std::set<CellKey> in_relations;
  for (const auto& relation : layout.relations) {
    in_relations.insert(relation.total);
    in_relations.insert(relation.parts.begin(), relation.parts.end());
  }
  for (const auto& key : layout.wanted) {
    if (key.row_set == kSet) CHECK(in_relations.contains(key));
  }
}

TEST_CASE("a curve to a horizon and a table over the whole follow-up guard the late events") {
  auto plan = plan_of({number("time"), category("dead", {"0", "1"}), category("arm", {"a", "b"})});
  add(plan, "deaths", CrosstabAnalysis{"arm", "dead", {}});
  add(plan, "rank", LogRankAnalysis{"time", "dead", "arm"}, 10);
  const auto layout = layout_of(Outcomes(plan), first_round(plan));
  const auto late = cell({{"arm", "a"}, {"dead", "1"}, {"time", "(10,inf)"}});
  CHECK(layout.guarded.contains(late));
  CHECK(has_relation(layout, cell({{"arm", "a"}, {"dead", "1"}}),
                     {cell({{"arm", "a"}, {"dead@10", "1"}}), late}));
}

TEST_CASE("two curves of one outcome with different breaks guard the gaps between them") {
  auto plan = plan_of({number("time"), category("dead", {"0", "1"})});
  add(plan, "one", curve("time", "dead", {4, 10}, {10}));
  add(plan, "two", curve("time", "dead", {5, 10}, {10}));
  const auto layout = layout_of(Outcomes(plan), first_round(plan));
  const auto gap = cell({{"dead@10", "1"}, {"time", "(4,5]"}});
  CHECK(layout.guarded.contains(gap));
  CHECK(has_relation(layout, cell({{"dead@10", "1"}, {"time", "(0,5]"}}),
                     {cell({{"dead@10", "1"}, {"time", "(0,4]"}}), gap}));
}

TEST_CASE("an overall curve is the sum of its groups, interval by interval") {
  auto plan = plan_of({number("time"), category("dead", {"0", "1"}), category("arm", {"a", "b"})});
  add(plan, "all", curve("time", "dead", {4, 10}, {10}));
  auto by_arm = curve("time", "dead", {7, 10}, {10});
  by_arm.by = "arm";
  add(plan, "by_arm", by_arm);
  const auto layout = layout_of(Outcomes(plan), first_round(plan));
  const auto atom = [](const char* arm) {
    return cell({{"arm", arm}, {"dead@10", "1"}, {"time", "(0,4]"}});
  };
  CHECK(layout.guarded.contains(atom("a")));
  CHECK(has_relation(layout, cell({{"dead@10", "1"}, {"time", "(0,4]"}}), {atom("a"), atom("b")}));
}

TEST_CASE("what follows from published cells is not guarded") {
  auto plan = plan_of({number("time"), category("dead", {"0", "1"}), category("arm", {"a", "b"})});
  auto by_arm = curve("time", "dead", {4, 10}, {10});
  by_arm.by = "arm";
  add(plan, "by_arm", by_arm);
  const auto layout = layout_of(Outcomes(plan), first_round(plan));
  CHECK(layout.guarded.empty());
}

TEST_CASE("the cells of one curve form one bundle, the same count in two analyses one cell") {
  auto plan = plan_of({number("time"), category("dead", {"0", "1"}), category("arm", {"a", "b"})});
  auto by_arm = curve("time", "dead", {10});
  by_arm.by = "arm";
  add(plan, "by_arm", by_arm);
  add(plan, "rank", LogRankAnalysis{"time", "dead", "arm"}, 10);
  const auto layout = layout_of(Outcomes(plan), first_round(plan));
  REQUIRE(layout.bundles.size() == 1);
  CHECK(layout.bundles[0].cells.size() == 4);
  CHECK(layout.wanted.contains(cell({{"arm", "a"}, {"dead@10", "1"}})));
  for (const auto& key : layout.bundles[0].cells) CHECK(layout.wanted.contains(key));
  // {}, 2 arms, 2 x 2 sides of the event, rows left out, rows of persons who opted out
  CHECK(layout.wanted.size() == 1 + 2 + 4 + 1 + 1);
}

TEST_CASE("an event with several levels stands in tables by level and in curves as happened") {
  auto plan = plan_of({number("time"), category("cause", {"0", "1", "2"})});
  add(plan, "table", CrosstabAnalysis{"cause", {}, {}});
  add(plan, "km", curve("time", "cause", {10}));
  const auto state = first_round(plan);
  const auto output =
      step(plan, state, frame_of(plan, parse_csv("id,time,cause\n1,3,1\n2,4,2\n3,12,1\n4,9,0\n")));
  REQUIRE(output.has_value());
  const auto counts = all_counts(*output);
  CHECK(counts.at(cell({{"cause@10", "1"}})).rows == 1);
  CHECK(counts.at(cell({{"cause@inf", "1"}})).rows == 2);
  CHECK(counts.at(cell({{"cause@inf", "0"}})).rows == 2);
}

TEST_CASE("intervals are read back from the names of levels") {
  CHECK(interval_of(interval_level(0, 365.25)) == std::pair{0.0, 365.25});
  CHECK(interval_of("(1826,inf)")->first == 1826);
  CHECK_FALSE(interval_of("[50,60)"));
  CHECK_FALSE(interval_of("(a,b]"));
  CHECK_FALSE(interval_of(""));
}

}  // namespace passerelle::analysis::test
