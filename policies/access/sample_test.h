// An application that two countries could get, and what follows from it; for the tests of this
// room.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "policies/access/application.h"
#include "policies/access/coverage.h"
#include "policies/access/decision.h"
#include "policies/access/permit.h"

namespace passerelle::access::sample {

inline const std::string kDigest =
    "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
inline const DatasetId kFinnish{"https://fi.example/dataset/colon"};
inline const DatasetId kDanish{"https://dk.example/dataset/colon"};

inline Instant at(const char* time) { return parse_instant(time).value(); }

inline Json draft() {
  return Json::parse(R"({
    "passerelle": "application/2",
    "title": {"en": "Survival after colon cancer", "fr": "Survie après un cancer du côlon"},
    "applicant": {"name": "Marie Curie", "organisation": "University of Nantes",
                  "category": "research_organisation"},
    "contact": {"id": "claire@fr", "name": "Claire Petit", "email": "claire@example.org"},
    "purpose": "53-1-e-i",
    "summary": {"en": "Does treatment prolong life?"},
    "kind": "request_approval",
    "persons": [{"id": "marie@fr", "name": "Marie Curie", "principal_investigator": true},
                {"id": "paul@fr", "name": "Paul Martin"}],
    "study": {"id": "colon-cancer-survival", "version": "1.0.0",
              "digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"},
    "datasets": [{"id": "https://fi.example/dataset/colon", "node": "fi",
                  "variables": ["id", "time", "status", "rx"]},
                 {"id": "https://dk.example/dataset/colon", "node": "dk",
                  "variables": ["id", "time", "status"]}],
    "peers": ["fi", "dk"],
    "valid_from": "2027-01-01T00:00:00Z",
    "valid_until": "2029-01-01T00:00:00Z",
    "runs_max": 20,
    "safeguards": "Only aggregates leave the nodes.",
    "form": "ehds-6",
    "answers": {"aim": "To compare treatments.", "formula_kept": true,
                "method": "A way of ours, for Finland only."},
    "countries": {"DK": {"nodes": ["dk"], "answers": {"cohort_size": 888}},
                  "FI": {"nodes": ["fi"], "answers": {"cohort_size": 929}}},
    "confidential": [{"field": "method", "reason": "It is not published yet.",
                      "only_for": ["FI"]}]})");
}

inline Result<Application> from(const Json& draft) {
  return application_from_draft(draft, ApplicationId("fr-2026-0001"), NodeId("fr"),
                                at("2026-11-23T20:00:00Z"));
}

inline Application application() { return from(draft()).value(); }

inline CountryCase finnish_case() {
  return open_case(application(), NodeId("fi"), at("2026-11-24T08:00:00Z")).value();
}

inline Decision grant() {
  Decision decision;
  decision.application = ApplicationId("fr-2026-0001");
  decision.outcome = Outcome::grant;
  decision.decider = UserName("aino");
  decision.at = at("2026-12-01T10:00:00Z");
  return decision;
}

inline Permit permit(const Decision& decision = grant()) {
  const auto granted = decide(finnish_case(), decision).value();
  return issue(granted, {NodeId("fi"), "Findata", 5}, PermitId("fi-permit-1")).value();
}

// Needs that `permit()` covers.
inline Needs needs() {
  Needs needs;
  needs.requesting_node = NodeId("fr");
  needs.executing_node = NodeId("fi");
  needs.peers = {NodeId("dk"), NodeId("fi")};
  needs.person = "marie@fr";
  needs.purpose = purposes::Purpose::research_innovation;
  needs.variables = {{kFinnish, {"id", "rx", "time"}}};
  needs.study_digest = kDigest;
  return needs;
}

}  // namespace passerelle::access::sample
