#include "policies/form/sample_test.h"

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

namespace passerelle::form::sample {

std::string file(const std::string& path) {
  std::ifstream stream(PASSERELLE_SOURCE_DIR + ("/" + path));
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

Json request() {
  Json draft = Json::parse(R"({
    "passerelle": "application/2",
    "title": {"en": "Survival after colon cancer"},
    "applicant": {"name": "Marie Durand", "organisation": "Example University Hospital",
                  "category": "research_organisation"},
    "contact": {"id": "claire@fr", "name": "Claire Petit", "email": "claire@example.org"},
    "purpose": "53-1-e-i",
    "summary": {"en": "Does treatment prolong life?"},
    "kind": "request_approval",
    "persons": [{"id": "marie@fr", "name": "Marie Durand", "principal_investigator": true}],
    "study": {"id": "colon", "version": "1.0.0",
              "digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"},
    "datasets": [{"id": "https://fi.example/dataset/colon", "node": "fi", "variables": ["id"]},
                 {"id": "https://dk.example/dataset/colon", "node": "dk", "variables": ["id"]}],
    "peers": ["fi", "dk"],
    "valid_from": "2027-01-01T00:00:00Z",
    "valid_until": "2029-01-01T00:00:00Z",
    "runs_max": 20,
    "safeguards": "Only aggregates leave the nodes.",
    "confidential": []})");
  const Json given = Json::parse(file("interop-scenarios/answers.json"));
  draft["form"] = given["form"];
  draft["answers"] = given["answers"];
  for (const auto& [country, node] : {std::pair{"FI", "fi"}, std::pair{"DK", "dk"}}) {
    draft["countries"][country] = {{"nodes", {node}}, {"answers", given["country_answers"]}};
  }
  return draft;
}

Json permit() {
  Json draft = request();
  draft["kind"] = "data_permit";
  draft["answers"].erase("lawfulness");
  draft["answers"].erase("confirm_no_access");
  draft["answers"].update(Json::parse(R"({
    "data_form": "anonymised", "combined": false, "pending": false, "tools": "R and Python.",
    "duration_reason": "Two years for analysis and review.", "transfer": false,
    "controller": "Example University Hospital", "gdpr_basis": ["6-1-e"], "formula_kept": true,
    "confirm_copy": true, "confirm_pictures": true, "confirm_networks": true})"));
  for (auto& part : draft["countries"]) {
    part["answers"].erase("tabulation");
    part["answers"].update(
        Json{{"cohort_formation", "criteria"}, {"controls", false}, {"relatives", false}});
  }
  return draft;
}

access::Application application() { return application(request()); }

access::Application application(const Json& draft) {
  return access::application_from_draft(draft, ApplicationId("fr-1"), NodeId("fr"),
                                        at("2026-11-23T20:00:00Z"))
      .value();
}

std::vector<std::string> problems(const Json& draft, Stage stage) {
  std::vector<std::string> texts;
  for (const auto& one : check(current_form(), draft, stage)) {
    texts.push_back(std::string(code(one.code)) + " " +
                    (one.country.empty() ? "" : one.country + "/") + one.field);
  }
  return texts;
}

}  // namespace passerelle::form::sample
