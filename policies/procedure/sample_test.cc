#include "policies/procedure/sample_test.h"

#include <nlohmann/json.hpp>

namespace passerelle::procedure::sample {

Json procedure_json() {
  return Json::parse(R"({
    "passerelle": "procedure/1", "country": "FI", "version": 1, "body": "hdab", "applies_from": "2026-01-01",
    "bodies": [{"id": "hdab", "name": "Access body"}, {"id": "committee", "name": "Committee"},
               {"id": "ethics", "name": "Ethics body"}, {"id": "authority", "name": "Authority"}],
    "calendar": "FI", "languages": ["fi", "en"],
    "steps": [
      {"id": "licence", "type": "prerequisite", "by": "authority"},
      {"id": "completeness", "type": "completeness", "by": "hdab", "after": ["licence"]},
      {"id": "declaration", "type": "conformity_declaration", "by": "hdab"},
      {"id": "committee", "type": "opinion", "by": "committee", "due": "1 month",
       "extension": "1 month", "silence": "favourable"},
      {"id": "ethics", "type": "opinion", "by": "ethics", "binding": true},
      {"id": "choice", "type": "applicant_choice", "by": "hdab", "after": ["committee"],
       "due": "2 weeks", "extension": "1 week", "silence": "unfavourable"},
      {"id": "authority", "type": "authorisation", "by": "authority", "after": ["choice"],
       "due": "2 months", "extension": "1 month", "silence": "unfavourable"},
      {"id": "privacy", "type": "authorisation", "by": "authority", "only_for": ["pseudonymised"]},
      {"id": "feasibility", "type": "feasibility", "by": "hdab"},
      {"id": "laboratory", "type": "feasibility", "by": "hdab"},
      {"id": "fee", "type": "fee", "by": "hdab", "after": ["feasibility"], "due": "2 weeks",
       "extension": "1 week", "silence": "unfavourable", "may_pause_clock": true},
      {"id": "assessment", "type": "assessment", "by": "hdab"},
      {"id": "decision", "type": "decision", "by": "hdab",
       "after": ["authority", "privacy", "ethics", "declaration", "fee", "laboratory",
                 "assessment", "completeness"]}],
    "deadlines": {"results": {"due": "18 months", "extension": "6 months"}},
    "publication": {"application": "2 working days", "decision": "30 working days"},
    "fees": {"currency": "EUR", "text": {"en": "By the hour."}},
    "appeal": {"en": "To the administrative court."},
    "settings": {}})");
}

Procedure loaded(const Json& json) {
  auto procedure = load(json);
  if (!procedure) FAIL(procedure.error().text());
  return *procedure;
}

const Procedure& procedure() {
  static const Procedure kProcedure = loaded(procedure_json());
  return kProcedure;
}

Json plain_json() {
  auto json = procedure_json();
  json["steps"] = Json::parse(R"([
    {"id": "completeness", "type": "completeness", "by": "hdab"},
    {"id": "assessment", "type": "assessment", "by": "hdab", "after": ["completeness"]},
    {"id": "decision", "type": "decision", "by": "hdab", "after": ["assessment"]}])");
  return json;
}

const Procedure& plain() {
  static const Procedure kProcedure = loaded(plain_json());
  return kProcedure;
}

}  // namespace passerelle::procedure::sample
