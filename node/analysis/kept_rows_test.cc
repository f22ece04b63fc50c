#include "node/analysis/kept_rows.h"

#include <doctest/doctest.h>

#include "node/analysis/step.h"
#include "node/analysis/test_support.h"

namespace passerelle::analysis::test {
namespace {

// Rows of one node: a factor, two numbers, an event and its time.
Table rows() {
  std::string text = "id,arm,x,y,died,time\n";
  for (int i = 0; i < 300; ++i) {
    text += std::to_string(i) + "," + std::string(1, "pqr"[i * 7 % 3]) + "," +
            std::to_string((i * 37) % 101) + "," + std::to_string((i * i) % 89) + "," +
            std::to_string((i * 13) % 5 < 2 ? 1 : 0) + "," + std::to_string(1 + (i * 29) % 97) +
            "\n";
  }
  return parse_csv(text);
}

StudyPlan models() {
  auto study = plan_of({category("arm", {"p", "q", "r"}), number("x"), number("y"),
                        category("died", {"0", "1"}), number("time")});
  GlmAnalysis logistic;
  logistic.outcome = "died";
  logistic.terms = {"arm", "x"};
  add(study, "glm", logistic);
  add(study, "lm", LinearAnalysis{"y", {"arm", "x"}, LinearAnalysis::Errors::hc1});
  add(study, "cox", CoxAnalysis{"time", "died", {"arm", "x"}}, 97);
  study.analyses.back().per_node = true;
  return study;
}

// Every round of the study as `step` gives it without anything kept, and with `kept`.
template <class See>
void each_round(const StudyPlan& study, const Frame& frame, KeptRows& kept, const See& see) {
  auto state = start(study);
  while (state.phase != Phase::finished) {
    const auto anew = step(study, state, frame);
    REQUIRE(anew.has_value());
    const auto output = step(study, state, frame, kept);
    REQUIRE(output.has_value());
    see(state, *anew, *output);
    auto next = advance(study, std::move(state), {{NodeId("a"), output->partial}});
    REQUIRE(next.has_value());
    state = *std::move(next);
  }
  REQUIRE(state.round > 4);
}

}  // namespace

TEST_CASE("a round with rows that were kept gives the same bits as one that makes them anew") {
  const auto study = models();
  const auto frame = frame_of(study, rows());
  for (const std::size_t most_bytes : {KeptRows::kMostBytes, std::size_t{0}}) {
    KeptRows kept(most_bytes);
    each_round(
        study, frame, kept, [&](const State&, const StepOutput& anew, const StepOutput& output) {
          CHECK(output.partial == anew.partial);
          REQUIRE(output.evidence.models.size() == anew.evidence.models.size());
          for (const auto& [slot, evidence] : anew.evidence.models) {
            const auto& other = output.evidence.models.at(slot);
            CHECK(other.rows == evidence.rows);
            CHECK(other.regression.has_value() == evidence.regression.has_value());
            if (!evidence.regression) continue;
            CHECK(other.regression->largest_leverage == evidence.regression->largest_leverage);
            CHECK(other.regression->effective_rows == evidence.regression->effective_rows);
          }
        });
    CHECK((kept.bytes() > 0) == (most_bytes > 0));
  }
}

TEST_CASE("rows of a model that does not go on are let go of") {
  const auto study = models();
  const auto frame = frame_of(study, rows());
  KeptRows kept;
  std::size_t before = 0;
  each_round(study, frame, kept, [&](const State& state, const StepOutput&, const StepOutput&) {
    if (state.phase == Phase::iterate) {
      CHECK(kept.bytes() <= before);
    }
    before = kept.bytes();
  });
  kept.keep_only({});
  CHECK(kept.bytes() == 0);
}

TEST_CASE("the persons of a later round are those that the first round told") {
  const auto study = models();
  const auto frame = frame_of(study, rows());
  KeptRows kept;
  Cohorts first;
  each_round(study, frame, kept,
             [&](const State& state, const StepOutput& anew, const StepOutput& output) {
               CHECK(output.evidence.are_cohorts_as_before == (state.phase == Phase::iterate));
               if (state.phase != Phase::iterate) {
                 first = *output.evidence.cohorts;
                 return;
               }
               CHECK(*output.evidence.cohorts == Cohorts{});
               // The same members of each cell, however the first round divides them.
               for (const auto& [key, atoms] : anew.evidence.cohorts->of) {
                 std::size_t members = 0, told = 0;
                 for (const auto atom : atoms) members += anew.evidence.cohorts->atoms[atom].size();
                 for (const auto atom : first.of.at(key)) told += first.atoms[atom].size();
                 CHECK(told == members);
               }
             });
}

}  // namespace passerelle::analysis::test
