// Studies in words of a logical model.
#include "node/analysis/logical_model.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "node/analysis/dictionaries.h"
#include "node/analysis/expression.h"
#include "node/analysis/plan.h"
#include "node/crypto/digest.h"

namespace passerelle::analysis {
namespace {

Json omop_study() {
  return Json::parse(R"({"passerelle": "study/1",
    "study": {"id": "omop", "version": "1.0.0", "title": {"en": "OMOP"}, "purpose": "53-1-e-i"},
    "sources": [{"alias": "cdm", "model": "omop/5.4",
                 "datasets": ["https://fr.example/dataset/cdm"]}],
    "variables": {
      "index": {"first": {"event": {"domain": "condition",
                "codes": {"concept": [40481087], "source": ["J01*", "J32.0"]}}, "washout": 365}},
      "age": {"age_at": "index"},
      "sex": {"attr": "sex", "levels": [8507, 8532]},
      "treated": {"exists": {"event": {"domain": "drug", "where": {"gt": ["quantity", 0]}},
                             "within": {"of": "index", "days": [0, 30]}}, "levels": [false, true]}},
    "cohorts": {"sick": {"from": "cdm", "where": {"and": [
      {"not": {"is_null": "index"}}, {"observed": {"of": "index", "days": [-365, 0]}}]}}},
    "analyses": [{"id": "n", "type": "crosstab", "rows": "sex", "columns": "treated"},
                 {"id": "age", "type": "describe", "variables": ["age"]}]})");
}

std::string model_refusal(const char* pointer, const Json& value) {
  auto changed = omop_study();
  changed[Json::json_pointer(pointer)] = value;
  const auto plan = compile_study(changed);
  REQUIRE_FALSE(plan.has_value());
  return plan.error().text();
}

}  // namespace

TEST_CASE("a study of a model is one of its tables") {
  const auto plan = compile_study(omop_study());
  REQUIRE_MESSAGE(plan.has_value(), plan.error().text());
  REQUIRE(plan->sources.size() == 4);
  CHECK(plan->base().alias == "person");
  CHECK(plan->base().columns ==
        std::set<std::string>{"gender_concept_id", "person_id", "year_of_birth"});
  CHECK(plan->sources[1].alias == "condition_occurrence");
  CHECK(plan->sources[1].columns ==
        std::set<std::string>{"condition_concept_id", "condition_end_date",
                              "condition_source_value", "condition_start_date", "person_id"});
  CHECK(plan->sources[2].alias == "drug_exposure");
  CHECK(plan->sources[3].alias == "observation_period");
  CHECK(plan->datasets().size() == 1);
  // Permits name the study as it was written.
  CHECK(plan->digest == *study_digest(omop_study()));
}

TEST_CASE("the words of a model are those of its tables") {
  const auto tables = with_tables(omop_study());
  REQUIRE(tables.has_value());
  const auto& variables = tables->at("variables");
  CHECK(variables.at("index") == Json::parse(R"({"first": {"washout": 365, "event": {
    "source": "condition_occurrence", "date": {"column": "condition_start_date"},
    "end": {"column": "condition_end_date"},
    "where": {"or": [{"in": [{"column": "condition_concept_id"}, 40481087]},
                     {"in": [{"column": "condition_source_value"}, "J32.0"]},
                     {"starts_with": [{"column": "condition_source_value"}, "J01"]}]}}}})"));
  CHECK(variables.at("age") ==
        Json::parse(R"({"sub": [{"year": "index"}, {"column": "year_of_birth"}]})"));
  CHECK(variables.at("sex") ==
        Json::parse(R"({"column": "gender_concept_id", "levels": [8507, 8532]})"));
  CHECK(tables->at("cohorts").at("sick").at("where").at("and").at(1) ==
        Json::parse(R"({"exists": {"event": {"source": "observation_period",
          "date": {"column": "observation_period_start_date"},
          "end": {"column": "observation_period_end_date"}},
          "covers": {"of": "index", "days": [-365, 0]}}})"));
}

TEST_CASE("a document without a model stays as it is, whatever it is") {
  for (const auto* text : {"7", "[]", R"({"sources": 7})", R"({"sources": [7]})",
                           R"({"sources": [{"alias": "t", "person": "id"}]})"}) {
    CAPTURE(text);
    const auto document = Json::parse(text);
    CHECK(with_tables(document).value() == document);
  }
}

TEST_CASE("what a model does not know is refused with its place") {
  CHECK(model_refusal("/sources/0/model", "omop/9") ==
        "study.not_offered: /sources/0/model: a model is expected: omop/5.4, snds/1");
  CHECK(model_refusal("/sources/0/person", "person_id")
            .starts_with("study.malformed: /sources/0/person"));
  CHECK(
      model_refusal("/sources/1", omop_study()["sources"][0])
          .starts_with("study.not_offered: /sources/1/model: one source with a model is expected"));
  CHECK(
      model_refusal("/variables/sex/attr", "shoe_size")
          .starts_with(
              "study.unknown_name: /variables/sex/attr: an attribute of the model is expected: "));
  CHECK(model_refusal("/variables/index/first/event/domain", "weather")
            .starts_with("study.unknown_name: /variables/index/first/event/domain: a domain of the "
                         "model is expected"));
  CHECK(model_refusal("/variables/index/first/event/codes", Json{{"icd", {"J01"}}})
            .starts_with(
                "study.unknown_name: /variables/index/first/event/codes/icd: codes of the domain"));
  CHECK(model_refusal("/variables/index/first/event/codes/concept", Json::array())
            .starts_with(
                "study.malformed: /variables/index/first/event/codes/concept: a list of codes"));
  CHECK(model_refusal("/variables/index/first/event/codes/concept", {nullptr})
            .starts_with("study.malformed: /variables/index/first/event/codes/concept/0: a code"));
  CHECK(model_refusal("/variables/index/first/event/sql", "1")
            .starts_with("study.malformed: /variables/index/first/event/sql: "));
}

TEST_CASE("variables and cohorts may bear the names of the model's words") {
  auto named = omop_study();
  for (const auto* name : {"age_at", "attr", "observed", "event"}) {
    named["variables"][name] = {{"attr", "year_of_birth"}};
    named["cohorts"][name] = {{"from", "cdm"},
                              {"where", {{"gt", {{{"attr", "year_of_birth"}}, 1950}}}}};
  }
  named["analyses"][0]["cohort"] = "sick";
  named["analyses"][1] = Json::parse(
      R"({"id": "all", "type": "describe", "cohort": "observed",
          "variables": ["age_at", "attr", "observed", "event", "age"]})");
  const auto plan = compile_study(named);
  REQUIRE_MESSAGE(plan.has_value(), plan.error().text());
  CHECK(plan->base().columns.contains("year_of_birth"));
  CHECK(plan->variables.at("age").expression->op == Operator::sub);
}

TEST_CASE("within events of other sources the model has no word") {
  auto other = omop_study();
  other["sources"].push_back(
      {{"alias", "stays"}, {"person", "nir"}, {"datasets", {"https://fr.example/dataset/stays"}}});
  other["variables"]["treated"] = Json::parse(R"({"exists": {"event": {"source": "stays",
    "where": {"eq": [{"attr": "sex"}, 1]}}}, "levels": [false, true]})");
  const auto plan = compile_study(other);
  REQUIRE_FALSE(plan.has_value());
  CHECK(plan.error().text().find("/variables/treated/exists/event/where/eq/0/attr") !=
        std::string::npos);
}

// Permits name a study by its own text, so what it names must not change behind it.
TEST_CASE("a dictionary never changes: another content has another name") {
  const std::map<std::string, std::string> expected{
      {"omop/5.4", "f64d2144d7c48ff44adb701cbe1b45bad4c22925df5877c4c1465383b7ff96b1"},
      {"snds/1", "6b07985b415e1c6908ae4eea892159284d059c3ec7a51b2f63ba078ea815e863"},
      {"bycovid/1.1", "687c151869fdeb14c5ed44bd3c8c235b0a6d15a0518e97cb295d829a24e505d5"}};
  std::size_t checked = 0;
  for (const auto* texts : {&model_texts(), &rule_set_texts()}) {
    for (const auto& [name, text] : *texts) {
      CAPTURE(name);
      REQUIRE(expected.contains(name));
      CHECK(crypto::sha256_hex(*canonical(Json::parse(text))) == expected.at(name));
      ++checked;
    }
  }
  CHECK(checked == expected.size());
}

TEST_CASE("every model can be read and has what studies ask of it") {
  for (const auto& [name, text] : model_texts()) {
    CAPTURE(name);
    const auto model = Json::parse(text);
    for (const auto* part : {"base", "attributes", "birth_year", "domains"}) {
      CHECK(model.contains(part));
    }
    for (const auto& [domain, tables] : model.at("domains").items()) {
      CAPTURE(domain);
      for (const auto& definition : tables.is_array() ? tables : Json::array({tables})) {
        for (const auto* part : {"table", "person", "date", "codes"})
          CHECK(definition.contains(part));
      }
    }
  }
}

}  // namespace passerelle::analysis
