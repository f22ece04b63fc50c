#include "node/gate/ledger_check.h"

#include <doctest/doctest.h>

#include "node/gate/errors.h"
#include "node/gate/ledger_fixture_test.h"
#include "node/gate/study_fixture_test.h"

namespace passerelle::gate {
namespace {

class Ledger : public LedgerFixture {
 public:
  Released<analysis::Partial> release(const std::string& run,
                                      const StudyFixture& study,
                                      const analysis::State& state) {
    return LedgerFixture::release(run, study.plan, state, study.step(state));
  }
};

// The study without some persons of an arm, who left the data.
StudyFixture without(StudyFixture study, std::int32_t arm, std::size_t persons) {
  auto& frame = study.frame;
  std::vector<std::size_t> stay;
  std::vector<std::uint64_t> pseudonyms;
  for (std::size_t row = 0; row < frame.rows; ++row) {
    if (frame.categories["arm"][row] == arm && persons > 0) {
      --persons;
      continue;
    }
    stay.push_back(row);
    pseudonyms.push_back(frame.ledger.of(row));
  }
  const auto keep = [&](auto& column) {
    for (std::size_t i = 0; i < stay.size(); ++i) column[i] = column[stay[i]];
    column.resize(stay.size());
  };
  keep(frame.person);
  for (auto& [name, column] : frame.numbers) keep(column);
  for (auto& [name, column] : frame.categories) keep(column);
  for (auto& [name, column] : frame.members) keep(column);
  frame.rows = stay.size();
  frame.ledger = analysis::ledger_persons(pseudonyms);
  return study;
}

StudyFixture ordinary() {
  return StudyFixture({{"Obs", 60, 30}, {"Lev", 50, 25}, {"5FU", 70, 35}});
}

TEST_CASE("the same study is released again in full, and adds nothing to the ledger") {
  Ledger ledger;
  const auto study = ordinary();
  const auto state = analysis::start(study.plan);
  const auto first = ledger.release("run-1", study, state);
  CHECK(first.receipt().withheld_cells == 0);
  const auto cohorts = ledger.cohorts();
  CHECK(cohorts >= 4);
  const auto again = ledger.release("run-2", study, state);
  CHECK(again.value() == first.value());
  CHECK(again.receipt().new_cohorts.empty());
  CHECK(ledger.cohorts() == cohorts);
}

TEST_CASE("a study of all but three persons is withheld where it differs, and only there") {
  Ledger ledger;
  const auto study = ordinary();
  const auto state = analysis::start(study.plan);
  ledger.release("run-1", study, state);
  const auto cohorts = ledger.cohorts();
  const auto released = ledger.release("run-2", without(study, 1, 3), state);
  const auto& cells = released.value().cells;
  CHECK_FALSE(cells.at(patients()).has_value());
  CHECK_FALSE(cells.at(patients("Lev")).has_value());
  CHECK(cells.at(patients("Obs")).has_value());
  CHECK(cells.at(patients("5FU")).has_value());
  CHECK_FALSE(released.value().sums.at({"model", "", ""}).has_value());
  CHECK_FALSE(released.value().sums.at({"age", "age", "Lev"}).has_value());
  CHECK(released.receipt().refusals ==
        std::vector{
            ledger::Refusal{ledger::Rule::difference, ledger::Origin{"run-1", "2026-11-25"}}});
  CHECK(
      has_reason(released.receipt(), "cell analysis_set: DIFFERENCE with run run-1 of 2026-11-25"));
  CHECK(ledger.cohorts() == cohorts);
}

TEST_CASE("a difference of the minimum is released") {
  Ledger ledger;
  const auto study = ordinary();
  const auto state = analysis::start(study.plan);
  ledger.release("run-1", study, state);
  const auto released = ledger.release("run-2", without(study, 1, 10), state);
  CHECK(released.value().cells.at(patients()).has_value());
  CHECK(released.receipt().refusals.empty());
}

TEST_CASE("what the ledger hides cannot be computed from what it shows") {
  Ledger ledger;
  const auto study = ordinary();
  const auto state = analysis::start(study.plan);
  ledger.release("run-1", study, state);
  // Total and one arm differ by twelve, which is enough; another arm by three, which is not.
  const auto released = ledger.release("run-2", without(without(study, 1, 3), 2, 12), state);
  const auto& cells = released.value().cells;
  REQUIRE(cells.at(patients()).has_value());
  CHECK_FALSE(cells.at(patients("Lev")).has_value());
  CHECK_FALSE((cells.at(patients("Obs")).has_value() && cells.at(patients("5FU")).has_value()));
}

TEST_CASE("two sets of rows of one study that differ by few persons do not both leave") {
  const auto counted_on = [](std::size_t left_out) {
    auto study = ordinary();
    const std::string name = "patients:age";
    study.plan.row_sets[name] = {name, "patients", {"age"}, false};
    study.plan.analyses.push_back(study.plan.analyses[0]);
    study.plan.analyses.back().id = "others";
    study.plan.analyses.back().row_set = name;
    study.plan.analyses.back().what = analysis::CountAnalysis{};
    study.frame.members[name] = std::vector<bool>(study.frame.rows, true);
    for (std::size_t row = 0; row < left_out; ++row) study.frame.members[name][row] = false;
    const auto released = Ledger().release("run-1", study, analysis::start(study.plan));
    CHECK(released.value().cells.at(patients()).has_value());
    return released.value().cells.at({name, {}}).has_value();
  };
  CHECK(counted_on(0));
  CHECK_FALSE(counted_on(3));
  CHECK(counted_on(10));
}

TEST_CASE("of a step before the analysis set and the set, too close, the step is withheld") {
  const auto counted = [](std::size_t outside) {
    auto study = ordinary();
    // Its name comes before that of the analysis set. Twenty persons of the data are in neither, so
    // that none lies close to the population.
    const std::string name = "all:";
    const auto in_step = study.frame.rows - 20;
    study.plan.cohorts["patients"] = {"patients", nullptr, {"all"}};
    study.plan.cohorts["all"] = {"all", nullptr, {}};
    study.plan.row_sets[name] = {name, "all", {}, false};
    study.plan.analyses.push_back(study.plan.analyses[0]);
    study.plan.analyses.back().id = "everybody";
    study.plan.analyses.back().row_set = name;
    study.plan.analyses.back().what = analysis::CountAnalysis{};
    for (std::size_t row = 0; row < study.frame.rows; ++row) {
      study.frame.members[name].push_back(row < in_step);
      study.frame.members["analysis_set"][row] = row >= outside && row < in_step;
    }
    const auto released = Ledger().release("run-1", study, analysis::start(study.plan));
    const auto& cells = released.value().cells;
    CHECK(cells.at(patients()).has_value());
    CHECK(cells.at(patients("Lev")).has_value());
    CHECK(released.value().sums.at({"model", "", ""}).has_value());
    return cells.at({name, {}}).has_value();
  };
  CHECK(counted(0));
  CHECK_FALSE(counted(3));
  CHECK(counted(10));
}

TEST_CASE("a later round of a model is held against the ledger too") {
  Ledger ledger;
  const auto study = ordinary();
  auto state = analysis::start(study.plan);
  state = study.advance(state, ledger.release("run-1", study, state).value());
  REQUIRE(state.phase == analysis::Phase::iterate);
  CHECK(ledger.release("run-1", study, state).value().sums.at({"model", "", ""}).has_value());
  // The rows of a worker that read other data than the one before it.
  const auto other = ledger.release("run-1", without(study, 1, 3), state);
  CHECK_FALSE(other.value().sums.at({"model", "", ""}).has_value());
}

TEST_CASE("a number whose persons are not named does not leave") {
  const auto study = ordinary();
  const auto state = analysis::start(study.plan);
  auto output = study.step(state);
  auto cohorts = *output.evidence.cohorts;
  cohorts.of.erase(patients("Lev"));
  output.evidence.cohorts = std::make_shared<const analysis::Cohorts>(std::move(cohorts));
  const auto released = release_first(DisclosureGate({}), study, state, std::move(output));
  REQUIRE_FALSE(released);
  CHECK(released.error().code == GateError::no_evidence);
}

}  // namespace
}  // namespace passerelle::gate
