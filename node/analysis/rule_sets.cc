#include "node/analysis/rule_sets.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "node/analysis/compile_names.h"
#include "node/analysis/dictionaries.h"
#include "node/analysis/logical_model.h"

namespace passerelle::analysis {
namespace {

// A category: 1 where the rule holds, 0 where it is broken, missing where nobody can say.
Json variable_of(const Json& holds) {
  return {{"case", {{holds, 1}, {{{"not", holds}}, 0}}}, {"levels", {0, 1}}};
}

Result<Json> rule_set_of(const Json& name, const std::string& path) {
  const auto& known = rule_set_texts();
  const auto* text = name.get_ptr<const std::string*>();
  const auto found = text == nullptr ? known.end() : known.find(*text);
  if (found != known.end()) return Json::parse(found->second);
  return refused(AnalysisError::not_offered, path,
                 "a set of rules is expected: " + listed(names_in(known)));
}

Result<void> write_out(Json& analysis, Json& variables, const std::string& path) {
  const auto at = path_to(path, "rule_set");
  if (analysis.value("type", Json()) != "validation" || analysis.contains("rules")) {
    return refused(AnalysisError::malformed, at, "stands only in a `validation` without `rules`");
  }
  const auto set = rule_set_of(analysis["rule_set"], at);
  if (!set) return set.error();
  analysis.erase("rule_set");
  analysis["rules"] = Json::array();
  for (const auto& [name, holds] : set->at("rules").items()) {
    auto variable = variable_of(holds);
    const auto known = variables.find(name);
    if (known != variables.end() && *known != variable) {
      return refused(
          AnalysisError::duplicate, path_to("/variables", name),
          "a rule of the set of `" + analysis.value("id", std::string()) + "` bears that name");
    }
    variables[name] = std::move(variable);
    analysis["rules"].push_back(name);
  }
  return {};
}

bool names_rules(const Json& analysis) {
  return analysis.is_object() && analysis.contains("rule_set");
}

}  // namespace

Result<Json> with_rules(Json document) {
  if (!document.is_object()) return document;
  const auto analyses = document.find("analyses");
  if (analyses == document.end() || !analyses->is_array()) return document;
  const auto variables = document.find("variables");
  if (variables != document.end() && !variables->is_object()) return document;
  Json all = variables == document.end() ? Json::object() : *variables;
  bool is_changed = false;
  for (std::size_t i = 0; i < analyses->size(); ++i) {
    auto& analysis = (*analyses)[i];
    if (!names_rules(analysis)) continue;
    auto written = write_out(analysis, all, path_to("/analyses", i));
    if (!written) return written.error();
    is_changed = true;
  }
  if (is_changed) document["variables"] = std::move(all);
  return document;
}

Result<Json> written_out(const Json& document) {
  auto tables = with_tables(document);
  if (!tables) return tables;
  return with_rules(*std::move(tables));
}

}  // namespace passerelle::analysis
