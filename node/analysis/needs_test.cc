#include <doctest/doctest.h>
#include <algorithm>
#include <nlohmann/json.hpp>

#include "node/analysis/derivable.h"
#include "node/analysis/needs.h"
#include "node/analysis/step.h"
#include "node/analysis/test_support.h"

namespace passerelle::analysis::test {
namespace {

struct Seen {
  StudyPlan plan;
  State state;
  StepOutput output;
  GateView view;
};

Seen look(StudyPlan plan, const Table& table) {
  Seen seen{std::move(plan), {}, {}, {}};
  seen.state.phase = Phase::first;
  for (const auto& analysis : seen.plan.analyses) {
    if (curve_on_breaks(analysis) != nullptr) {
      seen.state.curve_levels[analysis.id] = 0;
    }
  }
  auto output = step(seen.plan, seen.state, frame_of(seen.plan, table));
  REQUIRE(output.has_value());
  seen.output = *std::move(output);
  seen.view = describe_for_gate(seen.plan, seen.state, seen.output);
  return seen;
}

std::size_t index_of(const GateView& view, const CellKey& key) {
  return static_cast<std::size_t>(std::find(view.cells.begin(), view.cells.end(), key) -
                                  view.cells.begin());
}

std::size_t index_of(const GateView& view, const Slot& slot) {
  return static_cast<std::size_t>(std::find(view.items.begin(), view.items.end(), slot) -
                                  view.items.begin());
}

}  // namespace

TEST_CASE("the gate sees cells, relations that hold, and what every sum stands on") {
  auto plan = plan_of({category("arm", {"p", "q", "r"}), number("age"), number("sex"),
                       number("time"), number("event")});
  add(plan, "age", DescribeAnalysis{{"age"}, "arm"});
  add(plan, "cox", CoxAnalysis{"time", "event", {"arm", "age", "sex"}});
  const auto seen = look(plan, read_csv(testdata("survival.csv")));
  const auto& programme = seen.view.programme;
  REQUIRE(programme.cells.size() == seen.view.cells.size());
  REQUIRE(programme.items.size() == seen.view.items.size());
  for (const auto& relation : programme.relations) {
    std::int64_t rows = 0;
    for (const auto part : relation.parts) rows += programme.cells[part].rows;
    CHECK(rows == programme.cells[relation.total].rows);
  }
  const auto& age = programme.items[index_of(seen.view, Slot{"age", "age", "q"})];
  REQUIRE(age.magnitude);
  CHECK(seen.view.cells[age.magnitude->cell] == CellKey{kSet, {{"arm", "q"}}});
  CHECK(age.magnitude->degrees_of_freedom == programme.cells[age.magnitude->cell].rows - 1);
  CHECK(age.magnitude->largest >= age.magnitude->second);
  CHECK_FALSE(age.magnitude->rarest_of_few);
  const auto& cox = programme.items[index_of(seen.view, Slot{"cox", "", ""})];
  REQUIRE(cox.model);
  CHECK(cox.model->rows == 180);
  CHECK(cox.model->parameters == 4);
  CHECK(cox.model->rarest_of_few == 89);  // persons with sex 0, counted in survival.csv
  CHECK(cox.needs.size() == 5);           // all, events, three arms
}

TEST_CASE("a node's own model is judged as its part of the pooled one") {
  auto plan =
      plan_of({category("arm", {"p", "q", "r"}), number("sex"), number("time"), number("event")});
  add(plan, "cox", CoxAnalysis{"time", "event", {"arm", "sex"}});
  plan.analyses[0].per_node = true;
  const auto seen = look(plan, read_csv(testdata("survival.csv")));
  const auto& items = seen.view.programme.items;
  REQUIRE(items.size() == 2);
  const auto& own = items[index_of(seen.view, Slot{"cox", kOwnModel, ""})];
  const auto& part = items[index_of(seen.view, Slot{"cox", "", ""})];
  CHECK(own.needs == part.needs);
  REQUIRE(own.model);
  CHECK(own.model->rows == part.model->rows);
  CHECK(own.model->parameters == part.model->parameters);
  CHECK(own.model->rarest_of_few == part.model->rarest_of_few);
}

TEST_CASE("persons with several rows count once for the rules") {
  auto plan = plan_of({number("cost")});
  add(plan, "cost", DescribeAnalysis{{"cost"}, {}});
  const auto seen = look(plan, parse_csv("id,cost\n1,5\n1,-6\n2,3\n3,1\n"));
  const auto& magnitude = *seen.view.programme.items[0].magnitude;
  CHECK(magnitude.persons == 3);
  CHECK(magnitude.total == 15);
  CHECK(magnitude.largest == 11);
  CHECK(magnitude.second == 3);
  CHECK(seen.view.programme.cells[magnitude.cell].rows == 4);
  CHECK(seen.view.programme.cells[magnitude.cell].persons == 3);
}

TEST_CASE("the mean of a number of two values tells a count, and the gate is told") {
  auto plan = plan_of({number("smoker")});
  add(plan, "smoker", DescribeAnalysis{{"smoker"}, {}});
  const auto seen = look(plan, parse_csv("id,smoker\n1,0\n2,0\n3,1\n4,1\n5,1\n"));
  CHECK(seen.view.programme.items[0].magnitude->rarest_of_few == 2);
  const auto equal = look(plan, parse_csv("id,smoker\n1,1\n2,1\n"));
  CHECK(equal.view.programme.items[0].magnitude->all_equal);
}

TEST_CASE("what the decision hides is withheld, and nothing else") {
  auto plan = plan_of({category("arm", {"p", "q", "r"}), number("age")});
  add(plan, "age", DescribeAnalysis{{"age"}, "arm"});
  auto seen = look(plan, read_csv(testdata("survival.csv")));
  const CellKey hidden_cell{kSet, {{"arm", "p"}}};
  const Slot hidden_slot{"age", "age", "p"};
  disclosure::Decision decision;
  decision.hidden_cells.assign(seen.view.cells.size(), false);
  decision.hidden_items.assign(seen.view.items.size(), false);
  decision.hidden_cells[index_of(seen.view, hidden_cell)] = true;
  decision.hidden_items[index_of(seen.view, hidden_slot)] = true;
  const auto partial = apply(decision, seen.view, seen.output);
  for (const auto& [key, count] : partial.cells) CHECK(count.has_value() == (key != hidden_cell));
  for (const auto& [slot, sums] : partial.sums) CHECK(sums.has_value() == (slot != hidden_slot));
}

TEST_CASE("a gap between two curves is derivable and guarded, an atom of a table is not") {
  auto plan = plan_of({number("time"), category("dead", {"0", "1"}), category("arm", {"a", "b"})});
  add(plan, "one", curve("time", "dead", {4, 10}, {10}));
  add(plan, "two", curve("time", "dead", {5, 10}, {10}));
  auto by_arm = curve("time", "dead", {7, 10}, {10});
  by_arm.by = "arm";
  add(plan, "by_arm", by_arm);
  const auto seen = look(plan, parse_csv("id,time,dead,arm\n1,1,1,a\n2,3,1,b\n3,5,1,a\n4,5,1,b\n"
                                         "5,8,1,a\n6,9,1,b\n7,10,0,a\n8,10,0,b\n"));
  const auto& cells = seen.view.programme.cells;
  const auto gap = index_of(seen.view, {kSet, {{"dead@10", "1"}, {"time", "(4,5]"}}});
  REQUIRE(gap < cells.size());
  CHECK_FALSE(cells[gap].is_wanted);
  CHECK(cells[gap].is_guarded);
  CHECK(cells[gap].rows == 2);
  const auto atom =
      index_of(seen.view, {kSet, {{"arm", "a"}, {"dead@10", "1"}, {"time", "(4,5]"}}});
  REQUIRE(atom < cells.size());
  CHECK_FALSE(cells[atom].is_guarded);
}

TEST_CASE("a cell is derivable when all others of a relation are known") {
  disclosure::Programme programme;
  programme.cells = {{10, 10, true, true}, {7, 7, true, true},  {3, 3, false, true},
                     {2, 2, false, true},  {1, 1, false, true}, {0, 0, false, true}};
  programme.relations = {{0, {1, 2}}, {2, {3, 4}}};
  const auto derivable = derivable_cells(programme);
  CHECK(derivable == std::vector<bool>{false, false, true, false, false, true});
  programme.relations.push_back({2, {3, 5, 4}});
  programme.relations.push_back({1, {3, 3, 3, 4}});  // 7 = 3 a + b, and 3 = a + b
  CHECK(derivable_cells(programme)[3]);
  CHECK(derivable_cells(programme)[4]);
}

TEST_CASE("later rounds show the gate a model without cells") {
  auto plan = plan_of({number("age"), number("time"), number("event")});
  add(plan, "cox", CoxAnalysis{"time", "event", {"age"}});
  Nodes nodes;
  nodes[NodeId("a")] = frame_of(plan, read_csv(testdata("survival.csv")));
  auto state = start(plan);
  const auto first = step(plan, state, nodes.at(NodeId("a")));
  state = *advance(plan, state, {{NodeId("a"), first->partial}});
  REQUIRE(state.phase == Phase::iterate);
  const auto output = step(plan, state, nodes.at(NodeId("a")));
  const auto view = describe_for_gate(plan, state, *output);
  CHECK(view.cells.empty());
  REQUIRE(view.items.size() == 1);
  CHECK(view.programme.items[0].needs.empty());
  CHECK(view.programme.items[0].model->rows == 180);
}

}  // namespace passerelle::analysis::test
