#include "policies/disclosure/outputs/verdict.h"

#include <utility>

namespace passerelle::disclosure::outputs {
namespace {

const char* code(Choice choice) {
  switch (choice) {
    case Choice::release: return "release";
    case Choice::suppress: return "suppress";
    case Choice::refuse: break;
  }
  return "refuse";
}

Json codes(const Reasons& reasons) {
  std::set<std::string> texts;
  for (const auto reason : reasons) texts.insert(to_text(reason));
  return Json(texts);
}

}  // namespace

Verdict refused_for(Reasons reasons) {
  const auto choice = reasons.empty() ? Choice::release : Choice::refuse;
  return {.choice = choice, .reasons = std::move(reasons), .primary = {}};
}

Verdict of_cells(Flagged flagged, const Settings& settings) {
  Verdict verdict;
  if (!flagged.empty()) {
    verdict.choice =
        settings.on_violation == OnViolation::refuse ? Choice::refuse : Choice::suppress;
  }
  verdict.reasons = reasons_of(flagged);
  verdict.primary = std::move(flagged);
  return verdict;
}

Reasons reasons_of(const Flagged& flagged) {
  Reasons all;
  for (const auto& [name, reasons] : flagged) all.insert(reasons.begin(), reasons.end());
  return all;
}

Json to_json(const Verdict& verdict) {
  Json json = verdict.evidence;
  json["decision"] = code(verdict.choice);
  json["reasons"] = codes(verdict.reasons);
  if (!verdict.primary) return json;
  auto& primary = json["primary"] = Json::object();
  for (const auto& [name, reasons] : *verdict.primary) primary[name] = codes(reasons);
  return json;
}

}  // namespace passerelle::disclosure::outputs
