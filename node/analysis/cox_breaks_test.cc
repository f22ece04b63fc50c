// Cox models with common risk sets on breaks against R on times so rounded (testdata/README.md).
#include "node/analysis/cox_breaks.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "node/analysis/cox_reference_test.h"
#include "node/analysis/layout.h"
#include "node/analysis/step.h"
#include "node/analysis/test_support.h"

namespace passerelle::analysis::test {
namespace {

CoxAnalysis on_breaks(std::vector<std::string> terms,
                      CoxAnalysis::Ties ties = CoxAnalysis::Ties::efron) {
  CoxAnalysis cox{"time", "event", std::move(terms), ties};
  cox.breaks = curve("time", "event", {2, 4, 7, 10, 15, 20, 30, 40}, {4, 10, 20, 40});
  return cox;
}

StudyPlan breaks_plan(CoxAnalysis cox) {
  auto study = plan_of({category("arm", {"p", "q", "r"}), number("age"), number("sex"), number("x"),
                        number("flag"), number("time"), number("event")});
  add(study, "cox", std::move(cox));
  return study;
}

Json fit_on_breaks(CoxAnalysis cox, const Derive& derive = {}) {
  const auto study = breaks_plan(std::move(cox));
  return answer_of(study, by_node(study, read_csv(testdata("survival.csv")), derive), "cox");
}

// The nodes of survival.csv, in the round that first sends sums by break.
struct Begun {
  StudyPlan study;
  Nodes nodes;
  State state;

  explicit Begun(CoxAnalysis cox) : study(breaks_plan(std::move(cox))) {
    nodes = by_node(study, read_csv(testdata("survival.csv")));
    state = start(study);
    while (state.phase != Phase::iterate) state = *advance(study, state, partials());
  }

  std::map<NodeId, Partial> partials() const {
    std::map<NodeId, Partial> all;
    for (const auto& [node, frame] : nodes) all[node] = step(study, state, frame)->partial;
    return all;
  }
};

}  // namespace

TEST_CASE("common risk sets on breaks give the model of R on times so rounded") {
  const auto efron = fit_on_breaks(on_breaks(kCoxTerms));
  check_cox_model(efron["pooled"], survival_reference()["efron_breaks"], kCoxNames);
  CHECK(efron["status"] == "released");
  CHECK(efron["exact_to"] == "pooled_rows_rounded");
  CHECK(efron["rounding"]["censor_breaks"] == Json{4.0, 10.0, 20.0, 40.0});
  check_cox_model(fit_on_breaks(on_breaks(kCoxTerms, CoxAnalysis::Ties::breslow))["pooled"],
                  survival_reference()["breslow_breaks"], kCoxNames);
}

TEST_CASE("the test of proportional hazards on breaks is that of R on times so rounded") {
  for (const auto& [name, ties] : {std::pair{"efron_breaks", CoxAnalysis::Ties::efron},
                                   {"breslow_breaks", CoxAnalysis::Ties::breslow}}) {
    auto cox = on_breaks(kCoxTerms, ties);
    cox.tests_hazards = true;
    const auto pooled = fit_on_breaks(cox)["pooled"];
    check_cox_model(pooled, survival_reference()[name], kCoxNames);
    check_hazards(pooled["proportional_hazards_test"], survival_reference()[name]["zph"]);
  }
}

TEST_CASE("events at one break tell nothing of hazards in time") {
  auto cox = on_breaks(kCoxTerms);
  cox.breaks = curve("time", "event", {40}, {40});
  cox.tests_hazards = true;
  const auto test = fit_on_breaks(cox)["pooled"]["proportional_hazards_test"];
  const Json nothing{{"statistic", nullptr}, {"df", 0}, {"p_value", nullptr}};
  CHECK(test["global"] == nothing);
  for (const auto& term : {"arm", "age"}) CHECK(test["terms"][term] == nothing);
}

TEST_CASE("a test of hazards on breaks takes no round more, and of Breslow's ties sums of events") {
  auto cox = on_breaks(kCoxTerms, CoxAnalysis::Ties::breslow);
  const Begun plain(cox);
  cox.tests_hazards = true;
  const Begun tested(cox);
  CHECK(run(plain.study, plain.nodes).round == run(tested.study, tested.nodes).round);
  const auto sums_of = [](const Begun& begun) {
    return std::get<BreakSums>(*begun.partials().begin()->second.sums.begin()->second);
  };
  CHECK(sums_of(plain).events.empty());
  CHECK(sums_of(tested).events.size() == 8);
}

TEST_CASE(
    "without the sums of a model on breaks there is no test of its hazards, and no baseline") {
  auto cox = on_breaks({"age"});
  cox.tests_hazards = cox.gives_baseline = true;
  const auto study = breaks_plan(cox);
  const auto state = run(study, by_node(study, read_csv(testdata("survival.csv"))),
                         [](const NodeId&, StepOutput& output) {
                           for (auto& [id, level] : output.partial.curve_levels) level = -1;
                         });
  const auto answer = answer_in(pooled_answer(study, state), "cox");
  CHECK(answer["pooled"]["proportional_hazards_test"].is_null());
  CHECK(answer["pooled"]["baseline"].is_null());
  CHECK(answer["status"] == "withheld");
}

TEST_CASE("the baseline hazard at the breaks is R's basehaz, not centred") {
  for (const auto& [name, ties] : {std::pair{"baseline_efron", CoxAnalysis::Ties::efron},
                                   {"baseline_breslow", CoxAnalysis::Ties::breslow}}) {
    auto cox = on_breaks(kCoxTerms, ties);
    cox.gives_baseline = true;
    const auto baseline = fit_on_breaks(cox)["pooled"]["baseline"];
    CHECK(baseline["times"] == Json{2.0, 4.0, 7.0, 10.0, 15.0, 20.0, 30.0, 40.0});
    const auto r = survival_reference()[name];
    REQUIRE(baseline["cumulative_hazard"].size() == r.size());
    for (std::size_t j = 0; j < r.size(); ++j) {
      const double theirs = r[j];
      CHECK(std::abs(baseline["cumulative_hazard"][j].get<double>() - theirs) <= 1e-10 * theirs);
    }
  }
  CHECK_FALSE(fit_on_breaks(on_breaks(kCoxTerms))["pooled"].contains("baseline"));
}

TEST_CASE("on weekly breaks the baseline hazard is that of the reference vectors") {
  if (!has_shared_data("cox.json")) return;
  const auto data = shared_data();
  auto study = plan_of({number("age"), number("sex"), category("stage", {"1", "2", "3", "4"}),
                        number("treat"), number("time_days"), number("event")});
  std::vector<double> weeks;  // every time is a multiple of 7
  for (int k = 1; k <= 285; ++k) weeks.push_back(7 * k);
  for (const auto& [id, ties] :
       {std::pair{"efron", CoxAnalysis::Ties::efron}, {"breslow", CoxAnalysis::Ties::breslow}}) {
    CoxAnalysis cox{"time_days", "event", {"age", "sex", "stage", "treat"}, ties};
    cox.breaks = curve("time_days", "event", weeks);
    cox.gives_baseline = true;
    add(study, id, cox);
  }
  const auto state = run(study, by_site(study, read_csv(data + "/analysis-vectors/cohort.csv")));
  const auto result = pooled_answer(study, state);
  const auto models = read_json(data + "/analysis-vectors/cox.json")["models"];
  for (const char* id : {"efron", "breslow"}) {
    const auto pooled = answer_in(result, id)["pooled"];
    for (const auto& [name, value] : models[id]["coefficients"].items()) {
      CHECK(is_close(pooled["coefficients"][name_of_vector(name)], value, 1e-10,
                     models[id]["standard_errors"][name]));
    }
    const auto& r = models[id]["baseline_cumulative_hazard_at_zero"];
    for (std::size_t i = 0; i < r["time"].size(); ++i) {
      const auto week = static_cast<std::size_t>(r["time"][i].get<int>()) / 7 - 1;
      const double theirs = r["hazard"][i];
      const double ours = pooled["baseline"]["cumulative_hazard"][week];
      CHECK(std::abs(ours - theirs) <= 1e-10 * theirs);
    }
  }
}

TEST_CASE("a node's own model on breaks is that of R on its rows alone") {
  auto study = breaks_plan(on_breaks(kCoxTerms));
  study.analyses[0].per_node = true;
  const auto answer = answer_of(study, by_node(study, read_csv(testdata("survival.csv"))), "cox");
  check_cox_model(answer["pooled"], survival_reference()["efron_breaks"], kCoxNames);
  for (const char* node : {"a", "b"}) {
    check_cox_model(answer["nodes"][node], survival_reference()["own_breaks"][node], kCoxNames);
  }
  CHECK(answer["nodes"]["c"]["coefficients"].is_null());  // nobody has the event there
}

TEST_CASE("without a level of breaks nodes have no model of their own either") {
  auto study = breaks_plan(on_breaks({"age"}));
  study.analyses[0].per_node = true;
  const auto state = run(study, by_node(study, read_csv(testdata("survival.csv"))),
                         [](const NodeId&, StepOutput& output) {
                           for (auto& [id, level] : output.partial.curve_levels) level = -1;
                         });
  const auto answer = answer_in(pooled_answer(study, state), "cox");
  CHECK(answer["nodes"]["a"]["coefficients"].is_null());
}

TEST_CASE("a node's own model on breaks stands on the cells of its intervals") {
  auto study = breaks_plan(on_breaks({"age"}));
  study.analyses[0].per_node = true;
  auto state = start(study);
  std::map<NodeId, Partial> levels;
  const auto nodes = by_node(study, read_csv(testdata("survival.csv")));
  for (const auto& [node, frame] : nodes) levels[node] = step(study, state, frame)->partial;
  state = *advance(study, state, levels);
  const auto slots = layout_of(Outcomes(study), state).slots;
  const auto& pooled = slots.at({"cox", "", ""});
  for (const char* level : {"", kAtZero}) {
    CHECK(slots.at({"cox", kOwnModel, level}).cells == pooled.cells);
  }
}

TEST_CASE("a covariate far from zero costs a model on breaks no digits") {
  const double offset = 1099511627776;  // 2^40
  const Derive far{{"x", [&](const Row& row) { return text_of(row.number("x") + offset); }}};
  check_cox_model(fit_on_breaks(on_breaks(kCoxTerms), far)["pooled"],
                  survival_reference()["efron_breaks"], kCoxNames);
}

TEST_CASE("models on a grid are those of the clinical reference data") {
  if (!has_shared_data("reference_grid.json")) return;
  const auto data = shared_data();
  const std::map<std::string, Variable> categories{
      {"rx", category("rx", {"Obs", "Lev", "Lev+5FU"})},
      {"lung.sex", category("sex", {"1", "2"})},
      {"trt", category("trt", {"1", "2"})}};
  for (const std::string folder : {"lung", "veteran", "colon"}) {
    const auto file = read_json(data + "/clinical/" + folder + "/reference_grid.json");
    for (const auto& r : file["analyses"]) {
      INFO(r["id"].get<std::string>());
      const std::string time = r["time"], status = r["event"];
      const double happened = folder == "lung" ? 2 : 1;
      std::vector<Variable> variables{number(time), number("happened")};
      const std::vector<std::string> terms = r["terms"];
      for (const auto& term : terms) {
        auto found = categories.find(folder + "." + term);
        if (found == categories.end()) found = categories.find(term);
        variables.push_back(found == categories.end() ? number(term) : found->second);
      }
      auto study = plan_of(variables);
      std::vector<double> breaks;
      for (int k = 1; k <= 60; ++k) breaks.push_back(r["grid"].get<double>() * k);
      for (const auto& [id, ties] : {std::pair{"cox_efron", CoxAnalysis::Ties::efron},
                                     {"cox_breslow", CoxAnalysis::Ties::breslow}}) {
        CoxAnalysis cox{time, "happened", terms, ties};
        cox.breaks = curve(time, "happened", breaks);
        add(study, id, cox);
      }
      const Derive derive{{"happened", [&](const Row& row) {
                             const double value = row.number(status);
                             return std::isnan(value) ? "" : value == happened ? "1" : "0";
                           }}};
      const auto keep = [&](const Row& row) {
        return folder != "colon" || r["rows"] == "etype == " + row.text("etype");
      };
      Nodes nodes;
      for (const char* country : {"FR", "FI", "DK"}) {
        nodes[NodeId(country)] = frame_of(
            study, read_csv(data + "/clinical/" + folder + "/" + country + ".csv"), derive, keep);
      }
      const auto result = pooled_answer(study, run(study, nodes));
      for (const char* id : {"cox_efron", "cox_breslow"}) {
        const auto pooled = answer_in(result, id)["pooled"];
        CHECK(pooled["n"] == r[id]["n"]);
        CHECK(pooled["events"] == r[id]["events"]);
        for (const auto& [name, value] : r[id]["coefficients"].items()) {
          INFO(id << " " << name);
          const double error = r[id]["standard_errors"][name];
          CHECK(is_close(pooled["coefficients"][name], value, 1e-10, error));
          CHECK(is_close(pooled["standard_errors"][name], error));
        }
        CHECK(is_close(pooled["loglik"][0], r[id]["loglik"][0]));
        CHECK(is_close(pooled["loglik"][1], r[id]["loglik"][1]));
      }
    }
  }
}

TEST_CASE("on breaks too, what separates or is collinear is named") {
  const auto separated = fit_on_breaks(on_breaks({"arm", "flag"}));
  CHECK(separated["status"] == "failed");
  CHECK(separated["reason"] == "separation");
  const Derive twice{{"x", [](const Row& row) { return text_of(2 * row.number("age") + 1); }}};
  const auto collinear = fit_on_breaks(on_breaks({"age", "sex", "x"}), twice);
  CHECK(collinear["reason"] == "collinearity");
  CHECK(collinear["aliased"] == Json{"x"});
  const Derive none{{"event", [](const Row&) { return "0"; }}};
  CHECK(fit_on_breaks(on_breaks({"age"}), none)["reason"] == "too_few_events");
}

TEST_CASE("a level that nobody has at any node has no coefficient on breaks") {
  auto study = breaks_plan(on_breaks(kCoxTerms));
  study.variables["arm"] = category("arm", {"p", "s", "q", "r"});
  const auto nodes = by_node(study, read_csv(testdata("survival.csv")));
  const auto pooled = answer_of(study, nodes, "cox")["pooled"];
  CHECK(pooled["coefficients"]["arms"].is_null());
  CHECK(pooled["wald_test"]["df"] == 5);
  CHECK(is_close(pooled["coefficients"]["x"],
                 survival_reference()["efron_breaks"]["coefficients"][4]));
}

TEST_CASE("the levels of a model on breaks are judged by all that its sums tell of intervals") {
  auto cox = on_breaks({"arm", "age"});
  cox.breaks->levels.push_back({10, 40});
  cox.breaks->censor_levels.push_back({10, 40});
  const auto study = breaks_plan(cox);
  const auto nodes = by_node(study, read_csv(testdata("survival.csv")));
  const auto output = step(study, start(study), nodes.at(NodeId("a")));
  REQUIRE(output);
  const auto& counts = output->evidence.curve_cells.at("cox");
  const auto& parts = output->evidence.curve_parts.at("cox");
  REQUIRE(counts.size() == 2);
  REQUIRE(parts.size() == 2);
  CHECK(counts[1].size() == 4);     // two breaks, events and censorings
  CHECK(parts[1].size() == 3 * 4);  // of three arms
  std::int64_t rows = 0, rows_by_arm = 0;
  for (const auto& count : counts[1]) rows += count.rows;
  for (const auto& count : parts[1]) rows_by_arm += count.rows;
  CHECK(rows == rows_by_arm);
  CHECK(fewest_in_an_interval(study, study.analyses[0]) == 27);  // 8 rounds of 10 numbers, by 3
}

TEST_CASE("a term's sums in an interval are evidence as those over all rows are") {
  const auto study = breaks_plan(on_breaks({"age"}));
  const auto nodes = by_node(study, read_csv(testdata("survival.csv")));
  auto state = start(study);
  std::map<NodeId, Partial> levels;
  for (const auto& [node, frame] : nodes) levels[node] = step(study, state, frame)->partial;
  state = *advance(study, state, levels);
  const auto output = step(study, state, nodes.at(NodeId("a")));
  REQUIRE(output);
  std::set<std::int64_t> told;
  for (const auto& sum : output->evidence.models.at({"cox", "", ""}).regression->told) {
    told.insert(sum.persons);
  }
  for (const auto& [key, count] : output->partial.cells) {
    const bool is_interval = key.row_set == kSet && key.where.size() == 2 && count->rows > 0;
    if (is_interval) CHECK(told.contains(count->persons));
  }
}

TEST_CASE("without a level that all nodes can release a model on breaks is withheld") {
  const auto study = breaks_plan(on_breaks({"age"}));
  const auto state = run(study, by_node(study, read_csv(testdata("survival.csv"))),
                         [](const NodeId&, StepOutput& output) {
                           for (auto& [id, level] : output.partial.curve_levels) level = -1;
                         });
  CHECK(state.round == 2);
  const auto answer = answer_in(pooled_answer(study, state), "cox");
  CHECK(answer["status"] == "withheld");
  CHECK(answer["pooled"]["coefficients"].is_null());
  CHECK(answer["pooled"]["n"] == 180);
}

TEST_CASE("a round that one node withholds ends a model on breaks") {
  const Begun begun(on_breaks({"age"}));
  auto partials = begun.partials();
  partials.begin()->second.sums.begin()->second.reset();
  const auto state = advance(begun.study, begun.state, partials);
  REQUIRE(state);
  CHECK(state->phase == Phase::finished);
  CHECK(answer_in(pooled_answer(begun.study, *state), "cox")["status"] == "withheld");
}

TEST_CASE("risks beyond doubles leave no sums, and Newton's method steps back") {
  const Begun begun(on_breaks({"age"}));
  auto state = begun.state;
  state.fits.at("cox").beta = {1e6};
  std::map<NodeId, Partial> partials;
  for (const auto& [node, frame] : begun.nodes) {
    partials[node] = step(begun.study, state, frame)->partial;
    CHECK(std::get<BreakSums>(*partials[node].sums.at({"cox", "", ""})) == BreakSums{});
  }
  const auto model = break_model(Outcomes(begun.study), state, begun.study.analyses[0]);
  REQUIRE(model);
  CHECK(likelihood_of(*model, {}, {1e6}).loglik == -1e300);
  CHECK(advance(begun.study, state, partials).has_value());
}

TEST_CASE("sums by break of another form than the model's are refused") {
  const Begun begun(on_breaks({"age"}));
  const auto good = begun.partials();
  CHECK(advance(begun.study, begun.state, good).has_value());
  const auto refuses = [&](auto change) {
    auto bad = good;
    change(std::get<BreakSums>(*bad.begin()->second.sums.begin()->second));
    CHECK_FALSE(advance(begun.study, begun.state, bad).has_value());
  };
  refuses([](BreakSums& sums) { sums.leaving.pop_back(); });
  refuses([](BreakSums& sums) { sums.events.clear(); });
  refuses([](BreakSums& sums) { sums.leaving.clear(); });
  refuses([](BreakSums& sums) { sums.leaving[0].push_back(1); });
  refuses([](BreakSums& sums) { sums.events[0][0] = -1; });
  auto other = good;
  other.begin()->second.sums.begin()->second = LikelihoodSums{0, {0}, {1}};
  CHECK_FALSE(advance(begun.study, begun.state, other).has_value());
}

}  // namespace passerelle::analysis::test
