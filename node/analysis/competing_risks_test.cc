// Cumulative incidence against survfit of R, its place in the linear system, and what a study must
// not ask for.
#include <doctest/doctest.h>
#include <algorithm>
#include <nlohmann/json.hpp>

#include "node/analysis/cell_counter.h"
#include "node/analysis/curves.h"
#include "node/analysis/layout.h"
#include "node/analysis/study_sample_test.h"
#include "node/analysis/test_support.h"

namespace passerelle::analysis::test {
namespace {

using Breaks = std::vector<double>;

const Breaks kBreaks{2, 4, 7, 10, 15, 20, 30, 40};
const Breaks kCensorBreaks{4, 10, 20, 40};

Json risks_reference() { return read_json(testdata("competing_risks.json")); }

CompetingRisksAnalysis risks(Breaks breaks, Breaks censor_breaks) {
  CompetingRisksAnalysis made;
  made.time = "time";
  made.cause = "cause";
  made.levels = {std::move(breaks)};
  made.censor_levels = {std::move(censor_breaks)};
  return made;
}

StudyPlan plan_of_causes() {
  return plan_of(
      {number("time"), category("cause", {"0", "1", "2"}), category("arm", {"p", "q", "r"})});
}

// The same rule as that of competing_risks.R.
const Derive kCauses{{"cause", [](const Row& row) -> std::string {
                        if (row.text("event") == "0") return "0";
                        return static_cast<int>(row.number("id")) % 3 == 0 ? "2" : "1";
                      }}};

Nodes nodes_with_causes(const StudyPlan& study) {
  const auto table = read_csv(testdata("survival.csv"));
  Nodes nodes;
  for (const char* name : {"a", "b", "c"}) {
    nodes[NodeId(name)] =
        frame_of(study, table, kCauses, [&](const Row& row) { return row.text("node") == name; });
  }
  return nodes;
}

void check_numbers(const Json& ours, const Json& theirs) {
  REQUIRE(ours.size() == theirs.size());
  for (std::size_t i = 0; i < ours.size(); ++i) {
    INFO(i);
    if (theirs[i].is_null()) CHECK(ours[i].is_null());
    else CHECK(is_close(ours[i], theirs[i]));
  }
}

void check_group(const Json& group, const Json& r) {
  check_numbers(group["at_risk"], r["at_risk"]);
  check_numbers(group["n_censor"], r["censored"]);
  check_numbers(group["event_free"], r["event_free"]);
  REQUIRE(group["causes"].size() == 2);
  for (std::size_t k = 0; k < 2; ++k) {
    INFO(k);
    const auto& ours = group["causes"][k];
    const auto& theirs = r["causes"][k];
    CHECK(ours["cause"] == std::to_string(k + 1));
    check_numbers(ours["n_event"], theirs["n_event"]);
    check_numbers(ours["cumulative_incidence"], theirs["incidence"]);
    check_numbers(ours["standard_error"], theirs["error"]);
    check_numbers(ours["conf_low"], theirs["low"]);
    check_numbers(ours["conf_high"], theirs["high"]);
  }
}

}  // namespace

TEST_CASE("incidence on breaks is survfit on times so rounded, errors and intervals too") {
  for (const auto& [name, kind] : kIntervals) {
    INFO(name);
    auto study = plan_of_causes();
    auto what = risks(kBreaks, kCensorBreaks);
    what.interval = kind;
    add(study, "cr", what);
    const auto answer = answer_of(study, nodes_with_causes(study), "cr");
    check_group(answer["pooled"]["groups"][0], risks_reference()[name]);
    CHECK(answer["exact_to"] == "pooled_rows_rounded");
    CHECK(answer["rounding"]["level"] == 0);
  }
}

TEST_CASE("incidence by group up to a horizon before the end is that of each group") {
  auto study = plan_of_causes();
  auto what = risks({4, 10, 20}, {10, 20});
  what.by = "arm";
  add(study, "cr", what, 20);
  const auto groups = answer_of(study, nodes_with_causes(study), "cr")["pooled"]["groups"];
  REQUIRE(groups.size() == 3);
  for (const auto& group : groups) check_group(group, risks_reference()["arms"][group["group"]]);
}

TEST_CASE("where an event has come to everybody incidence keeps its error") {
  for (const auto& [name, kind] : kIntervals) {
    INFO(name);
    auto study = plan_of_causes();
    auto what = risks({5, 10, 40}, {40});
    what.interval = kind;
    add(study, "cr", what);
    Nodes nodes;
    nodes[NodeId("a")] = frame_of(
        study, read_csv(testdata("survival.csv")), kCauses,
        [](const Row& row) { return row.text("node") == "a" && row.number("event") == 1; });
    check_group(answer_of(study, nodes, "cr")["pooled"]["groups"][0],
                risks_reference()["nobody_left"][name]);
  }
}

TEST_CASE("a group that nobody is in has no incidence") {
  auto study = plan_of_causes();
  auto what = risks({5, 40}, {40});
  what.by = "arm";
  add(study, "cr", what);
  Nodes nodes;
  nodes[NodeId("a")] = frame_of(study, read_csv(testdata("survival.csv")), kCauses,
                                [](const Row& row) { return row.text("arm") == "p"; });
  const auto group = answer_of(study, nodes, "cr")["pooled"]["groups"][2];
  CHECK(group["n"] == 0);
  CHECK(group["causes"][0]["cumulative_incidence"] == Json::array({nullptr, nullptr}));
  CHECK(group["causes"][0]["standard_error"] == Json::array({nullptr, nullptr}));
}

TEST_CASE("the coarsest answer of a node is the level of all, and none withholds the curves") {
  auto study = plan_of_causes();
  auto what = risks({4, 10, 20}, {10, 20});
  what.levels.push_back({10, 20});
  what.censor_levels.push_back({10, 20});
  add(study, "cr", what);
  const auto answer_at = [&](int level) {
    const auto state =
        run(study, nodes_with_causes(study), [&](const NodeId& node, StepOutput& output) {
          if (output.partial.curve_levels.contains("cr") && node.text() == "b") {
            REQUIRE(output.evidence.curve_cells.at("cr").size() == 2);
            REQUIRE(output.evidence.curve_cells.at("cr")[1].size() == 2 * 2 + 2);
            output.partial.curve_levels["cr"] = level;
          }
        });
    return answer_in(pooled_answer(study, state), "cr");
  };
  const auto coarse = answer_at(1);
  CHECK(coarse["pooled"]["groups"][0]["times"] == Json::array({10.0, 20.0}));
  CHECK(coarse["rounding"]["level"] == 1);
  const auto none = answer_at(-1);
  CHECK(none["status"] == "withheld");
  CHECK(none["withheld"] == Json::array({"/groups"}));
}

TEST_CASE("each cause's intervals add up to it, and what is finer than the curve is guarded") {
  auto study = plan_of_causes();
  auto all = risks({10, 20}, {20}), by_arm = risks({5, 20}, {20});
  by_arm.by = "arm";
  add(study, "cr", all, 20);
  add(study, "by_arm", by_arm, 20);
  State state;
  state.curve_levels = {{"cr", 0}, {"by_arm", 0}};
  const Outcomes outcomes(study);
  const auto layout = layout_of(outcomes, state);
  const CellKey rows{kSet, {}};
  const auto cause = with(rows, "cause@20", "2");
  const auto in = [&](double after, double until) {
    return with(cause, "time", interval_level(after, until));
  };
  CHECK(layout.wanted.contains(in(0, 10)));
  const auto has = [&](const CellRelation& relation) {
    return std::find(layout.relations.begin(), layout.relations.end(), relation) !=
           layout.relations.end();
  };
  CHECK(has({cause, {in(0, 5), in(5, 10), in(10, 20)}}));
  CHECK(layout.guarded.contains(in(5, 10)));
  CHECK(has(
      {rows,
       {with(rows, "cause@20", "2"), with(rows, "cause@20", "1"), with(rows, "cause@20", "0")}}));
  // Every relation holds on the rows themselves.
  const auto frame = nodes_with_causes(study).at(NodeId("a"));
  CellCounter counter(outcomes, frame);
  for (const auto& relation : layout.relations) {
    std::int64_t sum = 0;
    for (const auto& part : relation.parts) sum += counter.count(part).rows;
    CHECK(counter.count(relation.total).rows == sum);
  }
}

TEST_CASE("a table of the causes and their curves form one system, late events guarded") {
  auto study = plan_of_causes();
  add(study, "cr", risks({10, 20}, {20}), 20);
  add(study, "table", CrosstabAnalysis{"cause", "arm", std::nullopt});
  State state;
  state.curve_levels = {{"cr", 0}};
  const Outcomes outcomes(study);
  const auto layout = layout_of(outcomes, state);
  const auto cause = with({kSet, {}}, "cause", "1");
  const CellRelation relation{cause,
                              {with({kSet, {}}, "cause@20", "1"), with(cause, "time", "(20,inf)")}};
  CHECK(layout.guarded.contains(with(cause, "time", "(20,inf)")));
  const auto frame = nodes_with_causes(study).at(NodeId("a"));
  CellCounter counter(outcomes, frame);
  for (const auto& one : layout.relations) {
    std::int64_t sum = 0;
    for (const auto& part : one.parts) sum += counter.count(part).rows;
    CHECK(counter.count(one.total).rows == sum);
  }
  CHECK(std::any_of(layout.relations.begin(), layout.relations.end(),
                    [&](const CellRelation& one) { return one.total == relation.total; }));
}

namespace {

constexpr const char* kCausesOfDeath = R"({"case": [[{"and": [{"eq": ["status", 1]},
    {"le": ["time", 1826]}]}, 1], [{"and": [{"eq": ["status", 2]}, {"le": ["time", 1826]}]}, 2]],
    "else": 0, "levels": [0, 1, 2]})";

Json study_of_causes(const char* analyses) {
  auto study = sample_study();
  study["variables"]["why"] = Json::parse(kCausesOfDeath);
  study["analysis_set"]["complete_on"].push_back("why");
  study["analyses"] = Json::parse(analyses);
  return study;
}

std::string said(const char* analyses) {
  const auto compiled = compile_study(study_of_causes(analyses));
  REQUIRE_FALSE_MESSAGE(compiled.has_value(), analyses);
  return compiled.error().text();
}

}  // namespace

TEST_CASE("competing risks are read as written, beside a curve of all deaths on the same breaks") {
  const auto study = compiled(study_of_causes(R"([
      {"id": "cr", "type": "competing_risks", "time": "time5", "cause": "why", "by": "arm",
       "breaks": [365, 913, 1826], "censor_breaks": [913, 1826], "coarser": [[913, 1826]],
       "conf_type": "plain"},
      {"id": "km", "type": "kaplan_meier", "time": "time5", "event": "dead5",
       "breaks": [365, 913, 1826], "censor_breaks": [913, 1826], "coarser": [[913, 1826]]},
      {"id": "cox", "type": "cox", "time": "time5", "event": "dead5", "terms": ["arm"]},
      {"id": "odds", "type": "glm", "family": "binomial", "outcome": "dead5", "terms": ["arm"]}])"));
  const auto& what = std::get<CompetingRisksAnalysis>(study.analyses[0].what);
  CHECK(what.cause == "why");
  CHECK(what.by == "arm");
  CHECK(what.levels == std::vector<Breaks>{{365, 913, 1826}, {913, 1826}});
  CHECK(what.censor_levels == std::vector<Breaks>{{913, 1826}, {913, 1826}});
  CHECK(what.interval == CurveOnBreaks::Interval::plain);
  CHECK(study.analyses[0].horizon == 1826);
}

TEST_CASE("competing risks that cannot be, or could be subtracted from other curves, are refused") {
  CHECK(begins(said(R"([{"id": "cr", "type": "competing_risks", "time": "time5",
                         "breaks": [1826]}])"),
               "study.malformed: /analyses/0/cause"));
  CHECK(begins(said(R"([{"id": "cr", "type": "competing_risks", "time": "time5", "cause": "age",
                         "breaks": [1826]}])"),
               "study.wrong_kind: /analyses/0/cause: groups are expected; declare `age`"));
  CHECK(begins(said(R"([{"id": "cr", "type": "competing_risks", "time": "time5", "cause": "why",
                         "breaks": [1826, 365]}])"),
               "study.malformed: /analyses/0/breaks/1: "));
  CHECK(begins(said(R"([{"id": "cr", "type": "competing_risks", "time": "time5", "cause": "why",
                         "breaks": [1826], "horizon": 1000}])"),
               "study.malformed: /analyses/0/horizon: "));
  CHECK(begins(said(R"([{"id": "cr", "type": "competing_risks", "time": "time5", "cause": "stage",
                         "breaks": [1826]}])"),
               "study.incomplete: /analyses/0/cause: `stage` must be complete"));
  auto study = study_of_causes(R"([{"id": "cr", "type": "competing_risks", "time": "time5",
                               "cause": "why", "breaks": [1826]}])");
  study["variables"]["why"]["missing"] = "category";
  CHECK(begins(compile_study(study).error().text(),
               "study.wrong_kind: /analyses/0/cause: whether the event happened must be known"));
  const std::string risks = R"([{"id": "cr", "type": "competing_risks", "time": "time5",
      "cause": "why", "breaks": [365, 1826]}, )";
  CHECK(begins(said((risks + R"({"id": "km", "type": "kaplan_meier", "time": "time5",
                                 "event": "why", "breaks": [365, 1826]}])")
                        .c_str()),
               "study.not_offered: /analyses/1/event: `why` tells causes in `cr`"));
  CHECK(begins(said((risks + R"({"id": "km", "type": "kaplan_meier", "time": "time5",
                                 "event": "dead5", "breaks": [400, 1826]}])")
                        .c_str()),
               "study.not_offered: /analyses/1/event: `dead5` reads a column of `why`"));
  CHECK(begins(said((risks + R"({"id": "cox", "type": "cox", "time": "time5", "event": "dead5",
                                 "terms": ["arm"], "horizon": 1000}])")
                        .c_str()),
               "study.not_offered: /analyses/1/event: `dead5` reads a column of `why`"));
}

}  // namespace passerelle::analysis::test
