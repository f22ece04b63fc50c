#include "policies/access/sample_test.h"

#include <nlohmann/json.hpp>

namespace passerelle::access::sample {

Json draft() {
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
    "linkage": ["https://fi.example/dataset/colon"],
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

Result<Application> from(const Json& draft) {
  return application_from_draft(draft, ApplicationId("fr-2026-0001"), NodeId("fr"),
                                at("2026-11-23T20:00:00Z"));
}

Application application() { return from(draft()).value(); }

}  // namespace passerelle::access::sample
