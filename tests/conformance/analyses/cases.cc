#include "tests/conformance/analyses/cases.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>

#include "node/analysis/plan.h"
#include "node/analysis/test_support.h"
#include "tests/conformance/analyses/comparison.h"
#include "tests/conformance/analyses/shorthand.h"
#include "tests/conformance/analyses/tables.h"
#include "tests/conformance/shared_folder.h"

namespace passerelle::conformance {
namespace {

using analysis::test::read_json;

constexpr double kInfinite = std::numeric_limits<double>::infinity();

const char* const kOnly = "a";  // the id of an analysis that is alone

bool mentions(const Json& written, const std::string& name) {
  if (written.is_string()) return written.get<std::string>().find(name) != std::string::npos;
  return written.is_structured() &&
         std::any_of(written.begin(), written.end(),
                     [&](const Json& part) { return mentions(part, name); });
}

// Leaves out what no analysis and no cohort speaks of, also not by way of another variable: every
// variable of a study is evaluated on every row.
void drop_unused_variables(Json& study) {
  auto declared = study.at("variables");
  study["variables"] = Json::object();
  for (bool is_growing = true; is_growing;) {
    is_growing = false;
    for (const auto& [name, variable] : declared.items()) {
      if (study["variables"].contains(name) || !mentions(study, name)) continue;
      study["variables"][name] = variable;
      is_growing = true;
    }
  }
}

// A study as a researcher would write it; a case has what is its own.
Json study_of(const Json& file, const Json& written) {
  Json study{{"passerelle", "study/1"},
             {"study",
              {{"id", "conformance"},
               {"version", "1.0.0"},
               {"purpose", "53-1-e-i"},
               {"title", {{"en", "Conformance"}}}}},
             {"sources",
              {{{"alias", "rows"},
                {"person", file.value("person", "id")},
                {"datasets", {"https://fr.example/dataset/rows"}}}}},
             {"variables", file.value("variables", Json::object())},
             {"analyses", written.value("analyses", Json::array())}};
  study["variables"].update(written.value("variables", Json::object()));
  if (file.contains("cohorts")) study["cohorts"] = file["cohorts"];
  if (written.contains("analysis_set")) study["analysis_set"] = written["analysis_set"];
  if (written.contains("analysis")) {
    study["analyses"].push_back(written["analysis"]);
    study["analyses"].back()["id"] = kOnly;
  }
  drop_unused_variables(study);
  return study;
}

// References of the clinical form go by id: "colon.cox.death.rx/efron".
std::string place_in_reference(const std::string& at) {
  if (at.empty() || at.starts_with("/")) return at;
  const auto end = std::min(at.find('/'), at.size());
  return "/analyses/id=" + at.substr(0, end) + "/result" + at.substr(end);
}

// One line of the table stands for all data sets of a kind.
std::string source_name(const std::string& file) {
  const std::string clinical = "clinical/";
  if (!file.starts_with(clinical)) return file;
  return clinical + "*" + file.substr(file.find('/', clinical.size()));
}

std::string with_name(std::string place, const std::string& name) {
  const auto at = place.find("$name");
  return at == std::string::npos ? place : place.replace(at, 5, name);
}

std::vector<std::string> declared_levels(const Json& study, const Json& analysis) {
  std::vector<std::string> names;
  const auto by = analysis.value("by", "");
  for (const auto& level :
       study.at("variables").value(by, Json::object()).value("levels", Json::array())) {
    names.push_back(text_of(level));
  }
  return names;
}

// What the rounds of a study are about: not what an answer makes of the sums alone.
std::string asked_of_nodes(Json document) {
  auto& analyses = document["analyses"];
  for (auto& analysis : analyses) {
    for (const char* of_answers : {"conf_type", "tau", "definition"}) analysis.erase(of_answers);
    if (analysis.at("type") == "meta") analysis.clear();
  }
  return document.dump();
}

// The states in which studies over some tables end; those that ask the nodes alike run once.
// Requires: none groups levels, since a state then keeps the plan of its study.
class Runs {
 public:
  explicit Runs(const Tables& tables) : tables_(tables) {}

  const analysis::State& of(const analysis::StudyPlan& plan, const Json& document) {
    const auto [run, is_new] = runs_.try_emplace(asked_of_nodes(document));
    if (is_new) run->second = analysis::test::run(plan, tables_.frames(plan));
    return run->second;
  }

 private:
  const Tables& tables_;
  std::map<std::string, analysis::State> runs_;
};

// One study, run, and its answers.
class Study {
 public:
  Study(const Json& file, const Json& written, const Tables& tables, Runs& runs)
      : document_(written_out(study_of(file, written), tables)) {
    const auto plan = analysis::compile_study(document_);
    REQUIRE_MESSAGE(plan, plan.error().text() << " in " << written.dump());
    result_ = analysis::pooled_answer(*plan, runs.of(*plan, document_));
  }

  // Compares one answer with one place of a reference.
  void compare(const Json& what,
               const Json& reference,
               const std::string& file,
               Tally& tally) const {
    static const Json forms = read_json(own_folder("analyses/cases/forms.json").string());
    const auto& form = forms.at(what.at("form").get<std::string>());
    const auto id = what.value("of", kOnly);
    const auto answer = analysis::test::answer_in(result_, id);
    const auto& asked = asked_for(id);
    Comparison comparison(tally, answer.at("type"), source_name(file),
                          declared_levels(document_, asked));
    if (form.contains("cells")) {
      return compare_cells(what, form["cells"], answer, asked, reference, comparison);
    }
    const auto at = place_in_reference(what.value("at", ""));
    const auto along = form.value("along", Json::array({"", ""}));
    for (const auto& quantity : form.at("quantities")) {
      comparison.compare(answer, reference, quantity_of(what, at, quantity),
                         {along[0], along[1], what.value("until", kInfinite)});
    }
  }

 private:
  static Quantity quantity_of(const Json& what, const std::string& at, const Json& written) {
    const auto name = what.value("name", "");
    return {{what.value("root", "/pooled") + with_name(written[0], name),
             at + with_name(written[1], name)},
            written.size() > 2 ? written[2].get<double>() : 0,
            written.size() > 3 ? written[3] : Json()};
  }

  static void compare_cells(const Json& what,
                            const std::string& cells,
                            const Json& answer,
                            const Json& asked,
                            const Json& reference,
                            Comparison& comparison) {
    const Json* list = find_place(reference, place_in_reference(what.at("at")) + cells);
    REQUIRE_MESSAGE(list != nullptr, what.dump());
    const auto rows = asked.at("rows").get<std::string>();
    const auto columns = asked.value("columns", "");
    if (cells == "/cells") {
      return comparison.compare_cells(answer.at("pooled"), *list, "", rows, columns);
    }
    for (const auto& [node, table] : answer.at("nodes").items()) {
      comparison.compare_cells(table, *list, node, rows, columns);
    }
  }

  const Json& asked_for(const std::string& id) const {
    const auto& all = document_.at("analyses");
    return *std::find_if(all.begin(), all.end(),
                         [&](const Json& one) { return one.at("id") == id; });
  }

  Json document_, result_;
};

}  // namespace

void run_cases(const std::filesystem::path& path,
               const std::filesystem::path& data,
               const std::filesystem::path& made,
               Tally& tally) {
  const auto file = read_json(path.string());
  const Tables tables(file.contains("maker") ? made : data, file);
  std::map<std::string, Json> references;
  for (const auto& repeated : file.at("cases")) {
    Runs runs(tables);
    for (const auto& written : each_of(repeated)) {
      const Study study(file, written, tables, runs);
      for (const auto& what : written.value("compare", Json::array({written}))) {
        const auto name = what.value("file", file.at("reference").get<std::string>());
        if (!references.contains(name)) references[name] = read_json((data / name).string());
        study.compare(what, references[name], name, tally);
      }
    }
  }
}

}  // namespace passerelle::conformance
