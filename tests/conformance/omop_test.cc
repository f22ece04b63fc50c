// A sample of the OMOP common data model, asked in words of the model, against the answers that SQL
// gives on all rows (shared/data/omop). Three nodes hold its persons; nothing is withheld here.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "node/analysis/plan.h"
#include "node/analysis/test_batches.h"
#include "tests/conformance/analyses/tables.h"
#include "tests/conformance/shared_folder.h"

namespace passerelle::conformance {
namespace {

using analysis::StudyPlan;
using analysis::test::LinkedTable;
using analysis::test::LinkedTables;
using analysis::test::Table;

constexpr const char* kTables[] = {"person",          "condition_occurrence", "death",
                                   "drug_exposure",   "measurement",          "observation_period",
                                   "visit_occurrence"};

// The countries of the sample's README.
std::string node_of(const std::string& person) {
  static const std::string kNodes[] = {"dk", "fr", "fi"};
  return kNodes[std::stoi(person) % 3];
}

class Sample {
 public:
  explicit Sample(const std::filesystem::path& folder)
      : answers_(Json::parse(file_text(folder / "reference.json"))) {
    for (const auto* name : kTables) {
      const auto all =
          analysis::test::parse_csv(unpacked(folder / (std::string(name) + ".csv.gz")));
      analysis::test::ColumnTypes types;
      analysis::test::widen(types, all);
      const auto person = all.column("person_id");
      for (const auto& row : all.rows) nodes_[node_of(row[person])][name].table.rows.push_back(row);
      for (const auto* node : {"dk", "fr", "fi"}) {
        nodes_[node][name].table.names = all.names;
        nodes_[node][name].types = types;
      }
    }
  }

  // The rows that the query of that name gives.
  const Json& answer(const std::string& id) const {
    for (const auto& query : answers_.at("queries")) {
      if (query.at("id") == id) return query.at("rows");
    }
    FAIL("no query " << id);
    return answers_;
  }

  // The pooled answers of a study of the model, by analysis.
  Json run(const Json& variables, const Json& analyses, const Json& where = nullptr) const {
    auto study = Json::parse(R"({"passerelle": "study/1",
      "study": {"id": "omop", "version": "1", "title": {"en": "OMOP"}, "purpose": "53-1-e-i"},
      "sources": [{"alias": "cdm", "model": "omop/5.4", "datasets": ["https://fr.example/cdm"]}],
      "cohorts": {"all": {"from": "cdm"}}})");
    study["variables"] = variables;
    study["analyses"] = analyses;
    if (!where.is_null()) study["cohorts"]["all"]["where"] = where;
    return run(study);
  }

  Json run(const Json& study) const {
    const auto plan = analysis::compile_study(study);
    REQUIRE_MESSAGE(plan.has_value(), plan.error().text());
    analysis::test::Nodes frames;
    for (const auto& [node, tables] : nodes_) {
      const auto& [rows, types] = tables.at(plan->base().alias);
      frames.emplace(NodeId(node), analysis::test::built_frame(*plan, rows, types, tables));
    }
    Json answers;
    for (const auto& analysis : plan->analyses) {
      answers[analysis.id] = analysis::test::answer_of(*plan, frames, analysis.id);
    }
    return answers;
  }

 private:
  Json answers_;
  std::map<std::string, LinkedTables> nodes_;
};

std::optional<Sample> sample() {
  const auto folder = shared_folder("omop");
  if (!folder) return std::nullopt;
  return Sample(*folder);
}

double sum_of(const Json& described) {
  return described.at("n").get<double>() * described.at("mean").get<double>();
}

Json events(const std::string& domain, const Json& concept_id) {
  return {{"event", {{"domain", domain}, {"codes", {{"concept", {concept_id}}}}}}};
}

}  // namespace

TEST_CASE("persons by sex and decade of birth") {
  const auto omop = sample();
  if (!omop) return;
  const auto answer = omop->run(
      Json::parse(R"({"sex": {"attr": "sex", "levels": [8507, 8532]},
        "decade": {"cut": {"attr": "year_of_birth"},
                   "breaks": [1930, 1940, 1950, 1960, 1970, 1980, 1990, 2000, 2010, 2020, 2030]}})"),
      Json::parse(R"([{"id": "n", "type": "crosstab", "rows": "sex", "columns": "decade"}])"));
  const auto& cells = answer.at("n").at("pooled").at("cells");
  std::int64_t persons = 0;
  for (const auto& row : omop->answer("sex_decade")) {
    const auto decade = (row[1].get<std::size_t>() - 1930) / 10;
    CHECK(cells.at(row[0] == 8507 ? 0 : 1).at(decade) == row[2]);
    persons += row[2].get<std::int64_t>();
  }
  CHECK(persons == omop->answer("persons")[0][0]);
  CHECK(answer.at("n").at("pooled").at("total") == persons);
}

TEST_CASE("persons with an event of a concept, and its records") {
  const auto omop = sample();
  if (!omop) return;
  const std::pair<const char*, std::pair<std::string, int>> queries[] = {
      {"top_conditions", {"condition", 2}},
      {"top_drugs", {"drug", 1}},
      {"visits_type", {"visit", 2}}};
  for (const auto& [query, where] : queries) {
    const auto& [domain, persons_at] = where;
    for (const auto& row : omop->answer(query)) {
      CAPTURE(query);
      CAPTURE(row[0]);
      const Json variables{{"has", {{"exists", events(domain, row[0])}, {"levels", {false, true}}}},
                           {"number", {{"count", events(domain, row[0])}}}};
      const auto answer = omop->run(variables, Json::parse(R"([
        {"id": "persons", "type": "count", "by": "has"},
        {"id": "records", "type": "describe", "variables": ["number"]}])"));
      const bool is_visit = domain == "visit";
      CHECK(answer.at("persons").at("pooled").at("by").at("true").at("persons") ==
            row[static_cast<std::size_t>(persons_at)]);
      CHECK(sum_of(answer.at("records").at("pooled").at("number")) ==
            doctest::Approx(
                row[is_visit ? 1U : static_cast<std::size_t>(persons_at) + 1].get<double>())
                .epsilon(1e-12));
    }
  }
}

TEST_CASE("persons with a condition, node by node") {
  const auto omop = sample();
  if (!omop) return;
  for (const auto& row : omop->answer("top_conditions_country")) {
    CAPTURE(row);
    const auto answer =
        omop->run({{"has", {{"exists", events("condition", row[0])}, {"levels", {false, true}}}}},
                  Json::parse(R"([{"id": "n", "type": "count", "by": "has", "per_node": true}])"));
    const auto node = row[1] == "FR" ? "fr" : row[1] == "FI" ? "fi" : "dk";
    CHECK(answer.at("n").at("nodes").at(node).at("by").at("true").at("persons") == row[2]);
  }
}

TEST_CASE("days of observation, both ends counted") {
  const auto omop = sample();
  if (!omop) return;
  const auto answer =
      omop->run(Json::parse(R"({"days": {"add": [1, {"days_between": [
          {"first": {"event": {"domain": "observation_period"}}},
          {"last": {"event": {"domain": "observation_period",
                              "value": "observation_period_end_date"}}}]}]}})"),
                Json::parse(R"([{"id": "days", "type": "describe", "variables": ["days"]}])"));
  const auto& expected = omop->answer("observation_days")[0];
  CHECK(answer.at("days").at("pooled").at("days").at("n") == expected[0]);
  CHECK(sum_of(answer.at("days").at("pooled").at("days")) ==
        doctest::Approx(expected[1].get<double>()).epsilon(1e-12));
}

TEST_CASE("deaths by node") {
  const auto omop = sample();
  if (!omop) return;
  const auto answer = omop->run(
      Json::parse(
          R"({"dead": {"exists": {"event": {"domain": "death"}}, "levels": [false, true]}})"),
      Json::parse(R"([{"id": "n", "type": "count", "by": "dead", "per_node": true}])"));
  for (const auto& row : omop->answer("deaths")) {
    const auto node = row[0] == "FR" ? "fr" : row[0] == "FI" ? "fi" : "dk";
    CHECK(answer.at("n").at("nodes").at(node).at("by").at("true").at("persons") == row[1]);
  }
}

// Time at risk runs from the begin of observation to the first sinusitis; who had one before
// leaves.
TEST_CASE("incidence of a first event within observation") {
  const auto omop = sample();
  if (!omop) return;
  const auto variables = Json::parse(R"({
    "first": {"first": {"event": {"domain": "condition", "codes": {"concept": [40481087]}}}},
    "begin": {"first": {"event": {"domain": "observation_period"}}},
    "end": {"last": {"event": {"domain": "observation_period",
                               "value": "observation_period_end_date"}}},
    "is_case": {"case": [[{"is_null": "first"}, 0], [{"le": [{"sub": ["days_to_first", "days"]}, 0]}, 1]],
                "else": 0, "levels": [0, 1]},
    "days": {"days_between": ["begin", "end"]},
    "days_to_first": {"days_between": ["begin", "first"]},
    "at_risk": {"add": [1, {"case": [[{"is_null": "first"}, "days"]],
                            "else": {"min": ["days", "days_to_first"]}}]},
    "years": {"div": ["at_risk", 365.25]}})");
  const auto answer = omop->run(
      variables,
      Json::parse(R"([{"id": "rate", "type": "rate", "event": "is_case", "person_time": "years"},
                      {"id": "days", "type": "describe", "variables": ["at_risk"]}])"),
      Json::parse(R"({"or": [{"is_null": "first"}, {"ge": ["days_to_first", 0]}]})"));
  const auto& expected = omop->answer("incidence_sinusitis")[0];
  const auto& days = answer.at("days").at("pooled").at("at_risk");
  CHECK(days.at("n") == expected[0]);
  CHECK(answer.at("rate").at("pooled").at("events") == expected[1]);
  CHECK(sum_of(days) == doctest::Approx(expected[2].get<double>()).epsilon(1e-12));
  CHECK(1000 * answer.at("rate").at("pooled").at("rate").get<double>() ==
        doctest::Approx(expected[3].get<double>()).epsilon(1e-12));
}

TEST_CASE("measurements as the study's own rows") {
  const auto omop = sample();
  if (!omop) return;
  const auto answer = omop->run(Json::parse(R"({"passerelle": "study/1",
    "study": {"id": "sbp", "version": "1", "title": {"en": "SBP"}, "purpose": "53-1-e-i"},
    "sources": [{"alias": "measurement", "person": "person_id",
                 "datasets": ["https://fr.example/cdm"]}],
    "cohorts": {"sbp": {"from": "measurement",
                        "where": {"eq": ["measurement_concept_id", 3004249]}}},
    "analyses": [{"id": "sbp", "type": "describe", "variables": ["value_as_number"]},
                 {"id": "n", "type": "count"}]})"));
  const auto& expected = omop->answer("measure_sbp")[0];
  const auto& described = answer.at("sbp").at("pooled").at("value_as_number");
  CHECK(described.at("n") == expected[0]);
  CHECK(answer.at("n").at("pooled").at("persons") == expected[1]);
  CHECK(described.at("mean").get<double>() ==
        doctest::Approx(expected[2].get<double>()).epsilon(1e-13));
  CHECK(described.at("sd").get<double>() ==
        doctest::Approx(expected[3].get<double>()).epsilon(1e-12));
}

}  // namespace passerelle::conformance
