#include "policies/disclosure/suppression.h"

#include <doctest/doctest.h>

#include "policies/disclosure/attacker.h"
#include "policies/disclosure/tables_fixture_test.h"

namespace passerelle::disclosure {
namespace {

using Flags = std::vector<bool>;

}  // namespace

TEST_CASE("a cell of 4 is hidden even when its row total is known") {
  const auto programme = one_way({4, 30, 50});
  const auto decision = decide_cells(programme, {});
  CHECK(decision.hidden == Flags{false, true, true, false});
  CHECK(decision.reasons[1] == std::vector{Reason::low_count});
  CHECK(decision.reasons[2] == std::vector{Reason::complementary});
}

TEST_CASE("a table without small cells is shown as it is") {
  const TwoWay table({{52, 40}, {33, 61}});
  CHECK(count_true(decide_cells(table.programme, {}).hidden) == 0);
}

TEST_CASE("in a table of two by two the whole inside is hidden for one small cell") {
  const TwoWay table({{52, 9}, {33, 61}});
  const auto decision = decide_cells(table.programme, {});
  CHECK(decision.hidden == Flags{true, true, true, true, false, false, false, false, false});
}

TEST_CASE("two small cells that tell each other need a third") {
  // 3 + 4 = 7: whoever sees the total and 50 knows that both lie between 0 and 7.
  const auto programme = one_way({3, 4, 50});
  const auto decision = decide_cells(programme, {});
  CHECK(decision.hidden == Flags{false, true, true, true});
}

TEST_CASE("a part of one person is as protected as any other") {
  const TwoWay table({{1, 30, 25}, {28, 41, 36}, {22, 37, 1}});
  const auto decision = decide_cells(table.programme, {});
  CHECK(decision.hidden[table.at(0, 0)]);
  CHECK(decision.hidden[table.at(2, 2)]);
  CHECK(audit(table.programme, decision.hidden, {}).empty());
  for (const auto cell : {table.at(0, 0), table.at(2, 2)}) {
    const auto interval = attackers_interval(table.programme, decision.hidden, cell, 1000);
    REQUIRE(interval.greatest);
    CHECK(*interval.greatest - interval.least >= 10);
  }
}

TEST_CASE("the total and the only other part go together when nothing else can move") {
  // The part of nobody is shown, so only 200 or the total can hide the 3; 200 is cheaper.
  const auto programme = one_way({3, 0, 200});
  CHECK(decide_cells(programme, {}).hidden == Flags{false, true, false, true});
}

TEST_CASE("an empty cell is hidden only when nothing else is left") {
  // 3 + 0 = 3: the total is small as well, the zero need not be hidden.
  CHECK(decide_cells(one_way({3, 0}), {}).hidden == Flags{true, true, false});
}

TEST_CASE("empty cells are hidden when the rules say that they tell something") {
  const Rules rules{.zeros_are_disclosive = true};
  const auto programme = one_way({40, 0, 200});
  const auto decision = decide_cells(programme, rules);
  CHECK(decision.reasons[2] == std::vector{Reason::zero});
  CHECK(audit(programme, decision.hidden, rules).empty());
  CHECK(decision.hidden[1] != decision.hidden[3]);
}

TEST_CASE("a cell too close to an earlier release is hidden and protected like a small one") {
  auto programme = one_way({40, 60, 200});
  programme.cells[2].is_too_close = true;
  const auto decision = decide_cells(programme, {});
  CHECK(decision.reasons[2] == std::vector{Reason::too_close});
  CHECK(decision.hidden == Flags{false, true, true, false});
  CHECK(audit(programme, decision.hidden, {}).empty());
  CHECK_FALSE(audit(programme, Flags{false, false, true, false}, {}).empty());
}

TEST_CASE("a cell that adds up in two hierarchies is protected in both") {
  // Cells: total, A, B, a1 a2 a3, b1 b2, and X, Y: another breakdown of A.
  Programme programme;
  for (const std::int64_t count : {145, 85, 60, 3, 40, 42, 35, 25, 43, 42}) {
    programme.cells.push_back(counted(count));
  }
  programme.relations = {{0, {1, 2}}, {1, {3, 4, 5}}, {2, {6, 7}}, {1, {8, 9}}, {8, {3, 4}}};
  const auto decision = decide_cells(programme, {});
  CHECK(decision.hidden[3]);
  CHECK(audit(programme, decision.hidden, {}).empty());
  const auto interval = attackers_interval(programme, decision.hidden, 3, 1000);
  CHECK(interval.greatest.value_or(1000) - interval.least >= 10);
}

TEST_CASE("when one cell of a bundle is hidden none of it is shown") {
  auto programme = one_way({30, 4, 50, 60});
  programme.bundles.push_back({"curve", {1, 2}});
  const auto decision = decide_cells(programme, {});
  CHECK(decision.hidden == Flags{false, true, true, false, false});
  CHECK(decision.reasons[1] == std::vector{Reason::group_of_cells});
}

TEST_CASE("bundles that share a cell are hidden together") {
  auto programme = one_way({30, 4, 50, 60});
  programme.bundles = {{"one", {1, 2}}, {"two", {3, 1}}};
  CHECK(decide_cells(programme, {}).hidden == Flags{false, true, true, true, false});
}

TEST_CASE("the gap between the breaks of two curves cannot be computed") {
  // 40 events up to day 10, 3 between 10 and 12, 50 later; one curve breaks at 10, the other at 12.
  Programme programme;
  programme.cells = {counted(40), counted(53),  counted(43), counted(50),
                     counted(93), unwanted(40), unwanted(3), unwanted(50)};
  programme.relations = {{4, {0, 1}}, {4, {2, 3}}, {4, {5, 6, 7}}, {0, {5}},
                         {1, {6, 7}}, {2, {5, 6}}, {3, {7}}};
  programme.bundles = {{"first curve", {0, 1}}, {"second curve", {2, 3}}};
  CHECK(audit(programme, std::vector<bool>(8, false), {}) == std::vector<std::size_t>{6});

  const auto decision = decide_cells(programme, {});
  CHECK(audit(programme, decision.hidden, {}).empty());
  CHECK(decision.hidden[0] == decision.hidden[1]);
  CHECK(decision.hidden[2] == decision.hidden[3]);
  CHECK(decision.hidden[0] != decision.hidden[2]);
  CHECK_FALSE(decision.hidden[4]);
  for (const std::size_t atom : {5U, 6U, 7U}) CHECK_FALSE(decision.hidden[atom]);
}

TEST_CASE("a gap that is large enough may be computed") {
  Programme programme;
  programme.cells = {counted(40), counted(62), unwanted(22)};
  programme.relations = {{1, {0, 2}}};
  CHECK(count_true(decide_cells(programme, {}).hidden) == 0);
  programme.cells[2].is_guarded = false;
  programme.cells[0] = counted(58);
  programme.cells[2] = {.rows = 4, .persons = 4, .is_wanted = false, .is_guarded = false};
  CHECK(count_true(decide_cells(programme, {}).hidden) == 0);
}

TEST_CASE("nothing leaves when counts do not add up") {
  auto programme = one_way({30, 40});
  programme.cells[0].rows += 1;
  const auto decision = decide_cells(programme, {});
  CHECK(decision.hidden == Flags{true, true, true});
  CHECK(decision.reasons[0] == std::vector{Reason::inconsistent});
}

TEST_CASE("everything connected is hidden when no smaller set protects") {
  // An unwanted empty part is known: only total and part can move, and only together.
  auto programme = one_way({3, 0});
  programme.cells[2].is_wanted = false;
  programme.cells.push_back(counted(70));
  programme.cells.push_back(counted(73));
  programme.relations.push_back({4, {0, 3}});
  const auto decision = decide_cells(programme, {});
  CHECK(decision.hidden[0]);
  CHECK(decision.hidden[1]);
  CHECK(decision.hidden[3] != decision.hidden[4]);
  CHECK(audit(programme, decision.hidden, {}).empty());
}

TEST_CASE("hiding is limited to what hangs together with a small cell") {
  auto programme = one_way({4, 30, 50});
  const auto other = programme.cells.size();
  programme.cells.push_back(counted(90));
  programme.cells.push_back(counted(40));
  programme.cells.push_back(counted(50));
  programme.relations.push_back({other, {other + 1, other + 2}});
  const auto decision = decide_cells(programme, {});
  CHECK(count_true(decision.hidden) == 2);
  CHECK_FALSE(decision.hidden[other]);
}

TEST_CASE("a cell that many sums need is spared") {
  auto programme = one_way({4, 30, 35});
  for (int i = 0; i < 3; ++i) {
    programme.items.push_back({.needs = {2}, .magnitude = {}, .model = {}});
  }
  CHECK(decide_cells(programme, {}).hidden == Flags{false, true, false, true});
}

}  // namespace passerelle::disclosure
