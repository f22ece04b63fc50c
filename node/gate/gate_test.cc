#include "node/gate/gate.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "node/gate/errors.h"
#include "node/gate/study_fixture_test.h"

namespace passerelle::gate {
namespace {

using analysis::Partial;
using analysis::Slot;
using analysis::State;

const DisclosureGate kGate(disclosure::Rules{});

Released<Partial> released(const StudyFixture& study,
                           const State& state,
                           const DisclosureGate& gate = kGate) {
  auto answer = release_first(gate, study, state, study.step(state));
  REQUIRE_MESSAGE(answer, answer.error().text());
  return *std::move(answer);
}

Slot mean_age(const std::string& arm) { return {"age", "age", arm}; }

bool is_small(const std::optional<analysis::Count>& count, std::int64_t minimum) {
  return count && count->persons > 0 && count->persons < minimum;
}

}  // namespace

TEST_CASE("a partial without small counts leaves as it is") {
  const StudyFixture study({{"Obs", 60, 30}, {"Lev", 50, 25}, {"Lev5FU", 70, 35}});
  const auto state = analysis::start(study.plan);
  const auto answer = released(study, state);
  CHECK(answer.value() == study.step(state).partial);
  CHECK(answer.receipt().reasons.empty());
  CHECK(answer.receipt().cells > 4);
  CHECK(answer.receipt().withheld_cells == 0);
}

TEST_CASE("a small arm, a second arm and their means are withheld") {
  const StudyFixture study({{"Obs", 60, 30}, {"Lev", 4, 2}, {"Lev5FU", 70, 35}});
  const auto state = analysis::start(study.plan);
  const auto answer = released(study, state);
  const auto& partial = answer.value();
  CHECK(partial.cells.at(patients()).has_value());
  CHECK_FALSE(partial.cells.at(patients("Lev")).has_value());
  const bool has_first = partial.cells.at(patients("Obs")).has_value();
  const bool has_third = partial.cells.at(patients("Lev5FU")).has_value();
  CHECK(has_first != has_third);
  CHECK_FALSE(partial.sums.at(mean_age("Lev")).has_value());
  CHECK(partial.sums.at(mean_age("Obs")).has_value() == has_first);
  CHECK(partial.sums.at(mean_age("Lev5FU")).has_value() == has_third);
  for (const auto& [key, count] : partial.cells) CHECK_FALSE(is_small(count, 10));
}

TEST_CASE("the reasons are in the receipt, without a number") {
  const StudyFixture study({{"Obs", 60, 30}, {"Lev", 4, 2}, {"Lev5FU", 70, 35}});
  const auto answer = released(study, analysis::start(study.plan));
  const auto& receipt = answer.receipt();
  CHECK(has_reason(receipt, "cell analysis_set arm=Lev: LOW_COUNT"));
  CHECK(receipt.withheld_cells >= 2);
  CHECK(receipt.withheld_items >= 2);
  CHECK(receipt.rules == disclosure::Rules{});
}

TEST_CASE("withheld values carry one mark whatever the reason") {
  const StudyFixture study({{"Obs", 60, 30}, {"Lev", 4, 2}, {"Lev5FU", 70, 35}});
  const auto answer = released(study, analysis::start(study.plan));
  const auto text = canonical_text(analysis::to_json(answer.value()));
  for (const auto* word : {"LOW_COUNT", "COMPLEMENTARY", "NEEDS", "reason"}) {
    CHECK(text.find(word) == std::string::npos);
  }
}

TEST_CASE("the study's own minimum is applied when it is stricter and ignored when it is not") {
  StudyFixture study({{"Obs", 60, 30}, {"Lev", 14, 12}, {"Lev5FU", 70, 35}});
  const auto state = analysis::start(study.plan);
  study.plan.min_cell = 2;
  CHECK(released(study, state).value().cells.at(patients("Lev")).has_value());
  CHECK(released(study, state).receipt().rules == disclosure::Rules{});
  study.plan.min_cell = 15;
  CHECK_FALSE(released(study, state).value().cells.at(patients("Lev")).has_value());
  CHECK(released(study, state).receipt().rules == disclosure::Rules{.min_cell = 15});
}

TEST_CASE("levels are taken together as far as the rules ask, whatever the worker proposed") {
  const auto grouping = [](int few, std::int64_t minimum) {
    StudyFixture study({{"Obs", 400, 200}, {"Lev", few, 10}, {"Lev+5FU", 60, 20}, {"5FU", 90, 30}});
    study.plan.variables.at("arm").collapse = {
        {{{"Obs", "Obs"}, {"Lev", "Lev"}, {"5FU", "5FU"}}, {0, 1, 1, 2}},
        {{{"Obs", "Obs"}, {"any", "any"}}, {0, 1, 1, 1}}};
    const auto state = analysis::start(study.plan);
    REQUIRE(state.phase == analysis::Phase::groupings);
    auto output = study.step(state);
    output.partial.groupings["arm"] = 1;
    const auto answer =
        release_first(DisclosureGate(disclosure::Rules{.min_cell = minimum}), study, state, output);
    REQUIRE(answer.has_value());
    CHECK(answer->value().cells.empty());
    const auto next = study.advance(state, answer->value());
    CHECK(study.step(next).partial.cells.contains(patients("Obs")));
    return answer->value().groupings.at("arm");
  };
  CHECK(grouping(40, 10) == 0);
  CHECK(grouping(40, 50) == 1);
  CHECK(grouping(20, 85) == 2);
  CHECK(grouping(20, 500) == 2);
}

TEST_CASE("a curve is answered at the finest level that may be shown") {
  using Curve = StudyFixture::Curve;
  const auto level = [](int patients, int deaths, std::int64_t minimum) {
    const StudyFixture study({{"Obs", patients, deaths}, {"Lev", patients, deaths}}, Curve::yes);
    const auto state = analysis::start(study.plan);
    REQUIRE(state.phase == analysis::Phase::levels);
    const DisclosureGate gate(disclosure::Rules{.min_cell = minimum});
    const auto answer = released(study, state, gate);
    REQUIRE(answer.value().curve_levels.size() == 1);
    CHECK(answer.value().cells.empty());
    CHECK(answer.value().sums.empty());
    return answer.value().curve_levels.at("survival");
  };
  CHECK(level(397, 198, 10) == 0);
  CHECK(level(397, 198, 60) == 1);
  CHECK(level(397, 198, 110) == -1);
}

TEST_CASE(
    "a model on breaks is answered where its sums tell of more persons than they could give") {
  const auto level = [](int patients, int deaths, std::int64_t minimum, const char* term) {
    StudyFixture study({{"Obs", patients, deaths}, {"Lev", patients, deaths}});
    analysis::CoxAnalysis cox{"days", "died", {term}};
    auto& breaks = cox.breaks.emplace();
    breaks.time = "days";
    breaks.levels = {{100, 200, 300, 400}, {200, 400}};
    breaks.censor_levels = breaks.levels;
    study.plan.analyses.back().what = cox;
    const auto answer = released(study, analysis::start(study.plan),
                                 DisclosureGate(disclosure::Rules{.min_cell = minimum}));
    return answer.value().curve_levels.at("model");
  };
  CHECK(level(397, 198, 10, "age") == 0);
  // About 15 of either kind leave in an interval: enough for counts, too few for sums.
  CHECK(level(60, 30, 10, "age") == 1);
  CHECK(level(60, 30, 31, "age") == -1);
  // About 15 of each arm in the longer intervals.
  CHECK(level(60, 30, 10, "arm") == 1);
  CHECK(level(60, 30, 18, "arm") == -1);
}

TEST_CASE("a stratum of few persons, or with few events, withholds the model that it is part of") {
  const auto sums = [](std::vector<Arm> arms) {
    StudyFixture study(std::move(arms));
    analysis::CoxAnalysis cox{"days", "died", {"age"}};
    cox.strata = {"arm"};
    study.plan.analyses.back().what = cox;
    return released(study, analysis::start(study.plan)).value().sums.at({"model", "", ""});
  };
  CHECK(sums({{"Obs", 60, 30}, {"Lev", 50, 25}}).has_value());
  CHECK_FALSE(sums({{"Obs", 60, 30}, {"Lev", 50, 25}, {"Lev5FU", 3, 2}}).has_value());
  CHECK_FALSE(sums({{"Obs", 60, 30}, {"Lev", 50, 3}}).has_value());
}

TEST_CASE("sums by break leave in rounds of their own, behind the cells of the intervals") {
  StudyFixture study({{"Obs", 397, 198}, {"Lev", 397, 198}});
  analysis::CoxAnalysis cox{"days", "died", {"arm", "age"}};
  auto& breaks = cox.breaks.emplace();
  breaks.time = "days";
  breaks.levels = breaks.censor_levels = {{200, 400}};
  study.plan.analyses.back().what = cox;
  auto state = analysis::start(study.plan);
  state = study.advance(state, released(study, state).value());
  const auto first = released(study, state);
  CHECK(first.receipt().reasons.empty());
  state = study.advance(state, first.value());
  REQUIRE(state.phase == analysis::Phase::iterate);
  const auto answer = released(study, state);
  CHECK(answer.value() == study.step(state).partial);

  // A cell of an interval that may not be shown takes the whole model with it.
  state = analysis::start(study.plan);
  state = study.advance(state, released(study, state).value());
  auto hidden = study.step(state);
  for (auto& [key, count] : hidden.partial.cells) {
    if (key.where.size() == 3) count->persons = std::min<std::int64_t>(count->persons, 3);
  }
  const auto withheld = release_first(kGate, study, state, hidden);
  REQUIRE(withheld);
  CHECK_FALSE(withheld->value().sums.at({"model", "", ""}).has_value());
}

TEST_CASE("a grid is answered at the finest level that may be shown, with its range there") {
  StudyFixture study({{"Obs", 397, 198}, {"Lev", 397, 198}});
  analysis::Analysis grid;
  grid.id = "ages";
  grid.type = "quantiles";
  grid.row_set = study.plan.analyses.front().row_set;
  grid.what = analysis::QuantilesAnalysis{"age", {0.5}, 7, 1};
  study.plan.analyses.push_back(grid);
  const auto state = analysis::start(study.plan);
  REQUIRE(state.phase == analysis::Phase::levels);
  const auto answer = [&](std::int64_t minimum) {
    return released(study, state, DisclosureGate(disclosure::Rules{.min_cell = minimum})).value();
  };
  const auto fine = answer(10), coarse = answer(30), none = answer(1000);
  CHECK(fine.curve_levels.at("ages") == 0);
  CHECK(fine.grid_ranges.at("ages") == analysis::GridRanges{{40, 70}});
  // Nobody is younger than 40: at level 1, in (38,40], the youngest are too few, in (38,42] enough.
  CHECK(coarse.curve_levels.at("ages") == 2);
  CHECK(coarse.grid_ranges.at("ages") == analysis::GridRanges{{10, 17}});
  CHECK(none.curve_levels.at("ages") == -1);
  CHECK(none.grid_ranges.empty());
}

TEST_CASE("no answer tells more about a curve than its level") {
  const StudyFixture study({{"Obs", 397, 198}, {"Lev", 397, 198}}, StudyFixture::Curve::yes);
  const auto state = analysis::start(study.plan);
  auto output = study.step(state);
  output.partial.cells[patients()] = analysis::Count{794, 794};
  CHECK_FALSE(release_first(kGate, study, state, std::move(output)));
}

TEST_CASE("a partial of another shape does not leave") {
  const StudyFixture study({{"Obs", 60, 30}, {"Lev", 50, 25}, {"Lev5FU", 70, 35}});
  const auto state = analysis::start(study.plan);

  auto with_another_cell = study.step(state);
  with_another_cell.partial.cells[patients("Nobody")] = analysis::Count{3, 3};
  CHECK_FALSE(release_first(kGate, study, state, std::move(with_another_cell)));

  auto with_another_sum = study.step(state);
  with_another_sum.partial.sums[{"age", "income", ""}] = analysis::Moments{};
  CHECK_FALSE(release_first(kGate, study, state, std::move(with_another_sum)));

  auto without_a_cell = study.step(state);
  without_a_cell.partial.cells.erase(patients());
  CHECK_FALSE(release_first(kGate, study, state, std::move(without_a_cell)));

  auto with_levels = study.step(state);
  with_levels.partial.curve_levels["survival"] = 3;
  CHECK_FALSE(release_first(kGate, study, state, std::move(with_levels)));
}

TEST_CASE("a sum without evidence does not leave") {
  const StudyFixture study({{"Obs", 60, 30}, {"Lev", 50, 25}, {"Lev5FU", 70, 35}});
  const auto state = analysis::start(study.plan);
  auto output = study.step(state);
  output.evidence.magnitudes.erase(mean_age("Lev"));
  const auto answer = release_first(kGate, study, state, std::move(output));
  REQUIRE_FALSE(answer);
  CHECK(answer.error().code == GateError::no_evidence);
}

TEST_CASE("counts that do not add up do not leave") {
  const StudyFixture study({{"Obs", 60, 30}, {"Lev", 50, 25}, {"Lev5FU", 70, 35}});
  const auto state = analysis::start(study.plan);
  auto output = study.step(state);
  output.partial.cells.at(patients()) = analysis::Count{181, 181};
  const auto answer = release_first(kGate, study, state, std::move(output));
  REQUIRE(answer);
  for (const auto& [key, count] : answer->value().cells) CHECK_FALSE(count.has_value());
  for (const auto& [slot, sums] : answer->value().sums) CHECK_FALSE(sums.has_value());
}

TEST_CASE("a study runs through the gate to its pooled answer") {
  const StudyFixture study({{"Obs", 60, 30}, {"Lev", 50, 25}, {"Lev5FU", 70, 35}});
  auto state = analysis::start(study.plan);
  int rounds = 0;
  while (state.phase != analysis::Phase::finished) {
    REQUIRE(++rounds < 40);
    state = study.advance(state, released(study, state).value());
  }
  CHECK(rounds > 2);
  const auto pooled = kGate.release_pooled(study.plan, state);
  const auto json = parse_json(pooled.value());
  REQUIRE(json);
  CHECK(canonical_text(*json) == pooled.value());
  CHECK(json->at("analyses").size() == 3);
  CHECK(pooled.receipt().rules == disclosure::Rules{});
}

TEST_CASE("a model that is withheld in the first round is not asked for again") {
  const StudyFixture study({{"Obs", 60, 3}, {"Lev", 50, 2}, {"Lev5FU", 70, 0}});
  const auto state = analysis::start(study.plan);
  const auto answer = released(study, state);
  CHECK_FALSE(answer.value().sums.at({"model", "", ""}).has_value());
  const auto next = study.advance(state, answer.value());
  CHECK(next.phase == analysis::Phase::finished);
}

TEST_CASE("a model's sums of a later round are judged again") {
  const StudyFixture study({{"Obs", 60, 30}, {"Lev", 50, 25}, {"Lev5FU", 70, 35}});
  auto state = analysis::start(study.plan);
  state = study.advance(state, released(study, state).value());
  REQUIRE(state.phase == analysis::Phase::iterate);
  CHECK(released(study, state).value().sums.at({"model", "", ""}).has_value());

  auto output = study.step(state);
  output.evidence.models.at({"model", "", ""}).rarest_of_few = 3;
  const auto answer = release_first(kGate, study, state, std::move(output));
  REQUIRE(answer);
  CHECK_FALSE(answer->value().sums.at({"model", "", ""}).has_value());
}

namespace {

// The patients of three arms, and days explained by arm and age.
StudyFixture with_linear_model(std::vector<Arm> arms,
                               analysis::LinearAnalysis::Errors errors = {}) {
  StudyFixture study(std::move(arms));
  analysis::Analysis model;
  model.id = "days";
  model.type = "linear";
  model.row_set = patients().row_set;
  model.what = analysis::LinearAnalysis{"days", {"arm", "age"}, errors};
  study.plan.analyses.push_back(model);
  return study;
}

const Slot kDays{"days", "", ""};

}  // namespace

TEST_CASE("a linear model without small groups leaves, in both of its rounds") {
  const auto study = with_linear_model({{"Obs", 60, 30}, {"Lev", 50, 25}, {"Lev5FU", 70, 35}},
                                       analysis::LinearAnalysis::Errors::hc1);
  auto state = analysis::start(study.plan);
  const auto first = released(study, state);
  CHECK(first.value().sums.at(kDays).has_value());
  state = study.advance(state, first.value());
  const auto second = released(study, state);
  CHECK(second.value().sums.at(kDays).has_value());
}

TEST_CASE("a linear model with a level of few persons does not leave") {
  const auto study = with_linear_model({{"Obs", 60, 30}, {"Lev", 4, 2}, {"Lev5FU", 70, 35}});
  const auto answer = released(study, analysis::start(study.plan));
  CHECK_FALSE(answer.value().sums.at(kDays).has_value());
}

TEST_CASE("a linear model that one person bears does not leave") {
  auto study = with_linear_model({{"Obs", 60, 30}, {"Lev", 50, 25}, {"Lev5FU", 70, 35}});
  study.frame.numbers["age"][3] = 1e6;
  const auto state = analysis::start(study.plan);
  const auto answer = released(study, state);
  CHECK_FALSE(answer.value().sums.at(kDays).has_value());
  CHECK(has_reason(answer.receipt(), "sum days: LEVERAGE, NK, P_PERCENT"));
}

TEST_CASE("a linear model whose terms determine the outcome does not leave") {
  auto study = with_linear_model({{"Obs", 60, 30}, {"Lev", 50, 25}, {"Lev5FU", 70, 35}});
  auto& days = study.frame.numbers["days"];
  for (std::size_t i = 0; i < days.size(); ++i) days[i] = 2 * study.frame.numbers["age"][i] + 5;
  const auto answer = released(study, analysis::start(study.plan));
  CHECK_FALSE(answer.value().sums.at(kDays).has_value());
  CHECK(has_reason(answer.receipt(), "sum days: PERFECT_FIT"));
}

TEST_CASE("residuals that leave one person's weight do not leave") {
  auto study = with_linear_model({{"Obs", 60, 30}, {"Lev", 50, 25}, {"Lev5FU", 70, 35}},
                                 analysis::LinearAnalysis::Errors::hc1);
  auto state = analysis::start(study.plan);
  state = study.advance(state, released(study, state).value());
  study.frame.numbers["days"][3] = 1e6;
  const auto answer = released(study, state);
  CHECK_FALSE(answer.value().sums.at(kDays).has_value());
  CHECK(has_reason(answer.receipt(), "sum days: FEW_EFFECTIVE"));
}

namespace {

const Slot kOdds{"odds", "", ""};

// Whether patients died, explained by arm and age.
StudyFixture with_logistic_model(std::vector<Arm> arms) {
  StudyFixture study(std::move(arms));
  analysis::Analysis model;
  model.id = kOdds.analysis;
  model.type = "glm";
  model.row_set = patients().row_set;
  model.what = analysis::GlmAnalysis{"died", {"arm", "age"}, {}, {}, {}};
  study.plan.analyses.push_back(model);
  return study;
}

}  // namespace

TEST_CASE("a logistic regression passes the gate in every round until it converges") {
  const auto study = with_logistic_model({{"Obs", 60, 30}, {"Lev", 50, 20}, {"Lev5FU", 70, 20}});
  auto state = analysis::start(study.plan);
  int rounds = 0;
  while (state.phase != analysis::Phase::finished) {
    REQUIRE(++rounds < 20);
    state = study.advance(state, released(study, state).value());
  }
  CHECK(state.glm_fits.at("odds").newton.status == analysis::NewtonFit::Status::converged);
}

TEST_CASE("a logistic regression does not leave where few of a level had the event, or all") {
  for (const int deaths : {3, 47, 0, 50}) {
    INFO(deaths);
    const auto study =
        with_logistic_model({{"Obs", 60, 30}, {"Lev", 50, deaths}, {"Lev5FU", 70, 35}});
    const auto answer = released(study, analysis::start(study.plan));
    CHECK_FALSE(answer.value().sums.at(kOdds).has_value());
  }
}

TEST_CASE("a round whose weights leave one row does not leave") {
  const auto study = with_logistic_model({{"Obs", 60, 30}, {"Lev", 50, 20}, {"Lev5FU", 70, 20}});
  auto state = analysis::start(study.plan);
  state = study.advance(state, released(study, state).value());
  auto output = study.step(state);
  output.evidence.models.at(kOdds).regression->effective_rows = 3;
  auto answer = release_first(kGate, study, state, std::move(output));
  REQUIRE(answer);
  CHECK_FALSE(answer->value().sums.at(kOdds).has_value());
  output = study.step(state);
  output.evidence.models.at(kOdds).regression->largest_leverage = 0.6;
  answer = release_first(kGate, study, state, std::move(output));
  REQUIRE(answer);
  CHECK_FALSE(answer->value().sums.at(kOdds).has_value());
}

}  // namespace passerelle::gate
