#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "node/analysis/errors.h"
#include "node/analysis/expression.h"
#include "node/analysis/outcomes.h"
#include "node/analysis/plan.h"
#include "node/analysis/study_sample_test.h"
#include "node/crypto/digest.h"

namespace passerelle::analysis {

TEST_CASE("a study compiles to a plan") {
  const auto plan = compiled(sample_study());
  CHECK(plan.id == "colon");
  CHECK(plan.version == "1.0.0");
  CHECK(plan.purpose == "53-1-e-i");
  CHECK(plan.title.at("en") == "Survival");
  CHECK(plan.base().alias == "colon");
  CHECK(plan.base().person == "id");
  CHECK(plan.base().datasets == std::vector{DatasetId("https://fr.example/dataset/colon")});
  CHECK(plan.base().columns == std::set<std::string>{"id", "rx", "time", "status", "age", "etype"});
  CHECK(plan.min_cell == 5);
  CHECK(plan.quorum.min_nodes == 2);
  CHECK(passerelle::to_text(*plan.quorum.deadline) == "2027-01-31T00:00:00.000Z");

  REQUIRE(plan.analyses.size() == 6);
  for (const auto& analysis : plan.analyses) CHECK(analysis.row_set == "analysis_set");
  const auto& set = plan.row_sets.at("analysis_set");
  CHECK(set.cohort == "patients");
  CHECK(set.complete_on == Names{"age", "arm", "dead5", "time5"});
  CHECK(plan.row_sets.at("left_out").is_left_out);
  CHECK(plan.row_sets.size() == 2);
  CHECK(plan.cohorts.at("patients").where != nullptr);

  const auto& curve = std::get<KaplanMeierAnalysis>(plan.analyses[3].what);
  CHECK(plan.analyses[3].horizon == 1826);
  CHECK(curve.levels == std::vector<std::vector<double>>{{365, 913, 1826}, {365, 1826}, {1826}});
  CHECK(curve.censor_levels == std::vector<std::vector<double>>{{913, 1826}, {1826}, {1826}});
  CHECK(curve.interval == KaplanMeierAnalysis::Interval::log_log);
  CHECK(curve.tau == 1000);
  CHECK(std::get<CoxAnalysis>(plan.analyses[5].what).ties == CoxAnalysis::Ties::breslow);
  CHECK_FALSE(plan.analyses[5].horizon.has_value());
}

TEST_CASE("only what analyses name is read") {
  auto study = sample_study();
  study["analyses"] = Json::parse(R"([{"id": "n", "type": "count"}])");
  study["analysis_set"]["complete_on"] = Json::array({"arm"});
  study["cohorts"]["others"] = Json::parse(R"({"from": "colon", "where": {"eq": ["secret", 1]}})");
  CHECK(compiled(study).base().columns == std::set<std::string>{"etype", "id", "rx"});
}

TEST_CASE("the digest is SHA-256 of the canonical document and ignores layout") {
  const auto study = sample_study();
  CHECK(compiled(study).digest == crypto::sha256_hex(*canonical(study)));
  CHECK(*study_digest(Json::parse(R"({"b": 1.0, "a": [true, "é"]})")) ==
        crypto::sha256_hex("{\"a\":[true,\"é\"],\"b\":1}"));
  auto other = study;
  other["study"]["version"] = "1.0.1";
  CHECK(compiled(other).digest != compiled(study).digest);
}

TEST_CASE("levels are named as written, and cut names its intervals") {
  auto study = sample_study();
  study["variables"]["flag"] = Json::parse(R"({"column": "flag", "levels": [false, true]})");
  study["variables"]["grade"] = Json::parse(R"({"column": "grade", "levels": [1, 2.5, 3.0]})");
  study["analyses"] = Json::parse(R"([
    {"id": "a", "type": "crosstab", "rows": "flag", "columns": "grade", "layers": "age_group"}])");
  study.erase("analysis_set");
  const auto plan = compiled(study);
  CHECK(level_names(plan.variable("flag")) == Names{"false", "true"});
  CHECK(std::get<double>(plan.variable("flag").levels[1].value) == 1);
  CHECK(level_names(plan.variable("grade")) == Names{"1", "2.5", "3"});
  CHECK(level_names(plan.variable("age_group")) == Names{"<50", "[50,70)", ">=70"});
}

TEST_CASE("without an analysis set each analysis has the rows complete on its own variables") {
  auto study = sample_study();
  study.erase("analysis_set");
  const auto plan = compiled(study);
  CHECK(plan.analyses[0].row_set == "patients:");
  CHECK(plan.analyses[1].row_set == "patients:arm,dead5");
  CHECK(plan.analyses[3].row_set == "patients:arm,dead5,time5");
  CHECK(plan.analyses[4].row_set == "patients:arm,dead5,time5");
  CHECK(plan.row_sets.size() == 5);
  CHECK_FALSE(plan.row_sets.contains("left_out"));
}

TEST_CASE("without cohorts there is one of all rows, named after the source") {
  auto study = sample_study();
  study.erase("analysis_set");
  study.erase("cohorts");
  const auto plan = compiled(study);
  CHECK(plan.analyses[0].row_set == "colon:");
  CHECK(plan.cohorts.at("colon").where == nullptr);
}

TEST_CASE("an analysis that names another cohort leaves the analysis set") {
  auto study = sample_study();
  study["cohorts"]["all"] = Json{{"from", "colon"}};
  study["analyses"] = Json::parse(R"([
    {"id": "a", "type": "count", "cohort": "all", "by": "arm"},
    {"id": "b", "type": "count", "cohort": "patients"}])");
  const auto plan = compiled(study);
  CHECK(plan.analyses[0].row_set == "all:arm");
  CHECK(plan.analyses[1].row_set == "analysis_set");
}

TEST_CASE("a category outside the analysis set has the level of missing values there") {
  const auto plan =
      with_analysis(R"({"id": "a", "type": "crosstab", "rows": "stage", "columns": "arm"})");
  CHECK(levels_in(plan, "analysis_set", "stage") == Names{"I", "II", "(missing)"});
  CHECK(levels_in(plan, "analysis_set", "arm") == Names{"Obs", "Lev", "Lev+5FU"});
}

TEST_CASE("and none where an analysis of another cohort is complete on it") {
  auto study = sample_study();
  study["cohorts"]["all"] = Json{{"from", "colon"}};
  study["analyses"] = Json::parse(R"([
    {"id": "a", "type": "count", "by": "stage"},
    {"id": "b", "type": "count", "by": "stage", "cohort": "all"}])");
  const auto plan = compiled(study);
  CHECK(levels_in(plan, plan.analyses[0].row_set, "stage") == Names{"I", "II", "(missing)"});
  CHECK(levels_in(plan, plan.analyses[1].row_set, "stage") == Names{"I", "II"});
}

TEST_CASE("missing: category adds the level wherever the variable stands") {
  auto study = sample_study();
  study["variables"]["stage"]["missing"] = "category";
  study["analysis_set"]["complete_on"].push_back("stage");
  study["analyses"] = Json::parse(R"([
    {"id": "a", "type": "kaplan_meier", "time": "time5", "event": "dead5", "by": "stage",
     "breaks": [1826]}])");
  CHECK(level_names(compiled(study).variable("stage")) == Names{"I", "II", "(missing)"});
}

TEST_CASE("describe may look at numbers outside the analysis set, a model may not") {
  const auto plan = with_analysis(R"({"id": "a", "type": "describe", "variables": ["nodes"]})");
  CHECK(plan.variable("nodes").missing == MissingRule::complete);
  CHECK(begins(analysis_refusal(R"({"id": "a", "type": "cox", "time": "time5", "event": "dead5",
                                    "terms": ["arm", "nodes"]})"),
               "study.incomplete: /analyses/0/terms/1: `nodes` must be complete; add it to "
               "/analysis_set/complete_on"));
}

TEST_CASE("time and event of survival must be complete, groups get the level of missing values") {
  CHECK(begins(analysis_refusal(R"({"id": "a", "type": "log_rank", "time": "time", "event": "dead5",
                                    "by": "arm"})"),
               "study.incomplete: /analyses/0/time: "));
  CHECK(
      begins(analysis_refusal(R"({"id": "a", "type": "log_rank", "time": "time5", "event": "status",
                                    "by": "arm"})"),
             "study.incomplete: /analyses/0/event: "));
  const auto plan = with_analysis(R"({"id": "a", "type": "log_rank", "time": "time5",
                                      "event": "dead5", "by": "stage"})");
  CHECK(levels_in(plan, "analysis_set", "stage") == Names{"I", "II", "(missing)"});
}

TEST_CASE("what follows from complete columns is complete, what may have no value is not") {
  auto study = sample_study();
  study["analysis_set"]["complete_on"] = Json::array({"time", "status", "age"});
  study["variables"]["years"] = Json::parse(R"({"div": ["time5", 365.25]})");
  study["variables"]["log_age"] = Json::parse(R"({"log": "age"})");
  study["variables"]["share"] = Json::parse(R"({"div": ["age", "time"]})");
  study["variables"]["open"] = Json::parse(R"({"case": [[{"lt": ["age", 50]}, 1]]})");
  const auto with_term = [&](const char* term) {
    study["analyses"] = Json::array({{{"id", "a"},
                                      {"type", "cox"},
                                      {"time", "years"},
                                      {"event", "dead5"},
                                      {"terms", Json::array({term})}}});
    return compile_study(study);
  };
  CHECK(with_term("age").has_value());
  for (const char* term : {"log_age", "share", "open", "nodes"}) {
    INFO(term);
    const auto plan = with_term(term);
    REQUIRE_FALSE(plan.has_value());
    CHECK(begins(plan.error().text(), "study.incomplete: /analyses/0/terms/0: "));
  }
  study["variables"]["age"] = Json::parse(R"({"cut": {"column": "age"}, "breaks": [0, 50, 120],
                                              "missing": "category"})");
  study["variables"]["months"] = Json::parse(R"({"mul": [{"column": "age"}, 12]})");
  CHECK_FALSE(with_term("months").has_value());
}

TEST_CASE("variables may refer to each other in any order, and column means the source") {
  auto study = sample_study();
  study["variables"] = Json::parse(R"({
    "a": {"add": ["b", 1]}, "b": {"mul": ["c", 2]}, "c": {"column": "c"},
    "arm": {"column": "arm", "levels": ["x", "y"]}})");
  study["analysis_set"]["complete_on"] = Json::array({"a"});
  study["analyses"] =
      Json::parse(R"([{"id": "a", "type": "describe", "variables": ["a"], "by": "arm"}])");
  const auto plan = compiled(study);
  CHECK(plan.base().columns == std::set<std::string>{"arm", "c", "etype", "id"});
  CHECK(plan.variable("a").expression->operands[0]->op == Operator::reference);
}

TEST_CASE("variables that refer to each other in a circle are refused") {
  CHECK(begins(refusal("/variables", Json::parse(R"({"a": {"add": ["b", 1]}, "b": {"abs": "a"}})")),
               "study.malformed: /variables/b/abs: variables refer to each other in a circle: a → "
               "b → a"));
  CHECK(begins(refusal("/variables", Json::parse(R"({"time": {"min": ["time", 5]}})")),
               "study.malformed: /variables/time/min/0: variables refer to each other in a circle: "
               "time → time; {\"column\": \"time\"} is the source column"));
}

TEST_CASE("a chain of variables that would nest too deep is refused") {
  auto study = sample_study();
  study["variables"] = Json::object();
  for (int i = 0; i < 900; ++i) {
    study["variables"]["v" + std::to_string(i)] =
        Json{{"add", Json::array({"v" + std::to_string(i + 1), "v" + std::to_string(i + 1)})}};
  }
  const auto plan = compile_study(study);
  REQUIRE_FALSE(plan.has_value());
  CHECK(plan.error().code == AnalysisError::too_large);
}

TEST_CASE("unknown and missing fields are refused with their path") {
  CHECK(refusal("/colour", "red") == "study.malformed: /colour: unknown field");
  CHECK(refusal("/study/permit", "p-1") == "study.malformed: /study/permit: unknown field");
  CHECK(refusal("/sources/0/sql", "x") == "study.malformed: /sources/0/sql: unknown field");
  CHECK(refusal("/cohorts/patients/sql", "x") ==
        "study.malformed: /cohorts/patients/sql: unknown field");
  CHECK(refusal("/analysis_set/rows", 1) == "study.malformed: /analysis_set/rows: unknown field");
  CHECK(refusal("/analyses/0/rows", "arm") == "study.malformed: /analyses/0/rows: unknown field");
  CHECK(refusal("/disclosure/max", 1) == "study.malformed: /disclosure/max: unknown field");
  CHECK(refusal("/quorum/max", 1) == "study.malformed: /quorum/max: unknown field");
  CHECK(begins(refusal("/variables/arm/code", "x"), "study.malformed: /variables/arm: "));
  CHECK(refusal_without("", "analyses") == "study.malformed: /analyses: is missing");
  CHECK(refusal_without("/study", "title") == "study.malformed: /study/title: is missing");
  CHECK(refusal_without("/study", "purpose") == "study.malformed: /study/purpose: is missing");
  CHECK(refusal_without("/sources/0", "person") ==
        "study.malformed: /sources/0/person: is missing");
  CHECK(refusal_without("/analyses/3", "breaks") ==
        "study.malformed: /analyses/3/breaks: is missing");
  CHECK(compile_study(Json::array()).error().text() == "study.malformed: /: an object is expected");
}

TEST_CASE("the head of a study is checked") {
  CHECK(refusal("/passerelle", "study/2") == "study.malformed: /passerelle: study/1 is expected");
  CHECK(begins(refusal("/study/id", "a b"), "study.malformed: /study/id: an identifier"));
  CHECK(begins(refusal("/study/title/english", "x"), "study.malformed: /study/title/english: "));
  CHECK(begins(refusal("/study/title/en", ""), "study.malformed: /study/title/en: "));
  CHECK(begins(refusal("/study/title", Json::object()), "study.malformed: /study/title: "));
  CHECK(begins(refusal("/study/title/en", std::string(501, 'x')),
               "study.too_large: /study/title/en: "));
  CHECK(begins(refusal("/study/purpose", "53-1-z"),
               "study.malformed: /study/purpose: a purpose of Art. 53(1) is expected: 53-1-a, "));
}

TEST_CASE("sources are checked") {
  CHECK(begins(refusal("/sources", Json::array()), "study.malformed: /sources: "));
  auto two = sample_study()["sources"];
  two.push_back(two[0]);
  CHECK(begins(refusal("/sources", two), "study.duplicate: /sources/1/alias: "));
  CHECK(begins(refusal("/sources/0/model", "omop/5.4"), "study.malformed: /sources/0/person: "));
  CHECK(begins(refusal("/sources/0/datasets", Json::array({"*"})),
               "study.malformed: /sources/0/datasets/0: name each data set by its IRI"));
  CHECK(begins(refusal("/sources/0/datasets", Json::array({"dataset/colon"})),
               "study.malformed: /sources/0/datasets/0: an absolute IRI"));
  CHECK(begins(refusal("/sources/0/datasets", Json::array({"urn:a", "urn:a"})),
               "study.duplicate: /sources/0/datasets/1: "));
  CHECK(begins(refusal("/sources/0/datasets", Json::array()),
               "study.malformed: /sources/0/datasets: "));
  CHECK(begins(refusal("/sources/0/alias", "node"), "study.malformed: /sources/0/alias: `node`"));
}

TEST_CASE("variables are checked") {
  CHECK(begins(refusal("/variables", Json::array()), "study.malformed: /variables: "));
  CHECK(begins(refusal("/variables/node", Json{{"column", "x"}}),
               "study.malformed: /variables/node: `node` is reserved"));
  CHECK(
      begins(refusal("/variables/a,b", Json{{"column", "x"}}), "study.malformed: /variables/a,b"));
  CHECK(begins(refusal("/variables/arm", "rx"), "study.malformed: /variables/arm: an object"));
  CHECK(begins(refusal("/variables/arm", Json{{"levels", {1, 2}}}),
               "study.malformed: /variables/arm: no operator"));
  CHECK(begins(refusal("/variables/arm/levels", Json::array()),
               "study.malformed: /variables/arm/levels: "));
  CHECK(begins(refusal("/variables/arm/levels", Json::array({"a", 1})),
               "study.malformed: /variables/arm/levels/1: levels are all numbers"));
  CHECK(begins(refusal("/variables/arm/levels", Json::array({"a", "b", "a"})),
               "study.duplicate: /variables/arm/levels/2: the level `a` stands twice"));
  CHECK(begins(refusal("/variables/arm/levels", Json::array({"a", "(missing)"})),
               "study.malformed: /variables/arm/levels/1: `(missing)`"));
  CHECK(begins(refusal("/variables/arm/levels", Json::array({"a", nullptr})),
               "study.malformed: /variables/arm/levels/1: "));
  CHECK(begins(refusal("/variables/arm/missing", "drop"),
               "study.malformed: /variables/arm/missing: `category` or `refuse` is expected"));
  CHECK(begins(refusal("/variables/time5/missing", "category"),
               "study.wrong_kind: /variables/time5/missing: only a variable with levels"));
  CHECK(begins(refusal("/variables/age_group/levels", Json::array({"a"})),
               "study.malformed: /variables/age_group/levels/0: `cut` makes no interval `a`; "));
  CHECK(begins(refusal("/variables/dead5/levels", Json::array({"no", "yes"})),
               "study.wrong_kind: /variables/dead5/levels: levels are texts"));
  CHECK(begins(refusal("/variables/risk", Json::parse(R"({"case": [[{"gt": ["age", 60]}, "high"]],
                                                       "else": "low", "levels": ["low", "high"]})")),
               "study.malformed: /variables/risk/case/0/1: a text here is the name"));
  Json many = Json::array();
  for (int i = 0; i < 201; ++i) many.push_back(i);
  CHECK(begins(refusal("/variables/arm/levels", many), "study.too_large: /variables/arm/levels: "));
}

TEST_CASE("cohorts and the analysis set are checked") {
  CHECK(begins(refusal("/cohorts", Json::object()), "study.malformed: /cohorts: "));
  CHECK(begins(refusal("/cohorts/node", Json{{"from", "colon"}}),
               "study.malformed: /cohorts/node: `node` is reserved"));
  CHECK(begins(refusal("/cohorts/patients/from", "lung"),
               "study.unknown_name: /cohorts/patients/from: the rows of a study are those of one "
               "source, here colon"));
  CHECK(begins(refusal("/cohorts/patients/where", Json{{"add", {"a", 1}}}),
               "study.wrong_kind: /cohorts/patients/where: a condition is expected"));
  CHECK(begins(refusal("/analysis_set/cohort", "none"),
               "study.unknown_name: /analysis_set/cohort: no cohort `none`; known: patients"));
  CHECK(begins(refusal("/analysis_set/complete_on", Json::array({"arm", "arm"})),
               "study.duplicate: /analysis_set/complete_on/1: "));
  CHECK(begins(refusal("/analysis_set/complete_on", Json::array({"node"})),
               "study.malformed: /analysis_set/complete_on/0: `node` is reserved"));
}

TEST_CASE("disclosure and quorum are checked") {
  CHECK(begins(refusal("/disclosure/min_cell", 1), "study.malformed: /disclosure/min_cell: "));
  CHECK(begins(refusal("/quorum/min_nodes", 0), "study.malformed: /quorum/min_nodes: "));
  CHECK(begins(refusal("/quorum/on_absent", "go"), "study.malformed: /quorum/on_absent: "));
  CHECK(begins(refusal("/quorum/deadline", "soon"), "study.malformed: /quorum/deadline: "));
}

TEST_CASE("a study says what becomes of data that no permit speaks of yet") {
  CHECK(compiled(sample_study()).quorum.on_absent == OnAbsent::wait);
  auto study = sample_study();
  study["quorum"]["on_absent"] = "leave_out";
  CHECK(compiled(study).quorum.on_absent == OnAbsent::leave_out);
}

TEST_CASE("a quorum is met by as many nodes or more") {
  const auto plan = compiled(sample_study());
  CHECK(check_quorum(plan, 2).has_value());
  CHECK(check_quorum(plan, 3).has_value());
  const auto refused = check_quorum(plan, 1);
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().text() ==
        "study.too_few_nodes: /quorum/min_nodes: the study asks for 2 nodes or more, 1 would take "
        "part");
  auto study = sample_study();
  study.erase("quorum");
  CHECK(check_quorum(compiled(study), 1).has_value());
}

TEST_CASE("the studies of the scenarios compile") {
  namespace fs = std::filesystem;
  const auto project = fs::path(PASSERELLE_SOURCE_DIR);
  for (const auto& scenarios :
       {project / "interop-scenarios", project / ".." / "shared" / "data" / "scenarios"}) {
    if (!fs::is_directory(scenarios)) continue;
    for (const auto& folder : fs::directory_iterator(scenarios)) {
      const auto file = folder.path() / "study.json";
      if (!fs::exists(file)) continue;
      CAPTURE(file.string());
      std::ifstream stream(file);
      const std::string text{std::istreambuf_iterator<char>(stream), {}};
      auto study = parse_json(text);
      REQUIRE(study.has_value());
      // What the runner does before the digest is taken.
      for (auto& source : (*study)["sources"]) {
        source["datasets"] = {"https://fr.example/dataset/" + source["alias"].get<std::string>()};
      }
      const auto plan = compile_study(*study);
      CHECK_MESSAGE(plan.has_value(), plan.error().text());
    }
  }
}

TEST_CASE("no study computes with the column that tells persons apart") {
  CHECK(begins(refusal("/cohorts/patients/where", Json{{"eq", {"id", 17}}}),
               "study.malformed: /cohorts/patients/where/eq/0: `id` tells persons apart"));
  auto study = sample_study();
  study["variables"]["one"] = {{"case", {{{{"in", {"id", 17, 18}}}, 1}}}, {"else", 0}};
  study["analyses"].push_back({{"id", "d"}, {"type", "describe"}, {"variables", {"one"}}});
  const auto through = compile_study(study);
  REQUIRE_FALSE(through.has_value());
  CHECK(begins(through.error().text(), "study.malformed: /variables/one/case/0/0/in/0: `id`"));
  CHECK(begins(analysis_refusal(R"({"id": "a", "type": "describe", "variables": ["id"]})"),
               "study.malformed: /analyses/0/variables/0: `id`"));
}

}  // namespace passerelle::analysis
