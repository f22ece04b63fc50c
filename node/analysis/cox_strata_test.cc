// Cox models and log-rank tests whose strata are categories within each node, against R
// (testdata/README.md).
#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "node/analysis/cox_reference_test.h"
#include "node/analysis/needs.h"
#include "node/analysis/step.h"

namespace passerelle::analysis::test {
namespace {

const std::vector<std::string> kStrataTerms{"arm", "age", "x"};
const std::vector<std::string> kStrataNames{"armq", "armr", "age", "x"};

const Derive kOldAndEntry{
    {"old", [](const Row& row) { return row.number("age") >= 60 ? "1" : "0"; }},
    {"entry", [](const Row& row) {
       const double drawn = 7 * (static_cast<int>(row.number("id")) % 10);
       return text_of(drawn < row.number("time") ? drawn : 0);
     }}};

StudyPlan strata_plan() {
  return plan_of({category("arm", {"p", "q", "r"}), category("sex", {"0", "1"}),
                  category("old", {"0", "1"}), number("age"), number("x"), number("time"),
                  number("event"), number("entry")});
}

CoxAnalysis by_sex(std::vector<std::string> terms) {
  CoxAnalysis cox{"time", "event", std::move(terms)};
  cox.strata = {"sex"};
  return cox;
}

LogRankAnalysis test_by_sex(double rho) {
  LogRankAnalysis test{"time", "event", "arm", rho};
  test.strata = {"sex"};
  return test;
}

Json stratified_answer(decltype(Analysis::what) what) {
  auto study = strata_plan();
  add(study, "a", std::move(what));
  return answer_of(study, by_node(study, read_csv(testdata("survival.csv")), kOldAndEntry), "a");
}

// What the first round tells the gate of the node's only analysis.
struct Judged {
  GateView view;
  disclosure::Item item;

  bool stands_on(const std::vector<Category>& where) const {
    const CellKey key{kSet, where};
    return std::ranges::any_of(item.needs, [&](auto i) { return view.cells[i] == key; });
  }
};

Judged judge(decltype(Analysis::what) what, const Derive& derive = kOldAndEntry) {
  auto study = strata_plan();
  add(study, "a", std::move(what));
  const auto state = start(study);
  const auto frame = frame_of(study, read_csv(testdata("survival.csv")), derive);
  const auto output = step(study, state, frame);
  REQUIRE(output);
  Judged judged{describe_for_gate(study, state, *output), {}};
  REQUIRE(judged.view.programme.items.size() == 1);
  judged.item = judged.view.programme.items[0];
  return judged;
}

}  // namespace

TEST_CASE("categories beside the node keep risk sets apart, as R's strata(node, sex)") {
  auto cox = by_sex(kStrataTerms);
  const auto efron = stratified_answer(cox);
  check_cox_model(efron["pooled"], survival_reference()["apart_efron"], kStrataNames);
  CHECK(efron["exact_to"] == "pooled_rows");
  CHECK(efron["method"].get<std::string>().find("stratified by node and sex,") !=
        std::string::npos);
  cox.ties = CoxAnalysis::Ties::breslow;
  check_cox_model(stratified_answer(cox)["pooled"], survival_reference()["apart_breslow"],
                  kStrataNames);
  cox.ties = CoxAnalysis::Ties::efron;
  cox.entry = "entry";
  check_cox_model(stratified_answer(cox)["pooled"], survival_reference()["apart_late"],
                  kStrataNames);
}

TEST_CASE("strata of two categories are those of every combination of their levels") {
  auto cox = by_sex({"age", "x"});
  cox.strata = {"sex", "old"};
  const auto answer = stratified_answer(cox);
  check_cox_model(answer["pooled"], survival_reference()["apart_two"], {"age", "x"});
  CHECK(answer["method"].get<std::string>().find("by node, sex and old,") != std::string::npos);
}

TEST_CASE("strata are of the levels that the nodes take together") {
  auto study = strata_plan();
  auto band = category("band", {"40", "50", "60"});
  band.collapse = {{{{"young", "young"}, {"old", "old"}}, {0, 0, 1}}};
  study.variables["band"] = band;
  study.row_sets.at(kSet).complete_on.push_back("band");
  auto cox = by_sex({"age", "x"});
  cox.strata = {"sex", "band"};
  add(study, "a", std::move(cox));
  auto derive = kOldAndEntry;
  derive["band"] = [](const Row& row) {
    return row.number("age") >= 60 ? "60" : row.number("age") >= 50 ? "50" : "40";
  };
  const auto state = run(study, by_node(study, read_csv(testdata("survival.csv")), derive),
                         [](const NodeId&, StepOutput& output) {
                           for (auto& [name, grouping] : output.partial.groupings) grouping = 1;
                         });
  check_cox_model(answer_in(pooled_answer(study, state), "a")["pooled"],
                  survival_reference()["apart_two"], {"age", "x"});
}

TEST_CASE("concordance and the test of proportional hazards are those within strata") {
  auto cox = by_sex(kStrataTerms);
  cox.has_concordance = cox.tests_hazards = true;
  const auto pooled = stratified_answer(cox)["pooled"];
  const auto r = survival_reference()["apart_efron"];
  CHECK(is_close(pooled["concordance"]["statistic"], r["concordance"]));
  CHECK(is_close(pooled["concordance"]["standard_error"], r["concordance_error"]));
  CHECK(pooled["concordance"]["pairs"] == r["pairs"]);
  check_hazards(pooled["proportional_hazards_test"], r["zph"]);
}

TEST_CASE("a node's own model has the strata of the pooled one") {
  auto study = strata_plan();
  add(study, "a", by_sex(kStrataTerms));
  study.analyses[0].per_node = true;
  const auto nodes = by_node(study, read_csv(testdata("survival.csv")), kOldAndEntry);
  check_cox_model(answer_of(study, nodes, "a")["nodes"]["a"], survival_reference()["apart_own"],
                  kStrataNames);
}

TEST_CASE("a log-rank test by strata within nodes is that of R") {
  for (const auto& [name, rho] : {std::pair{"apart_rank", 0.0}, {"apart_peto", 1.0}}) {
    const auto pooled = stratified_answer(test_by_sex(rho))["pooled"];
    const auto r = survival_reference()[name];
    const std::vector<std::string> arms{"p", "q", "r"};
    for (std::size_t g = 0; g < arms.size(); ++g) {
      CHECK(is_close(pooled["observed"][arms[g]], r["observed"][g]));
      CHECK(is_close(pooled["expected"][arms[g]], r["expected"][g]));
    }
    CHECK(is_close(pooled["chisq"], r["chisq"]));
    CHECK(is_close(pooled["p_value"], r["p"]));
  }
}

TEST_CASE("what is told of a stratum is a cell: its rows, its events, its levels of terms") {
  const auto model = judge(by_sex({"arm", "age"}));
  for (const char* sex : {"0", "1"}) {
    CHECK(model.stands_on({{"sex", sex}}));
    CHECK(model.stands_on({{"event", "1"}, {"sex", sex}}));
    for (const char* arm : {"p", "q", "r"}) CHECK(model.stands_on({{"arm", arm}, {"sex", sex}}));
  }
  const auto test = judge(test_by_sex(0));
  for (const char* sex : {"0", "1"}) {
    CHECK(test.stands_on({{"sex", sex}}));
    for (const char* arm : {"p", "q", "r"}) {
      CHECK(test.stands_on({{"arm", arm}, {"sex", sex}}));
      CHECK(test.stands_on({{"arm", arm}, {"event", "1"}, {"sex", sex}}));
    }
  }
}

TEST_CASE("a stratum of three persons withholds the model that hides them, and a test") {
  auto derive = kOldAndEntry;
  derive["old"] = [](const Row& row) { return row.number("id") <= 3 ? "1" : "0"; };
  auto cox = by_sex({"age"});
  cox.strata = {"old"};
  LogRankAnalysis test{"time", "event", "sex"};
  test.strata = {"old"};
  disclosure::Rules rules;
  rules.min_cell = 5;
  CHECK(disclosure::decide(judge(cox, derive).view.programme, rules).hidden_items[0]);
  CHECK(disclosure::decide(judge(test, derive).view.programme, rules).hidden_items[0]);
  cox.strata = {"sex"};
  CHECK_FALSE(disclosure::decide(judge(cox, derive).view.programme, rules).hidden_items[0]);
}

TEST_CASE("the sums of strata stand on the rows of those that are compared") {
  auto derive = kOldAndEntry;
  derive["event"] = [](const Row& row) {
    return row.text("sex") == "1" ? row.text("event") : std::string("0");
  };
  const auto women = judge(by_sex({"age"}), derive);
  CHECK(women.item.model->rows == 91);  // sex 1 in survival.csv; the others have no event
  CHECK(judge(test_by_sex(0), derive).item.model->rows == 91);
  derive = kOldAndEntry;
  derive["age"] = [](const Row& row) {
    return row.text("sex") == "1" ? std::string("50") : row.text("age");
  };
  CHECK(judge(by_sex({"age", "x"}), derive).item.model->rows == 89);
  CHECK(judge(by_sex({"age", "x"})).item.model->rows == 180);
}

TEST_CASE("a number with a rare second value in one stratum is told as that many persons") {
  auto derive = kOldAndEntry;
  derive["x"] = [](const Row& row) {
    return row.text("sex") == "1" || row.number("id") <= 10 ? row.text("event") : "0";
  };
  auto whole = by_sex({"x"});
  whole.strata = {};
  CHECK(*judge(whole, derive).item.model->rarest_of_few > 10);
  CHECK(*judge(by_sex({"x"}), derive).item.model->rarest_of_few < 10);
}

}  // namespace passerelle::analysis::test
