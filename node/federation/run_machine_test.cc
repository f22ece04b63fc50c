#include "node/federation/run_machine.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "node/analysis/layout.h"
#include "node/federation/errors.h"
#include "node/federation/nodes_test.h"

namespace passerelle::federation {
namespace {

const Instant kInTime = *parse_instant("2026-11-23T12:00:00Z");
const Instant kDeadline = *parse_instant("2026-11-24T12:00:00Z");

// One count: one round.
analysis::StudyPlan plan() {
  const Json study = {
      {"passerelle", "study/1"},
      {"study", {{"id", "s"}, {"version", "1"}, {"title", {{"en", "S"}}}, {"purpose", "53-1-e"}}},
      {"sources",
       {{{"alias", "t"},
         {"datasets", {"https://fr.example/dataset/t", "https://fi.example/dataset/t"}},
         {"person", "id"}}}},
      {"analyses", {{{"id", "n"}, {"type", "count"}}}}};
  auto compiled = analysis::compile_study(study);
  REQUIRE(compiled);
  return *std::move(compiled);
}

analysis::Partial partial_of(const analysis::StudyPlan& study, std::int64_t persons) {
  analysis::Partial partial;
  const auto& rows = study.analyses.front().row_set;
  partial.cells[{rows, {}}] = analysis::Count{persons, persons};
  partial.cells[{analysis::kOptedOut, {}}] = analysis::Count{0, 0};
  return partial;
}

template <class Wanted>
std::size_t count_of(const std::vector<Action>& actions) {
  return static_cast<std::size_t>(
      std::count_if(actions.begin(), actions.end(),
                    [](const Action& action) { return std::holds_alternative<Wanted>(action); }));
}

RunMachine machine() { return {plan(), {kFi, kFr}, kDeadline}; }

TEST_CASE("a run orders its first round from every node and finishes with the last answer") {
  auto run = machine();
  CHECK(count_of<SendOrder>(run.start()) == 2);
  CHECK(count_of<FetchAnswer>(run.on(OrderAccepted{kFr}, kInTime)) == 1);
  CHECK(run.on(Answered{kFr, partial_of(run.plan(), 20)}, kInTime).empty());
  CHECK(!run.is_over());
  CHECK(count_of<CheckTitles>(run.on(Answered{kFi, partial_of(run.plan(), 30)}, kInTime)) == 1);
  CHECK(!run.is_over());
  CHECK(count_of<FinishRun>(run.on(TitlesHold{}, kInTime)) == 1);
  CHECK(run.is_over());
  CHECK(run.state().phase == analysis::Phase::finished);
}

TEST_CASE("a node that is lost is asked again after a pause that grows") {
  auto run = machine();
  run.start();
  const Error gone{FederationError::lost, "gone"};
  const auto first = run.on(Lost{kFi, gone}, kInTime);
  REQUIRE(count_of<WakeLater>(first) == 1);
  CHECK(run.nodes().at(kFi) == RunMachine::NodeState::lost);
  CHECK(count_of<SendOrder>(run.on(Woken{kFi}, kInTime)) == 1);
  const auto second = run.on(Lost{kFi, gone}, kInTime);
  CHECK(std::get<WakeLater>(second.front()).pause > std::get<WakeLater>(first.front()).pause);
}

TEST_CASE("a node that stays lost ends the run at its deadline") {
  auto run = machine();
  run.start();
  const auto actions = run.on(Lost{kFi, Error{FederationError::lost, "gone"}}, kDeadline);
  REQUIRE(count_of<FailRun>(actions) == 1);
  CHECK(std::get<FailRun>(actions.front()).error.name() == "federation.deadline");
  CHECK(run.is_over());
}

TEST_CASE("a refusal ends the run with the other node's reason") {
  auto run = machine();
  run.start();
  const auto actions =
      run.on(Refused{kFi, Error{FederationError::refused, "fi: permit.revoked"}}, kInTime);
  REQUIRE(count_of<FailRun>(actions) == 1);
  CHECK(std::get<FailRun>(actions.front()).error.detail == "fi: permit.revoked");
  CHECK(run.on(Answered{kFr, partial_of(run.plan(), 20)}, kInTime).empty());
}

TEST_CASE("a second answer of the same node changes nothing") {
  auto run = machine();
  run.start();
  run.on(Answered{kFr, partial_of(run.plan(), 20)}, kInTime);
  CHECK(run.on(Answered{kFr, partial_of(run.plan(), 999)}, kInTime).empty());
  run.on(Answered{kFi, partial_of(run.plan(), 30)}, kInTime);
  run.on(TitlesHold{}, kInTime);
  const auto pooled = analysis::pooled_answer(run.plan(), run.state());
  CHECK(pooled["analyses"][0]["pooled"]["rows"] == 50);
}

TEST_CASE("a partial of another shape ends the run") {
  auto run = machine();
  run.start();
  run.on(Answered{kFr, {}}, kInTime);
  run.on(Answered{kFi, partial_of(run.plan(), 30)}, kInTime);
  CHECK(count_of<FailRun>(run.on(TitlesHold{}, kInTime)) == 1);
}

TEST_CASE("a run that was cancelled is over") {
  auto run = machine();
  run.start();
  CHECK(count_of<FailRun>(run.on(Cancelled{}, kInTime)) == 1);
  CHECK(run.is_over());
}

TEST_CASE("an answer that waits for a person is shown as such") {
  auto run = machine();
  run.start();
  CHECK(count_of<FetchAnswer>(run.on(StillRunning{kFi, "review"}, kInTime)) == 1);
  CHECK(run.nodes().at(kFi) == RunMachine::NodeState::review);
}

TEST_CASE("rounds that were complete before a restart are not ordered again") {
  auto run = machine();
  REQUIRE(run.replay({{kFi, partial_of(run.plan(), 30)}, {kFr, partial_of(run.plan(), 20)}}));
  CHECK(count_of<CheckTitles>(run.start()) == 1);
  CHECK(count_of<FinishRun>(run.on(TitlesHold{}, kInTime)) == 1);
}

TEST_CASE("a title that ended pools nothing of what was answered, in the round or after it") {
  const Error revoked{FederationError::refused, "fi: permit.revoked"};
  auto waiting = machine();
  waiting.start();
  waiting.on(Answered{kFr, partial_of(waiting.plan(), 20)}, kInTime);
  const auto actions = waiting.on(TitleEnded{revoked}, kInTime);
  REQUIRE(count_of<FailRun>(actions) == 1);
  CHECK(std::get<FailRun>(actions.front()).error.detail == "fi: permit.revoked");
  CHECK(waiting.is_over());

  auto complete = machine();
  complete.start();
  complete.on(Answered{kFr, partial_of(complete.plan(), 20)}, kInTime);
  complete.on(Answered{kFi, partial_of(complete.plan(), 30)}, kInTime);
  CHECK(count_of<FailRun>(complete.on(TitleEnded{revoked}, kInTime)) == 1);
  CHECK(complete.on(TitlesHold{}, kInTime).empty());
  CHECK(complete.state().phase != analysis::Phase::finished);
}

TEST_CASE("a word on the titles that nobody waits for changes nothing") {
  auto run = machine();
  run.start();
  CHECK(run.on(TitlesHold{}, kInTime).empty());
  run.on(Answered{kFr, partial_of(run.plan(), 20)}, kInTime);
  CHECK(run.on(TitlesHold{}, kInTime).empty());
  CHECK(!run.is_over());
}

}  // namespace
}  // namespace passerelle::federation
