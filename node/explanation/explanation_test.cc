#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "node/base/json.h"
#include "node/explanation/expression_words.h"
#include "node/explanation/leaving.h"
#include "node/explanation/method.h"
#include "node/explanation/numbers_in_words.h"
#include "node/explanation/page.h"
#include "node/explanation/passages.h"
#include "node/explanation/rounds.h"
#include "node/explanation/sparse_tables.h"
#include "policies/documents/same_keys_test.h"

namespace passerelle::explanation {
namespace {

// The study of STUDY.md, which holds every type of analysis.
Json study() {
  std::ifstream file(std::string(PASSERELLE_SOURCE_DIR) + "/node/analysis/STUDY.md");
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  const auto begin = text.find("```json\n") + 8;
  return Json::parse(text.substr(begin, text.find("\n```", begin) - begin));
}

analysis::StudyPlan plan_of(const Json& document) {
  auto plan = analysis::compile_study(document);
  REQUIRE_MESSAGE(plan, plan.error().text());
  return *std::move(plan);
}

std::string variable_in_words(const char* expression, Language language) {
  auto document = study();
  document["variables"]["old"] = Json::parse(expression);
  const auto plan = plan_of(document);
  return in_words(*plan.variable("old").expression, language);
}

std::string text_of(const analysis::StudyPlan& plan, Language language) {
  return to_text(page_of(plan, language));
}

bool has(const std::string& text, const std::string& words) {
  return text.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("the words of an explanation stand in both languages") {
  documents::check_same_keys(words(Language::en), words(Language::fr));
}

TEST_CASE("an expression reads as a sentence, in either language") {
  const auto* both = R"({"case": [[{"and": [{"ge": ["age", 65]}, {"in": ["sex", ["f", "m"]]}]}, 1]],
                         "else": 0})";
  CHECK(variable_in_words(both, Language::en) == "1 where age ≥ 65 and sex is one of f, m; else 0");
  CHECK(variable_in_words(both, Language::fr) ==
        "1 là où age ≥ 65 et sex est l’un de f, m ; sinon 0");
  CHECK(variable_in_words(R"({"div": [{"sub": ["a", 1]}, 365.25]})", Language::en) ==
        "(a − 1) / 365.25");
  CHECK(variable_in_words(R"({"case": [[{"not": {"is_null": "a"}}, 1]], "else": 0})",
                          Language::en) == "1 where not (a is missing); else 0");
  CHECK(variable_in_words(R"({"case": [[{"between": ["a", 1, 2]}, 1]], "else": 0})",
                          Language::en) == "1 where a from 1 to 2; else 0");
}

TEST_CASE("every type of analysis has a method in words") {
  for (const auto& one : plan_of(study()).analyses) {
    for (const auto language : {Language::en, Language::fr}) {
      CHECK_MESSAGE(method_of(one, language), one.type);
    }
  }
}

TEST_CASE("a matched analysis says with whom, within what distance and alike in what") {
  const auto plan = plan_of(study());
  const auto& matched = analysis::find_analysis(plan, "matched");
  const auto english = *method_of(matched, Language::en);
  CHECK(has(english, "up to 2 for each exposed row"));
  CHECK(has(english, ", at most 0.2 standard deviations apart, alike in adult; "));
  CHECK(has(english, "differences within matched sets"));
  const auto french = *method_of(matched, Language::fr);
  CHECK(has(french, "jusqu’à 2 pour chaque ligne exposée"));
  CHECK(has(french, ", à 0.2 écarts types au plus, semblables par adult ; "));
  CHECK(has(text_of(plan, Language::en),
            "matched: groups matched by the probability of an exposure, of levamisole (2), age, "
            "nodes, adult (2), dead5 (2)."));
}

TEST_CASE("strata beside the node are told with the method, and among what is looked at") {
  auto document = study();
  for (auto& one : document["analyses"]) {
    if (one["id"] == "cox" || one["id"] == "rank") one["strata"] = {"node", "decade"};
  }
  const auto plan = plan_of(document);
  const auto method = [&](const char* id, Language language) {
    return *method_of(analysis::find_analysis(plan, id), language);
  };
  CHECK(has(method("cox", Language::en), "on exact times, stratified by node and decade, ties by"));
  CHECK(has(method("rank", Language::en), "stratified by node and decade: expected events"));
  CHECK(has(method("cox", Language::fr), "stratifiés par nœud et decade, ex æquo"));
  CHECK(has(method("rank", Language::fr), "stratifié par nœud et decade : événements"));
  CHECK(has(text_of(plan, Language::en),
            "cox: proportional hazards model, of time5, dead5 (2), arm (3), age, decade (4)."));
}

TEST_CASE("the page of a study tells its plan, and which of its numbers would leave") {
  const auto plan = plan_of(study());
  const auto english = text_of(plan, Language::en);
  CHECK(has(english, "patients: rows of colon where etype = 2."));
  CHECK(has(english,
            "dead5: 1 where status = 1 and time ≤ 1826; else 0; levels, the reference "
            "first: 0, 1."));
  CHECK(has(english, "Columns taken as they are: "));
  CHECK(has(english, "no count of persons below 5 be shown"));
  CHECK(has(english, "cox: proportional hazards model, of time5, dead5 (2), arm (3), age."));
  CHECK(has(english, "Follow-up ends at 1826. Proportional hazards on exact times"));
  CHECK(has(english,
            "decade: age in the intervals <50, [50,60), [60,70), >=70; where a node has too few "
            "persons in a level, all nodes take levels together: <60, >=60."));
  CHECK(has(english, "Every node answers 6 to 36 times"));
  CHECK(has(english, "One round only agrees on which levels are taken together."));
  CHECK(has(english, plan.digest));
  const auto french = text_of(plan, Language::fr);
  CHECK(has(french, "patients : lignes de colon où etype = 2."));
  CHECK(has(french, "Chaque nœud répond de 6 à 36 fois"));
}

TEST_CASE("a number that left says of whom it is, in both languages") {
  const auto plan = plan_of(study());
  const auto cell = [&](std::vector<analysis::Category> where, Language language = Language::en) {
    return cell_in_words(plan, {"analysis_set", std::move(where)}, language);
  };
  CHECK(cell({}) == "Rows of the analysis set");
  CHECK(cell({{"arm", "Lev"}, {"dead5@1826", "1"}}) ==
        "Rows of the analysis set, arm: Lev, dead5 up to 1826: 1");
  CHECK(cell({{"arm", "(missing)"}}, Language::fr) ==
        "Lignes de l’ensemble d’analyse, sans valeur de arm");
  CHECK(cell_in_words(plan, {"opted_out", {}}, Language::en) == "Rows of persons who opted out");
  CHECK(sums_in_words(plan, {"ages", "age", "Lev"}, Language::en) ==
        "Number of values, mean and sums of deviations of age, arm: Lev");
  CHECK(has(sums_in_words(plan, {"cox", "", ""}, Language::en), "Sums of: cox: "));
}

TEST_CASE("each analysis says what leaves a node for it, and in which rounds again") {
  const auto plan = plan_of(study());
  const auto leaving = [&](const char* id, Language language = Language::en) {
    return leaving_in_words(plan, analysis::find_analysis(plan, id), language);
  };
  CHECK(leaving("n") == "From each node leave at most 4 counts.");
  CHECK(leaving("n", Language::fr) == "De chaque nœud sortent au plus 4 effectifs.");
  CHECK(has(leaving("ages"), "From each node leave at most 4 counts and 4 lists of sums."));
  CHECK(has(leaving("curve"), "counts. In a round before, each node tells how fine its breaks"));
  CHECK(has(leaving("cox"), "leave anew in every round until the model has converged."));
  CHECK(has(leaving("logit"), "leave anew in every round"));
  CHECK(has(leaving("squares"), "its residuals may leave in one more round."));
  CHECK(has(leaving("middle"), "between the points of a grid"));
  CHECK(has(leaving("weighted"), "Sums over the weighted groups leave behind that."));
  CHECK(has(leaving("matched"), "Counts and sums of the matched groups leave behind that."));
  CHECK(leaving("all") == "It is made of what other analyses release; nothing more leaves.");
  CHECK(leaving("effect") == leaving("all"));
  CHECK(has(text_of(plan, Language::en), "n: From each node leave at most 4 counts."));
  const auto both = plan_in_words(plan, analysis::find_analysis(plan, "cox"));
  CHECK(has(both.at("en"), "ties by Efron"));
  CHECK(has(both.at("en"), leaving("cox")));
  CHECK(has(both.at("fr"), leaving("cox", Language::fr)));
}

TEST_CASE("a study on a published set tells of its name, and of no rows that it leaves out") {
  auto document = study();
  document["analysis_set"] = "core-2026";
  document.erase("cohorts");
  const auto plan = plan_of(document);
  const auto english = text_of(plan, Language::en);
  CHECK(has(english, "core-2026: the rows of colon that each holder publishes under this name"));
  CHECK(has(english, "Analyses run on the rows of core-2026, the analysis set."));
  CHECK(has(english, "Every row of it must have a value of adult, age, arm, dead5, decade"));
  CHECK(has(english, "its holder’s definition of core-2026 is made"));
  CHECK_FALSE(has(english, "How many rows were left out"));
  CHECK(has(text_of(plan, Language::fr), "que chaque détenteur publie sous ce nom"));
}

TEST_CASE("a variable that only others are made of is told too") {
  auto document = study();
  document["variables"]["weeks"] = {{"div", {"time", 7}}};
  document["variables"]["old"] =
      Json::parse(R"({"case": [[{"ge": ["weeks", 65]}, 1]], "else": 0})");
  CHECK(has(text_of(plan_of(document), Language::en), "weeks: time / 7."));
}

TEST_CASE("text of a study cannot become markup of its page") {
  auto document = study();
  document["study"]["title"]["en"] = "<script>alert(1)</script>";
  document["variables"]["arm"]["levels"][0] = "<img src=x>";
  const auto html = to_html(page_of(plan_of(document), Language::en), Language::en);
  CHECK_FALSE(has(html, "<script"));
  CHECK_FALSE(has(html, "<img"));
  CHECK(has(html, "&lt;script&gt;"));
}

TEST_CASE("a study without models, curves and a quorum promises no more than one round") {
  auto document = study();
  document["analyses"] = Json::parse(R"([{"id": "n", "type": "count"}])");
  document.erase("disclosure");
  document.erase("quorum");
  const auto plan = plan_of(document);
  CHECK(rounds_expected(plan).at_most == 1);
  const auto text = text_of(plan, Language::en);
  CHECK(has(text, "Rounds in which every node answers: 1."));
  CHECK(has(text, "asks for nothing stricter"));
}

TEST_CASE("tables are likely too sparse where persons spread evenly would not fill their cells") {
  const auto tables = crossed_tables(plan_of(study()));
  CHECK(sparse_tables(tables, 1'000'000, 11).empty());
  // Three arms of eleven; what crosses arms with more is not named again.
  const auto sparse = sparse_tables(tables, 32, 11);
  const auto is_of = [](std::vector<std::string> variables) {
    return [variables](const CrossedTable& table) { return table.variables == variables; };
  };
  const auto arms = std::find_if(sparse.begin(), sparse.end(), is_of({"arm"}));
  REQUIRE(arms != sparse.end());
  CHECK(arms->cells == 3);
  CHECK(std::none_of(sparse.begin(), sparse.end(), [](const CrossedTable& table) {
    return table.variables.size() > 1 && std::find(table.variables.begin(), table.variables.end(),
                                                   "arm") != table.variables.end();
  }));
  const auto filled = sparse_tables(tables, 33, 11);
  CHECK(std::none_of(filled.begin(), filled.end(), is_of({"arm"})));
}

}  // namespace passerelle::explanation
