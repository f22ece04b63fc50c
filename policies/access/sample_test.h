// An application that two countries could get, and what follows from it; for the tests of this
// room and of those that show permits.
#pragma once

#include <string>

#include "policies/access/application.h"
#include "policies/access/coverage.h"
#include "policies/access/decision.h"
#include "policies/access/notices.h"
#include "policies/access/permit.h"
#include "policies/access/successor.h"

namespace passerelle::access::sample {

inline const std::string kDigest =
    "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
inline const DatasetId kFinnish{"https://fi.example/dataset/colon"};
inline const DatasetId kDanish{"https://dk.example/dataset/colon"};

// Of the dataset as it is attached.
inline const std::string kVersion(64, 'a');

inline Instant at(const char* time) { return parse_instant(time).value(); }

inline const Issuer kIssuer{NodeId("fi"), "Findata", 5, "FI"};

// As the applicant writes it.
Json draft();

// Stamped by the requesting node.
Result<Application> from(const Json& draft);

Application application();

inline CountryCase finnish_case() {
  return open_case(application(), NodeId("fi"), at("2026-11-24T08:00:00Z")).value();
}

inline Decision grant() {
  Decision decision;
  decision.application = ApplicationId("fr-2026-0001");
  decision.outcome = Outcome::granted;
  decision.decider = UserName("aino");
  decision.at = at("2026-12-01T10:00:00Z");
  return decision;
}

// A decision that says everything a decision can say.
inline Decision partial_grant() {
  Decision decision = grant();
  decision.outcome = Outcome::partially_granted;
  decision.reason = "The treatment is not needed.";
  decision.grounds = {Ground::necessity};
  PermittedDataset dataset;
  dataset.id = kFinnish;
  dataset.variables = {"id", "status", "time"};
  dataset.version = kVersion;
  dataset.categories = {"51-1-l"};
  dataset.row_filter = {R"({"eq":[{"column":"status"},1]})"};
  dataset.period = {"time", "2015-01-01", "2020-12-31"};
  dataset.protected_parts = {{"status"}, "No name of a product in a publication."};
  decision.granted.datasets = {{dataset}};
  decision.granted.linkage = {{kFinnish}};
  decision.granted.own_datasets = {"survey-2025"};
  decision.conditions.min_cell = 11;
  decision.conditions.runs_max = 5;
  decision.conditions.concurrency = 2;
  decision.conditions.valid_until = at("2028-01-01T00:00:00Z");
  decision.conditions.dominance = {1, 80};
  decision.conditions.rounding = 5;
  decision.conditions.file_types = {{"csv", "json"}};
  decision.conditions.assurance = Assurance::substantial;
  decision.conditions.pins = {{NodeId("fr"), {kDigest}}};
  decision.conditions.items = {{ConditionCode::holder_agreement, "The registry has agreed."},
                               {std::nullopt, "Tell the registry before publication."}};
  decision.fees = {"INV-7", "EUR", 120'000, 45'050};
  decision.data_protection = {"University of Nantes", "Findata", LegalBasis::public_task};
  decision.agreements = {{"Finnish Cancer Registry", kDigest}};
  decision.duties = {{at("2027-06-30T00:00:00Z")}, at("2028-03-01T00:00:00Z"), true};
  return decision;
}

inline Permit permit(const Decision& decision = grant()) {
  const auto granted = decide(finnish_case(), decision).value();
  return issue(granted, kIssuer, PermitId("fi-permit-1")).value();
}

inline ChangeDecision change() {
  ChangeDecision decision;
  decision.application = ApplicationId("fr-2026-0001");
  decision.permit = PermitId("fi-permit-1");
  decision.outcome = Outcome::granted;
  decision.decider = UserName("aino");
  decision.at = at("2027-05-01T10:00:00Z");
  decision.reason = "Fewer runs are enough.";
  return decision;
}

inline ChangeDecision amendment() {
  auto decision = change();
  decision.amendment = Amendment{};
  decision.amendment->runs_max = 3;
  decision.amendment->valid_until = at("2028-01-01T00:00:00Z");
  return decision;
}

inline ChangeDecision renewal(const char* valid_until) {
  auto decision = change();
  decision.change = TitleChange::renewal;
  decision.valid_until = at(valid_until);
  return decision;
}

inline DecisionNotice decision_notice() {
  return {ApplicationId("fr-2026-0001"),
          NodeId("fi"),
          "FI",
          kDigest,
          std::nullopt,
          Outcome::partially_granted,
          "The treatment is not needed.",
          at("2026-12-01T10:00:00Z")};
}

inline EnforcementNotice enforcement_notice() {
  return {"fi-7",
          NodeId("fi"),
          "FI",
          Measure::exclusion,
          "University of Nantes",
          ApplicationId("fr-2026-0001"),
          "Persons were looked for.",
          at("2027-06-01T10:00:00Z"),
          at("2029-06-01T10:00:00Z")};
}

// Needs that `permit()` covers, and `permit(partial_grant())` too.
inline Needs needs() {
  Needs needs;
  needs.requesting_node = NodeId("fr");
  needs.requesting_country = "FR";
  needs.executing_node = NodeId("fi");
  needs.storage_country = "FI";
  needs.peers = {NodeId("dk"), NodeId("fi")};
  needs.person = "marie@fr";
  needs.purpose = purposes::Purpose::research_innovation;
  needs.pins = {{NodeId("fr"), {kDigest}}};
  needs.assurance = Assurance::substantial;
  needs.datasets = {{kFinnish,
                     {{"id", "time"},
                      kVersion,
                      {{R"({"eq":[{"column":"status"},1]})",
                        R"({"between":[{"column":"time"},"2015-01-01","2020-12-31"]})"}}}}};
  needs.study_digest = kDigest;
  return needs;
}

}  // namespace passerelle::access::sample
