// Missing values and broken rules, counted by hand, and studies that require few of them.
#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "node/analysis/layout.h"
#include "node/analysis/step.h"
#include "node/analysis/study_sample_test.h"
#include "node/analysis/test_support.h"

namespace passerelle::analysis::test {
namespace {

const char* const kRowsWithGaps =
    "id,node,arm,age\n"
    "1,a,p,40\n2,a,,50\n3,a,q,\n4,b,p,60\n5,b,,\n6,b,q,70\n7,c,p,\n8,c,q,30\n";

StudyPlan whole_cohort() {
  auto study = sample_study();
  study["analyses"] = Json::parse(R"([{"id": "missing", "type": "missingness",
                                       "variables": ["stage", "weight"]}])");
  return compiled(study);
}

}  // namespace

TEST_CASE("missing values of three nodes are counted on all rows") {
  auto plan = plan_of(
      {category("arm", {"p", "q"}, MissingRule::category), number("age", MissingRule::category)});
  add(plan, "missing", MissingnessAnalysis{{{"arm", "age"}, {}}});
  const auto answer = answer_of(plan, by_node(plan, parse_csv(kRowsWithGaps)), "missing");
  CHECK(answer["status"] == "released");
  CHECK(answer["pooled"] ==
        Json::parse(R"({"n": 8, "arm": {"missing": 2, "present": 6, "percent_missing": 25.0},
                        "age": {"missing": 3, "present": 5, "percent_missing": 37.5}})"));
}

TEST_CASE("missing values are of the whole cohort, not of the rows that are complete") {
  const auto plan = whole_cohort();
  const auto& rows = plan.row_sets.at(plan.analyses[0].row_set);
  CHECK(rows.cohort == "patients");
  CHECK(rows.complete_on.empty());
  CHECK_FALSE(rows.is_left_out);
}

TEST_CASE("a withheld number of missing values takes what follows from it along") {
  auto plan = plan_of({number("age", MissingRule::category)});
  add(plan, "missing", MissingnessAnalysis{{{"age"}, {}}});
  const auto state = run(plan, by_node(plan, parse_csv(kRowsWithGaps)),
                         [](const NodeId& node, StepOutput& output) {
                           if (node != NodeId("b")) return;
                           output.partial.cells.at(with({kSet, {}}, "age", kMissingLevel)).reset();
                         });
  const auto answer = answer_in(pooled_answer(plan, state), "missing");
  CHECK(answer["status"] == "partly_withheld");
  CHECK(answer["withheld"] ==
        Json::array({"/age/missing", "/age/present", "/age/percent_missing"}));
}

TEST_CASE("rules are broken, hold, or cannot be told") {
  auto plan = plan_of({category("old", {"0", "1"}, MissingRule::category)});
  plan.variables.at("old").missing = MissingRule::complete;
  plan.row_sets.at(kSet).complete_on.clear();
  add(plan, "rules", ValidationAnalysis{{{"old"}, {}}});
  const Derive derive{{"old", [](const Row& row) {
                         return row.text("age").empty() ? "" : row.number("age") >= 50 ? "1" : "0";
                       }}};
  const auto answer = answer_of(plan, by_node(plan, parse_csv(kRowsWithGaps), derive), "rules");
  CHECK(answer["pooled"] == Json::parse(R"({"n": 8, "old": {"holds": 3, "broken": 2, "unknown": 3,
                                            "percent_broken": 40.0}})"));
}

namespace {

// The study's arms are "p" and "q"; a node's rows, by arm, and how many of the arms are neither.
StudyPlan conformance_of_arms() {
  auto plan = plan_of({category("arm", {"p", "q"}), category("arm@conforms", {"1", "0"})});
  plan.row_sets.at(kSet).complete_on.clear();
  plan.variables.at("arm").counts_outside = true;
  plan.variables.at("arm@conforms").judges = "arm";
  add(plan, "codes", ConformanceAnalysis{{{"arm"}, {}}});
  return plan;
}

const char* const kStrangeArms =
    "id,node,arm\n1,a,p\n2,a,x\n3,a,\n4,b,q\n5,b,\n6,b,y\n7,c,p\n8,c,x\n";

bool is_arm(const std::string& text) { return text == "p" || text == "q"; }

const Derive kCheckedArms{
    {"arm", [](const Row& row) { return is_arm(row.text("arm")) ? row.text("arm") : ""; }},
    {"arm@conforms", [](const Row& row) {
       return row.text("arm").empty() ? "" : is_arm(row.text("arm")) ? "1" : "0";
     }}};

}  // namespace

TEST_CASE("values outside of the levels are counted apart from missing ones") {
  const auto plan = conformance_of_arms();
  const auto answer =
      answer_of(plan, by_node(plan, parse_csv(kStrangeArms), kCheckedArms), "codes");
  CHECK(answer["status"] == "released");
  CHECK(answer["pooled"] == Json::parse(R"({"n": 8, "arm": {"conforming": 3, "outside": 3,
                                            "missing": 2, "percent_outside": 50.0}})"));
}

TEST_CASE("rows without a level are those outside and those missing, and the gate knows") {
  auto plan = conformance_of_arms();
  add(plan, "missing", MissingnessAnalysis{{{"arm"}, {}}});
  const auto layout = layout_of(Outcomes(plan), start(plan));
  const CellKey rows{kSet, {}};
  const CellRelation relation{
      with(rows, "arm", kMissingLevel),
      {with(rows, "arm@conforms", "0"), with(rows, "arm@conforms", kMissingLevel)}};
  CHECK(std::ranges::count(layout.relations, relation) == 1);
}

TEST_CASE("data with values outside of the levels end a study that requires none") {
  auto plan = conformance_of_arms();
  std::get<ConformanceAnalysis>(plan.analyses[0].what).max_percent = 0;
  add(plan, "arms", CountAnalysis{"arm"});
  const auto state = run(plan, by_node(plan, parse_csv(kStrangeArms), kCheckedArms));
  CHECK(state.failed_check == "codes");
  CHECK(answer_in(pooled_answer(plan, state), "arms").value("reason", "") == "data_check");
}

TEST_CASE("data that fail a check that the study requires end it after one round") {
  auto plan = plan_of({number("age", MissingRule::category), category("arm", {"p", "q"})});
  add(plan, "ages", DescribeAnalysis{{"age"}, {}});
  add(plan, "missing", MissingnessAnalysis{{{"age"}, 33}});
  const auto state = run(plan, by_node(plan, parse_csv(kRowsWithGaps)));
  CHECK(state.failed_check == "missing");
  CHECK(state.round == 1);
  const auto result = pooled_answer(plan, state);
  CHECK(is_close(answer_in(result, "missing")["pooled"]["age"]["percent_missing"], 100 / 3.0));
  const auto ages = answer_in(result, "ages");
  CHECK(ages["status"] == "failed");
  CHECK(ages.value("reason", "") == "data_check");
  CHECK(ages.value("data_check", "") == "missing");
  CHECK(ages["pooled"].empty());
}

TEST_CASE("data that pass are asked for everything, and each check is answered once") {
  auto plan = plan_of({number("age", MissingRule::category), number("x"),
                       category("arm", {"p", "q"}), category("event", {"0", "1"})});
  add(plan, "missing", MissingnessAnalysis{{{"age"}, 0}});
  add(plan, "curve", curve("x", "event", {100, 400}));
  auto state = start(plan);
  CHECK(state.phase == Phase::checks);
  state = run(plan, by_node(plan, read_csv(testdata("survival.csv")),
                            {{"arm", [](const Row&) { return "p"; }}}));
  CHECK(state.failed_check.empty());
  CHECK(state.round == 3);  // checks, levels, first
  const auto result = pooled_answer(plan, state);
  CHECK(answer_in(result, "missing")["pooled"]["age"]["missing"] == 0);
  CHECK(answer_in(result, "curve")["status"] == "released");
}

TEST_CASE("the round of checks asks for their cells alone, and refuses others") {
  auto plan = plan_of({number("age", MissingRule::category), category("arm", {"p", "q"})});
  add(plan, "arms", CountAnalysis{"arm"});
  add(plan, "missing", MissingnessAnalysis{{{"age"}, 50}});
  const auto state = start(plan);
  const auto layout = layout_of(Outcomes(plan), state);
  CHECK(layout.wanted.contains(with({kSet, {}}, "age", kMissingLevel)));
  CHECK_FALSE(layout.wanted.contains(with({kSet, {}}, "arm", "p")));
  const auto output = step(plan, state, by_node(plan, parse_csv(kRowsWithGaps)).at(NodeId("a")));
  REQUIRE(output);
  CHECK(check_shape(plan, state, output->partial));
  auto more = output->partial;
  more.cells[with({kSet, {}}, "arm", "p")] = Count{1, 1};
  CHECK_FALSE(check_shape(plan, state, more));
}

TEST_CASE("a count too small to be shown is no reason to stop") {
  auto plan = plan_of({number("age", MissingRule::category)});
  add(plan, "missing", MissingnessAnalysis{{{"age"}, 0}});
  const auto state =
      run(plan, by_node(plan, parse_csv(kRowsWithGaps)), [](const NodeId&, StepOutput& output) {
        output.partial.cells.at(with({kSet, {}}, "age", kMissingLevel)).reset();
      });
  CHECK(state.failed_check.empty());
}

TEST_CASE("a study of data checks is checked") {
  CHECK(begins(analysis_refusal(R"({"id": "a", "type": "missingness", "variables": ["stage"],
                                    "max_percent": 101})"),
               "study.malformed: /analyses/0/max_percent: a number from 0 to 100"));
  CHECK(begins(analysis_refusal(R"({"id": "a", "type": "validation", "rules": ["weight"]})"),
               "study.wrong_kind: /analyses/0/rules/0: two levels are expected; declare"));
  CHECK(begins(analysis_refusal(R"({"id": "a", "type": "validation", "rules": ["arm"]})"),
               "study.wrong_kind: /analyses/0/rules/0: a rule is 1 or true where it holds"));
  CHECK(begins(analysis_refusal(R"({"id": "a", "type": "conformance", "variables": ["weight"]})"),
               "study.wrong_kind: /analyses/0/variables/0: `weight` has no levels or `cut`"));
  // What else the set is complete on says nothing of a value that may be none of the levels.
  auto study = sample_study();
  study["analysis_set"]["complete_on"] = Json::array({"status", "time", "age"});
  study["analyses"] = Json::parse(R"([
      {"id": "codes", "type": "conformance", "variables": ["dead5"]},
      {"id": "odds", "type": "glm", "family": "binomial", "outcome": "dead5", "terms": ["age"]}])");
  const auto refused = compile_study(study);
  REQUIRE_FALSE(refused);
  CHECK(begins(refused.error().text(), "study.incomplete: /analyses/1/outcome: `dead5` must be"));
  study["analyses"].erase(0);
  CHECK(compile_study(study));
  study["analyses"] =
      Json::parse(R"([{"id": "codes", "type": "conformance", "variables": ["arm"]}])");
  study["variables"]["arm"]["missing"] = "refuse";
  const auto both = compile_study(study);
  REQUIRE_FALSE(both);
  CHECK(begins(both.error().text(), "study.malformed: /analyses/0/variables/0: `arm` may not be"));
  const auto plan = with_analysis(R"({"id": "a", "type": "validation", "rules": ["dead5"],
                                      "max_percent": 5})");
  CHECK(is_required(plan.analyses[0]));
  CHECK(plan.row_sets.at(plan.analyses[0].row_set).complete_on.empty());
}

}  // namespace passerelle::analysis::test
