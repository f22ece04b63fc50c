#include "node/bundle/report_text.h"

#include <nlohmann/json.hpp>

#include "node/bundle/layout_text.h"
#include "node/explanation/method.h"

namespace passerelle::bundle {

documents::Text best_text(const std::map<std::string, std::string>& by_language,
                          Language language) {
  if (by_language.empty()) return documents::Text(std::string());
  const bool is_in_no_language_of_ours =
      !by_language.contains(std::string(documents::tag(language))) && by_language.contains("en");
  if (!is_in_no_language_of_ours) return documents::Text(by_language, language);
  auto english = documents::Text(by_language, Language::en);
  english.language = "en";
  return english;
}

std::string status_text(const Json& answer, const Messages& say) {
  return say.of("status", answer.at("status").get_ref<const std::string&>());
}

std::string reason_text(const Json& answer, const Messages& say) {
  const auto& reason = answer.at("reason").get_ref<const std::string&>();
  if (reason == "data_check") {
    return say("reason.data_check", {as_words(answer.at("data_check").get<std::string>())});
  }
  if (reason != "collinearity") {
    return say.has("reason." + reason) ? say.of("reason", reason) : reason;
  }
  std::string names;
  for (const auto& name : answer.at("aliased")) {
    names += (names.empty() ? "" : ", ") + name.get<std::string>();
  }
  const bool is_stratified = answer.at("type") == "cox" && !answer.contains("rounding");
  return say(is_stratified ? "reason.collinearity_strata" : "reason.collinearity", {names});
}

std::string method_text(const analysis::Analysis& what, const Json& answer, const Messages& say) {
  const auto text = explanation::method_of(what, say.language());
  return text ? *text : answer.at("method").get<std::string>();
}

std::string exactness(const Json& answer, const Messages& say) {
  const auto& exact_to = answer.at("exact_to");
  if (exact_to == "pooled_rows") return say("exact.rows");
  if (exact_to != "pooled_rows_rounded") return {};
  const auto& rounding = answer.at("rounding");
  if (rounding.contains("thresholds")) return say("exact.thresholds");
  if (rounding.contains("grids")) return say("exact.grids");
  if (rounding.contains("width")) {
    return say("exact.grid",
               {in_numerals(number_text(rounding.at("width").get<double>()), say.language())});
  }
  const auto level = rounding.at("level").get<int>();
  return level == 0 ? say("exact.breaks") : say("exact.coarser", {std::to_string(level)});
}

std::string basis_text(const access::Permit& permit, const Messages& say) {
  auto text = say.of("title", code(permit.kind));
  if (const auto& protection = permit.data_protection) {
    const auto point = access::code(protection->basis).substr(sizeof("6-1-") - 1);
    text += say("semicolon") + say("title.basis", {point, protection->controller});
  }
  return text;
}

std::string node_name(const Replay& run, const NodeId& node) {
  const auto* entry = run.trust.find(node);
  return entry == nullptr ? node.text() : entry->name;
}

std::string without_text(const Replay& run, const Messages& say) {
  const auto absent = absent_from(run);
  if (absent.datasets.empty()) return {};
  std::string list;
  for (const auto& node : absent.nodes) {
    list += (list.empty() ? "" : ", ") + node_name(run, node) + " (" + node.text() + ")";
  }
  std::string separator = list.empty() ? "" : "; ";
  for (const auto& dataset : absent.datasets) {
    list += separator + dataset.text();
    separator = ", ";
  }
  return say("absent", {list});
}

}  // namespace passerelle::bundle
