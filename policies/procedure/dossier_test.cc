#include "policies/procedure/dossier.h"

#include <doctest/doctest.h>

#include <vector>

namespace passerelle::procedure {
namespace {

const Part kUndelivered{std::nullopt, std::nullopt, false};
const Part kSubmitted{CaseState::submitted, std::nullopt, false};
const Part kGranted{CaseState::granted, access::Outcome::granted, true};
const Part kRefused{CaseState::decision_issued, access::Outcome::refused, false};
const Part kSuspended{CaseState::suspended, access::Outcome::granted, true};
const Part kRevoked{CaseState::revoked, access::Outcome::granted, true};
const Part kIncomplete{CaseState::closed_incomplete, std::nullopt, false};
const Part kWithdrawn{CaseState::withdrawn, std::nullopt, false};

DossierStatus status(const std::vector<Part>& parts) { return status_of(parts); }

TEST_CASE("a grant waits for the applicant's word, a refusal for nobody") {
  const Part grant{CaseState::decision_issued, access::Outcome::granted, false};
  CHECK(standing_of(grant) == PartStanding::in_progress);
  CHECK(awaited_by(grant) == Awaited::applicant);
  CHECK(standing_of(kRefused) == PartStanding::refused);
  CHECK(awaited_by(kRefused) == Awaited::nobody);
}

TEST_CASE("a closed part has ended when it had a title, else it was refused") {
  CHECK(standing_of({CaseState::closed, access::Outcome::granted, true}) == PartStanding::ended);
  CHECK(standing_of({CaseState::closed, access::Outcome::refused, false}) == PartStanding::refused);
}

TEST_CASE("a part that no body has waits for delivery, another for whoever acts next") {
  CHECK(awaited_by(kUndelivered) == Awaited::delivery);
  CHECK(awaited_by(kSubmitted) == Awaited::body);
  CHECK(awaited_by({CaseState::awaiting_additional_information, {}, false}) == Awaited::applicant);
  CHECK(awaited_by({CaseState::awaiting_opinion, {}, false}) == Awaited::outside_body);
  CHECK(awaited_by({CaseState::with_trusted_holder, {}, false}) == Awaited::holder);
  CHECK(awaited_by(kWithdrawn) == Awaited::nobody);
}

TEST_CASE("a dossier is granted when every title is in force, partly when one is") {
  CHECK(status({kGranted, kGranted}) == DossierStatus::granted);
  CHECK(status({kGranted, kSubmitted}) == DossierStatus::partly_granted);
  CHECK(status({kGranted, kRefused}) == DossierStatus::partly_granted);
  CHECK(status({kRevoked, kGranted}) == DossierStatus::partly_granted);
  CHECK(status({kUndelivered, kGranted}) == DossierStatus::partly_granted);
}

TEST_CASE("without a title a dossier is in progress as long as a body may still decide") {
  CHECK(status({kSubmitted}) == DossierStatus::in_progress);
  CHECK(status({kUndelivered, kRefused}) == DossierStatus::in_progress);
  CHECK(status({kSubmitted, kSuspended}) == DossierStatus::in_progress);
  CHECK(status({kSubmitted, kWithdrawn}) == DossierStatus::in_progress);
}

TEST_CASE("a dossier that nobody decides any more has the status of its best part") {
  CHECK(status({kSuspended, kRevoked}) == DossierStatus::suspended);
  CHECK(status({kRevoked, kRefused}) == DossierStatus::ended);
  CHECK(status({kRefused, kIncomplete, kWithdrawn}) == DossierStatus::refused);
  CHECK(status({kIncomplete, kWithdrawn}) == DossierStatus::incomplete);
  CHECK(status({kWithdrawn, kWithdrawn}) == DossierStatus::withdrawn);
}

TEST_CASE("every status, standing and party has its own code") {
  CHECK(code(DossierStatus::partly_granted) == "partly_granted");
  CHECK(code(DossierStatus::withdrawn) == "withdrawn");
  CHECK(code(PartStanding::not_delivered) == "not_delivered");
  CHECK(code(PartStanding::withdrawn) == "withdrawn");
  CHECK(code(Awaited::outside_body) == "outside_body");
}

}  // namespace
}  // namespace passerelle::procedure
