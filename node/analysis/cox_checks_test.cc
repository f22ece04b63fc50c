// Concordance and the test of proportional hazards against R (testdata/README.md).
#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "node/analysis/cox_reference_test.h"
#include "node/analysis/step.h"

namespace passerelle::analysis::test {
namespace {

const Derive kEntry{{"entry", [](const Row& row) {
                       const double drawn = 7 * (static_cast<int>(row.number("id")) % 10);
                       return text_of(drawn < row.number("time") ? drawn : 0);
                     }}};

StudyPlan checks_plan(CoxAnalysis cox, std::optional<double> horizon = std::nullopt) {
  auto study = plan_of({category("arm", {"p", "q", "r"}), number("age"), number("sex"), number("x"),
                        number("time"), number("event"), number("entry")});
  cox.has_concordance = cox.tests_hazards = true;
  add(study, "cox", std::move(cox), horizon);
  return study;
}

Nodes nodes_with_entry(const StudyPlan& study) { return survival_nodes(study, kEntry); }

Json pooled_of(CoxAnalysis cox, std::optional<double> horizon = std::nullopt) {
  const auto study = checks_plan(std::move(cox), horizon);
  return answer_of(study, nodes_with_entry(study), "cox")["pooled"];
}

void check_checks(const Json& pooled, const Json& r) {
  CHECK(is_close(pooled["concordance"]["statistic"], r["concordance"]));
  CHECK(is_close(pooled["concordance"]["standard_error"], r["concordance_error"]));
  CHECK(pooled["concordance"]["pairs"] == r["pairs"]);
  check_hazards(pooled["proportional_hazards_test"], r["zph"]);
}

}  // namespace

TEST_CASE("concordance and the test of proportional hazards are those of R within each node") {
  const auto reference = read_json(testdata("reference.json"));
  check_checks(pooled_of({"time", "event", kCoxTerms}), reference["efron"]);
  check_checks(pooled_of({"time", "event", kCoxTerms, CoxAnalysis::Ties::breslow}),
               reference["breslow"]);
  check_checks(pooled_of({"time", "event", kCoxTerms}, 10), reference["horizon10"]);
  check_checks(pooled_of({"time", "event", {"arm", "age", "sex", "arm:sex", "age:sex"}}),
               reference["cox_interaction"]);
}

TEST_CASE("with late entry they are of who is at risk") {
  const auto reference = read_json(testdata("reference.json"));
  CoxAnalysis cox{"time", "event", kCoxTerms, CoxAnalysis::Ties::efron, "entry"};
  check_checks(pooled_of(cox), reference["late_efron"]);
  check_checks(pooled_of(cox, 20), reference["late_horizon20"]);
  cox.ties = CoxAnalysis::Ties::breslow;
  check_checks(pooled_of(cox), reference["late_breslow"]);
}

TEST_CASE("the concordance of the reference vectors is that of their pairs within sites") {
  const auto data = shared_data();
  if (data.empty()) {
    MESSAGE("SKIPPED cox.json: no shared data on this machine");
    return;
  }
  auto study = plan_of({number("age"), number("sex"), category("stage", {"1", "2", "3", "4"}),
                        number("treat"), number("time_days"), category("event", {"0", "1"})});
  CoxAnalysis cox{"time_days", "event", {"age", "sex", "stage", "treat"}};
  cox.has_concordance = true;
  add(study, "cox", cox);
  const auto nodes = by_site(study, read_csv(data + "/analysis-vectors/cohort.csv"));
  const auto pooled = answer_of(study, nodes, "cox")["pooled"];
  CHECK(is_close(
      pooled["concordance"]["statistic"],
      read_json(data +
                "/analysis-vectors/cox.json")["models"]["efron_strata_site"]["concordance"]));
  CHECK_FALSE(pooled.contains("proportional_hazards_test"));
}

TEST_CASE("a level that nobody has is in no test of proportional hazards") {
  auto study = checks_plan({"time", "event", kCoxTerms});
  study.variables["arm"] = category("arm", {"p", "s", "q", "r"});
  check_checks(answer_of(study, nodes_with_entry(study), "cox")["pooled"],
               read_json(testdata("reference.json"))["efron"]);
}

TEST_CASE("only a model that asks for it has a round more, once it has converged") {
  const auto asks = checks_plan({"time", "event", {"age"}});
  auto plain = asks;
  auto& cox = std::get<CoxAnalysis>(plain.analyses.back().what);
  cox.has_concordance = cox.tests_hazards = false;
  const auto nodes = nodes_with_entry(asks);
  CHECK(run(asks, nodes).round == run(plain, nodes).round + 1);
  const auto pooled = answer_of(plain, nodes, "cox")["pooled"];
  CHECK_FALSE(pooled.contains("concordance"));
  CHECK_FALSE(pooled.contains("proportional_hazards_test"));

  const auto separated = checks_plan({"time", "event", {"age"}});
  Nodes none;
  none[NodeId("a")] = frame_of(separated, read_csv(testdata("survival.csv")), kEntry,
                               [](const Row& row) { return row.text("node") == "c"; });  // no event
  const auto state = run(separated, none);
  CHECK(state.round == 1);
  CHECK_FALSE(answer_in(pooled_answer(separated, state), "cox")["pooled"].contains("concordance"));
}

TEST_CASE("what one node withholds of the checks is withheld, and the model is not") {
  const auto study = checks_plan({"time", "event", kCoxTerms});
  const auto state =
      run(study, nodes_with_entry(study), [](const NodeId& node, StepOutput& output) {
        if (node.text() != "b") return;
        for (auto& [slot, sums] : output.partial.sums) {
          if (slot.variable == kProportionalHazards) sums.reset();
        }
      });
  const auto answer = answer_in(pooled_answer(study, state), "cox");
  CHECK(answer["status"] == "partly_withheld");
  CHECK(answer["withheld"] == Json{"/proportional_hazards_test"});
  CHECK(answer["pooled"]["concordance"]["statistic"].is_number());
  CHECK(answer["pooled"]["coefficients"]["age"].is_number());
}

TEST_CASE("checks of another form than the model's are refused") {
  const auto study = checks_plan({"time", "event", {"age"}});
  const auto nodes = nodes_with_entry(study);
  auto state = start(study);
  const auto partials = [&] {
    std::map<NodeId, Partial> all;
    for (const auto& [node, frame] : nodes) all[node] = step(study, state, frame)->partial;
    return all;
  };
  while (state.cox_checks.empty()) state = *advance(study, state, partials());
  const auto good = partials();
  CHECK(advance(study, state, good).has_value());
  const auto refuses = [&](const char* slot, std::optional<Sums> sums) {
    auto bad = good;
    bad.begin()->second.sums[{"cox", slot, ""}] = std::move(sums);
    CHECK_FALSE(advance(study, state, bad).has_value());
  };
  refuses(kConcordance, Moments{});
  refuses(kProportionalHazards, HazardSums{{1, 2}, {1, 0, 0, 1}, {1, 0, 0, 1}});
  refuses(kProportionalHazards, HazardSums{{1}, {1}, {-1}});
  refuses("", LikelihoodSums{0, {0}, {1}});
}

}  // namespace passerelle::analysis::test
