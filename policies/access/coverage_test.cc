#include "policies/access/coverage.h"

#include <doctest/doctest.h>

#include "policies/access/errors.h"
#include "policies/access/sample_test.h"

using namespace passerelle;
using namespace passerelle::access;

namespace {

const Instant kDuring = sample::at("2027-06-01T00:00:00Z");

PermitRecord record() { return {sample::permit(), PermitState::active, "", kDuring}; }

// Checks the code of a refusal and that its sentence names what was asked.
void check_refused(const Needs& needs, const char* code, const char* named) {
  const auto covered = covers(record(), needs, kDuring);
  REQUIRE(!covered);
  CHECK(covered.error().name() == code);
  CHECK(covered.error().detail.find(named) != std::string::npos);
}

}  // namespace

TEST_CASE("needs inside a permit are covered") {
  CHECK(covers(record(), sample::needs(), kDuring));
}

TEST_CASE("needs that nobody filled in are not covered") {
  CHECK(!covers(record(), Needs{}, kDuring));
  CHECK(!covers(PermitRecord{}, Needs{}, kDuring));
}

TEST_CASE("a permit of another requesting node is unknown, whatever its state and the needs") {
  Needs needs = sample::needs();
  needs.requesting_node = NodeId("dk");
  needs.person = "nobody@dk";
  PermitRecord one = record();
  const auto active = covers(one, needs, kDuring);
  const auto revoked = covers(revoke(one, "Misuse.", kDuring).value(), needs, kDuring);
  const auto expired = covers(one, needs, sample::at("2035-01-01T00:00:00Z"));
  const auto absent = unknown_permit(one.permit.id);
  for (const auto& refused : {active, revoked, expired}) {
    REQUIRE(!refused);
    CHECK(refused.error().name() == "permit.unknown");
    CHECK(refused.error().text() == absent.text());
  }
}

TEST_CASE("a permit is valid from its first moment to before its last") {
  const Needs needs = sample::needs();
  const auto before = covers(record(), needs, sample::at("2026-12-31T23:59:59.999Z"));
  REQUIRE(!before);
  CHECK(before.error().name() == "permit.not_yet_valid");
  CHECK(covers(record(), needs, sample::at("2027-01-01T00:00:00Z")));
  CHECK(covers(record(), needs, sample::at("2028-12-31T23:59:59.999Z")));
  const auto after = covers(record(), needs, sample::at("2029-01-01T00:00:00Z"));
  REQUIRE(!after);
  CHECK(after.error().name() == "permit.expired");
}

TEST_CASE("a permit covers orders to the node that issued it only") {
  Needs needs = sample::needs();
  needs.executing_node = NodeId("dk");
  check_refused(needs, "permit.wrong_node", "\"dk\"");
}

TEST_CASE("a person who is not listed is refused by name") {
  Needs needs = sample::needs();
  needs.person = "claire@fr";
  check_refused(needs, "permit.person_not_listed", "\"claire@fr\"");
  needs.person = "";
  check_refused(needs, "permit.person_not_listed", "\"\"");
}

TEST_CASE("a purpose is covered only when it is named itself") {
  Needs needs = sample::needs();
  needs.purpose = purposes::Purpose::research_algorithms;
  check_refused(needs, "permit.purpose_not_covered", "53-1-e-ii");
  // Nor does a point stand for the whole, or the whole for a point.
  needs.purpose = purposes::Purpose::research;
  check_refused(needs, "permit.purpose_not_covered", "\"53-1-e\"");
}

TEST_CASE("a dataset outside the permit is refused by name") {
  Needs needs = sample::needs();
  needs.variables[sample::kDanish] = {"id"};
  check_refused(needs, "permit.dataset_not_covered", "https://dk.example/dataset/colon");
  needs.variables.clear();
  check_refused(needs, "permit.dataset_not_covered", "no dataset");
}

TEST_CASE("a variable outside the permit is refused by name") {
  Needs needs = sample::needs();
  needs.variables[sample::kFinnish].insert("age");
  check_refused(needs, "permit.variable_not_covered", "\"age\"");
}

TEST_CASE("a study with another digest is refused") {
  Needs needs = sample::needs();
  needs.study_digest[0] = '0';
  check_refused(needs, "permit.study_not_covered", needs.study_digest.c_str());
}

TEST_CASE("a peer outside the permit is refused by name") {
  Needs needs = sample::needs();
  needs.peers.push_back(NodeId("no"));
  check_refused(needs, "permit.peer_not_covered", "\"no\"");
  needs.peers.clear();
  check_refused(needs, "permit.peer_not_covered", "no node");
}

TEST_CASE("runs are counted") {
  Needs needs = sample::needs();
  needs.runs_so_far = 19;
  CHECK(covers(record(), needs, kDuring));
  needs.runs_so_far = 20;
  check_refused(needs, "permit.runs_exhausted", "20");
  needs.runs_so_far = -1;
  check_refused(needs, "permit.runs_exhausted", "20");
}

TEST_CASE("another form of the data is refused") {
  Needs needs = sample::needs();
  needs.form = DataForm::pseudonymised;
  check_refused(needs, "permit.form_not_covered", "pseudonymised");
}

TEST_CASE("a suspended permit covers nothing until it is resumed") {
  const auto suspended = suspend(record(), "Finding under review.", kDuring).value();
  const auto refused = covers(suspended, sample::needs(), kDuring);
  REQUIRE(!refused);
  CHECK(refused.error().name() == "permit.suspended");
  CHECK(refused.error().detail.find("Finding under review.") != std::string::npos);
  CHECK(covers(resume(suspended, "Cleared.", kDuring).value(), sample::needs(), kDuring));
}

TEST_CASE("a revoked or replaced permit covers nothing and never comes back") {
  const auto revoked =
      revoke(suspend(record(), "Finding.", kDuring).value(), "Misuse.", kDuring).value();
  CHECK(covers(revoked, sample::needs(), kDuring).error().name() == "permit.revoked");
  const auto replaced = supersede(record(), PermitId("fi-permit-2"), kDuring).value();
  CHECK(covers(replaced, sample::needs(), kDuring).error().name() == "permit.superseded");
  CHECK(replaced.reason.find("fi-permit-2") != std::string::npos);
  for (const auto& ended : {revoked, replaced}) {
    CHECK(resume(ended, "Please.", kDuring).error().name() == "permit.impossible_change");
    CHECK(suspend(ended, "Again.", kDuring).error().name() == "permit.impossible_change");
    CHECK(revoke(ended, "Again.", kDuring).error().name() == "permit.impossible_change");
    CHECK(supersede(ended, PermitId("x"), kDuring).error().name() == "permit.impossible_change");
  }
}

TEST_CASE("a change of state gives its reason, and fits the state") {
  CHECK(suspend(record(), "", kDuring).error().name() == "permit.reason_missing");
  CHECK(revoke(record(), "  ", kDuring).error().name() == "permit.reason_missing");
  CHECK(resume(record(), "Why not.", kDuring).error().name() == "permit.impossible_change");
}

TEST_CASE("a name from outside cannot break the line of a log") {
  Needs needs = sample::needs();
  needs.person = "x\npermit covers all";
  check_refused(needs, "permit.person_not_listed", "\"x?permit covers all\"");
}

TEST_CASE("the states of a permit are read back from their codes") {
  for (const auto state : {PermitState::active, PermitState::suspended, PermitState::revoked,
                           PermitState::superseded}) {
    CHECK(parse_permit_state(code(state)).value() == state);
  }
  CHECK(!parse_permit_state("expired"));
}

TEST_CASE("a long name from outside is cut between characters") {
  Needs needs = sample::needs();
  needs.person = std::string(199, 'x') + "\xC3\xA9";
  const auto refused = covers(record(), needs, kDuring);
  REQUIRE(!refused);
  CHECK(refused.error().detail.find("\"" + std::string(199, 'x') + "\"") != std::string::npos);
}
