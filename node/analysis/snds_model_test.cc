// The model of the French national health data system: persons are not named in its tables.
#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "node/analysis/dictionaries.h"
#include "node/analysis/events.h"
#include "node/analysis/logical_model.h"
#include "node/analysis/plan.h"

namespace passerelle::analysis {
namespace {

Json snds_study(const Json& question) {
  auto study = Json::parse(R"({"passerelle": "study/1",
    "study": {"id": "snds", "version": "1.0.0", "title": {"en": "SNDS"}, "purpose": "53-1-e-i"},
    "sources": [{"alias": "snds", "model": "snds/1",
                 "datasets": ["https://fr.example/dataset/snds"]}],
    "variables": {"sex": {"attr": "sex", "levels": [1, 2]}},
    "cohorts": {"all": {"from": "snds"}},
    "analyses": [{"id": "n", "type": "crosstab", "rows": "sex", "columns": "asked"}]})");
  study["variables"]["asked"] = {{"exists", question}, {"levels", {false, true}}};
  return study;
}

Json event(const char* text) { return {{"event", Json::parse(text)}}; }

StudyPlan plan_asking(const Json& question) {
  auto plan = compile_study(snds_study(question));
  REQUIRE_MESSAGE(plan, plan.error().text());
  return *std::move(plan);
}

std::string snds_refusal(const Json& document) {
  const auto plan = compile_study(document);
  REQUIRE_FALSE(plan);
  return plan.error().text();
}

std::vector<std::string> aliases(const StudyPlan& plan) {
  std::vector<std::string> names;
  for (const auto& source : plan.sources) names.push_back(source.alias);
  return names;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("persons are the lasting ones, each of them one row") {
  const auto plan = plan_asking(event(R"({"domain": "death"})"));
  CHECK(plan.base().alias == "IR_BEN_R");
  CHECK(plan.base().person == "BEN_IDT_ANO");
  CHECK(plan.base().reading.one_row_per == "BEN_IDT_ANO");
  CHECK(plan.base().all_columns() ==
        std::set<std::string>{"BEN_CDI_NIR", "BEN_IDT_ANO", "BEN_SEX_COD"});
  CHECK(plan.sources[1].alias == "KI_CCI_R");
  CHECK(plan.sources[1].reading.is_plain());
}

TEST_CASE("a stay is read through its identity, and keys count among what is read") {
  const auto plan = plan_asking(event(R"({"domain": "visit"})"));
  const auto& stays = plan.sources.at(1);
  CHECK(stays.table_names() == Names{"T_MCO_B", "T_MCO_C", "IR_BEN_R"});
  CHECK(stays.person == "BEN_IDT_ANO");
  CHECK(stays.columns.contains("GRG_GHM"));
  CHECK_FALSE(stays.columns.contains("RSA_NUM"));
  const auto read = stays.all_columns();
  for (const auto* key : {"ETA_NUM", "RSA_NUM", "NIR_ANO_17", "BEN_NIR_PSA", "BEN_CDI_NIR"}) {
    CAPTURE(key);
    CHECK(read.contains(key));
  }
}

TEST_CASE("a delivery is read through the nine columns of its key") {
  const auto plan = plan_asking(event(R"({"domain": "drug"})"));
  const auto& through = plan.sources.at(1).reading.through;
  REQUIRE(through.size() == 2);
  CHECK(through[0].on.size() == 9);
  CHECK(through[0].repeated == query::Through::Repeated::refused);
  CHECK(through[1].on == std::vector<std::pair<std::string, std::string>>{
                             {"BEN_NIR_PSA", "BEN_NIR_PSA"}, {"BEN_RNG_GEM", "BEN_RNG_GEM"}});
  CHECK(plan.variables.at("asked").expression->question->events->rows[0].sum != nullptr);
}

TEST_CASE("a condition is asked of every table that holds its diagnosis") {
  CHECK(aliases(plan_asking(event(R"({"domain": "condition", "codes": {"icd10": ["C18*"]}})"))) ==
        Names{"IR_BEN_R", "T_MCO_B", "T_MCO_D"});
  CHECK(aliases(plan_asking(event(R"({"domain": "condition", "codes": {"main": ["C18*"]}})"))) ==
        Names{"IR_BEN_R", "T_MCO_B"});
  CHECK(aliases(
            plan_asking(event(R"({"domain": "condition", "codes": {"associated": ["C18*"]}})"))) ==
        Names{"IR_BEN_R", "T_MCO_D"});
  const auto tables =
      with_tables(snds_study(event(R"({"domain": "condition", "codes": {"icd10": ["C18*"]}})")));
  REQUIRE(tables);
  const auto& any = tables->at("variables").at("asked").at("exists").at("any");
  CHECK(any.at(0).at("event").at("where").at("and").at(0) ==
        Json::parse(R"({"or": [{"starts_with": [{"column": "DGN_PAL"}, "C18"]},
                               {"starts_with": [{"column": "DGN_REL"}, "C18"]}]})"));
  CHECK(any.at(1).at("event").at("where").at("and").at(0) ==
        Json::parse(R"({"or": [{"starts_with": [{"column": "ASS_DGN"}, "C18"]}]})"));
}

TEST_CASE("a domain of several tables stands among other events of a list") {
  const auto plan = plan_asking(Json::parse(R"({"any": [
    {"event": {"domain": "condition"}}, {"event": {"domain": "ald"}},
    {"event": {"domain": "procedure"}}]})"));
  CHECK(plan.variables.at("asked").expression->question->events->rows.size() == 5);
  // A list in a list is nothing that a study may write.
  CHECK(snds_refusal(snds_study(Json::parse(R"({"any": [
      {"any": [{"event": {"domain": "ald"}}, {"event": {"domain": "death"}}]},
      {"event": {"domain": "ald"}}]})")))
            .find("/any/0: ") != std::string::npos);
  CHECK(snds_refusal(snds_study(Json::parse(R"({"any": 7, "event": {"domain": "condition"}})")))
            .find("`event` and `any` exclude each other") != std::string::npos);
}

TEST_CASE("what a study asks of rows stands beside what the model does") {
  const auto tables = with_tables(snds_study(
      event(R"({"domain": "ald", "where": {"gt": ["IMB_ALD_DTD", {"date": "2020-01-01"}]}})")));
  REQUIRE(tables);
  CHECK(tables->at("variables").at("asked").at("exists").at("event").at("where") ==
        Json::parse(R"({"and": [{"eq": [{"column": "MED_NCL_IDT"}, "CIM10"]},
                                {"gt": ["IMB_ALD_DTD", {"date": "2020-01-01"}]}]})"));
}

TEST_CASE("no study computes with what identifies persons or their records") {
  for (const auto* column : {"BEN_NIR_PSA", "RSA_NUM", "NIR_ANO_17", "BEN_IDT_ANO"}) {
    CAPTURE(column);
    auto document = snds_study(event(R"({"domain": "visit"})"));
    document["variables"]["asked"]["exists"]["event"]["where"] = {{"eq", {column, "x"}}};
    CHECK(snds_refusal(document).find(std::string("`") + column + "` tells persons apart") !=
          std::string::npos);
    auto own = snds_study(event(R"({"domain": "visit"})"));
    own["variables"]["sex"] = {{"column", column}, {"levels", {"1", "2"}}};
    CHECK(snds_refusal(own).find(std::string("`") + column + "` tells persons apart") !=
          std::string::npos);
  }
}

TEST_CASE("how rows are made of tables is the dictionary's to say") {
  for (const auto* word : {"reading", "identifiers"}) {
    auto document = snds_study(event(R"({"domain": "death"})"));
    document["sources"].push_back({{"alias", "t"},
                                   {"person", "id"},
                                   {"datasets", {"https://fr.example/dataset/t"}},
                                   {word, Json::object()}});
    CHECK(snds_refusal(document) ==
          "study.malformed: /sources/1/" + std::string(word) + ": unknown field");
  }
}

TEST_CASE("what the model lacks is refused with its place") {
  CHECK(snds_refusal(snds_study(Json::parse(R"({"event": {"domain": "measurement"}})")))
            .find("/asked/exists/event/domain: a domain of the model is expected: ald, care, ") !=
        std::string::npos);
  CHECK(snds_refusal(snds_study(event(R"({"domain": "condition", "codes": {"snomed": [1]}})")))
            .find("codes of the domain are expected: associated, icd10, main, related") !=
        std::string::npos);
  auto document = snds_study(event(R"({"domain": "death"})"));
  document["cohorts"]["all"]["where"] =
      Json::parse(R"({"observed": {"of": {"date": "2021-01-01"}, "days": [0, 1]}})");
  CHECK(snds_refusal(document).find("the model does not say since when a person is observed") !=
        std::string::npos);
}

TEST_CASE("every reading of a model ends at the person, by a key that no study computes with") {
  for (const auto& [name, text] : model_texts()) {
    const auto model = Json::parse(text);
    if (!model.contains("readings")) continue;
    const auto identifiers = model.at("identifiers").get<std::set<std::string>>();
    for (const auto& [table, written] : model.at("readings").items()) {
      CAPTURE(table);
      const auto reading = query::reading_from_json(written, "");
      REQUIRE(reading);
      for (const auto& through : reading->through) {
        CHECK(std::ranges::any_of(
            through.on, [&](const auto& key) { return identifiers.contains(key.second); }));
      }
      if (reading->through.empty()) continue;
      CHECK(reading->through.back().columns == Names{model.at("base").at("person")});
    }
  }
}

}  // namespace passerelle::analysis
