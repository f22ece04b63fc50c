#include "policies/access/coverage.h"

#include <doctest/doctest.h>

#include <vector>

#include "policies/access/errors.h"
#include "policies/access/sample_test.h"

using namespace passerelle;
using namespace passerelle::access;

namespace {

const Instant kDuring = sample::at("2027-06-01T00:00:00Z");

PermitRecord record_in(PermitState state, const char* reason) {
  return {sample::permit(), state, reason, kDuring};
}
PermitRecord record() { return record_in(PermitState::active, ""); }

// A permit that uses every field.
PermitRecord strict_record() {
  return {sample::permit(sample::partial_grant()), PermitState::active, "", kDuring};
}

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
  CHECK(covers(strict_record(), sample::needs(), kDuring));
}

TEST_CASE("each need outside a permit is refused with its own code and names what was asked") {
  struct Row {
    const char* code;
    const char* named;
    void (*ask)(Needs&);
  };
  const std::vector<Row> rows{
      {"permit.unknown", "fi-permit-1", [](Needs& n) { n.requesting_node = NodeId("dk"); }},
      {"permit.wrong_node", "\"dk\"", [](Needs& n) { n.executing_node = NodeId("dk"); }},
      {"permit.person_not_listed", "\"claire@fr\"", [](Needs& n) { n.person = "claire@fr"; }},
      {"permit.assurance_too_low", "\"low\"", [](Needs& n) { n.assurance = Assurance::low; }},
      {"permit.peer_not_covered", "\"no\"", [](Needs& n) { n.peers.emplace_back("no"); }},
      {"permit.peer_not_covered", "no node", [](Needs& n) { n.peers.clear(); }},
      {"permit.certificate_not_covered", "\"fr\"",
       [](Needs& n) { n.pins[NodeId("fr")] = {std::string(64, 'b')}; }},
      {"permit.certificate_not_covered", "\"fr\"",
       [](Needs& n) { n.pins[NodeId("fr")].insert(std::string(64, 'b')); }},
      {"permit.certificate_not_covered", "\"fr\"", [](Needs& n) { n.pins.clear(); }},
      {"permit.place_not_covered", "\"SE\"", [](Needs& n) { n.storage_country = "SE"; }},
      {"permit.place_not_covered", "\"\"", [](Needs& n) { n.storage_country.clear(); }},
      {"permit.third_country_not_covered", "\"US\"", [](Needs& n) { n.requesting_country = "US"; }},
      {"permit.third_country_not_covered", "\"\"", [](Needs& n) { n.requesting_country.clear(); }},
      {"permit.purpose_not_covered", "53-1-e-ii",
       [](Needs& n) { n.purpose = purposes::Purpose::research_algorithms; }},
      {"permit.form_not_covered", "pseudonymised",
       [](Needs& n) { n.form = DataForm::pseudonymised; }},
      {"permit.file_type_not_covered", "\"svg\"", [](Needs& n) { n.file_type = "svg"; }},
      {"permit.dataset_not_covered", "https://dk.example/dataset/colon",
       [](Needs& n) { n.datasets[sample::kDanish] = {{"id"}, sample::kVersion}; }},
      {"permit.dataset_not_covered", "no dataset", [](Needs& n) { n.datasets.clear(); }},
      {"permit.variable_not_covered", "\"rx\"",
       [](Needs& n) { n.datasets[sample::kFinnish].variables.insert("rx"); }},
      {"permit.version_not_covered", "bbbb",
       [](Needs& n) { n.datasets[sample::kFinnish].version = std::string(64, 'b'); }},
      {"permit.version_not_covered", "\"\"",
       [](Needs& n) { n.datasets[sample::kFinnish].version.clear(); }},
      {"permit.rows_not_covered", "\"status\"",
       [](Needs& n) { n.datasets.begin()->second.selections.clear(); }},
      {"permit.rows_not_covered", "\"status\"",
       [](Needs& n) { n.datasets.begin()->second.selections.emplace_back(); }},
      {"permit.rows_not_covered", "\"between\"",
       [](Needs& n) {
         n.datasets.begin()->second.selections[0] = {R"({"eq":[{"column":"status"},1]})"};
       }},
      {"permit.linkage_not_covered", "https://dk.example/dataset/colon",
       [](Needs& n) { n.linked = {sample::kFinnish, sample::kDanish}; }},
      {"permit.own_dataset_not_covered", "\"survey-2026\"",
       [](Needs& n) { n.own_datasets = {"survey-2025", "survey-2026"}; }},
      {"permit.study_not_covered", "0f86d0", [](Needs& n) { n.study_digest[0] = '0'; }},
      {"permit.runs_exhausted", "all 5 runs", [](Needs& n) { n.runs_so_far = 5; }},
      {"permit.runs_exhausted", "all 5 runs", [](Needs& n) { n.runs_so_far = -1; }},
      {"permit.too_many_at_once", "2 runs", [](Needs& n) { n.runs_under_way = 2; }},
      {"permit.too_many_at_once", "2 runs", [](Needs& n) { n.runs_under_way = -1; }},
  };
  for (const auto& row : rows) {
    CAPTURE(row.code);
    CAPTURE(row.named);
    Needs needs = sample::needs();
    row.ask(needs);
    const auto covered = covers(strict_record(), needs, kDuring);
    REQUIRE(!covered);
    CHECK(covered.error().name() == row.code);
    CHECK(covered.error().detail.find(row.named) != std::string::npos);
  }
}

TEST_CASE("what a permit allows beside is covered: linkage, data of the user, a third country") {
  Needs needs = sample::needs();
  needs.linked = {sample::kFinnish};
  needs.own_datasets = {"survey-2025"};
  needs.runs_so_far = 4;
  needs.runs_under_way = 1;
  CHECK(covers(strict_record(), needs, kDuring));
  needs = sample::needs();
  needs.requesting_country = "US";
  auto one = record();
  one.permit.place.allows_third_country = true;
  CHECK(covers(one, needs, kDuring));
}

TEST_CASE("two permits are never added up") {
  // One permit has the purpose and the study, the other the dataset: an order that names either of
  // them is refused, and no function takes two.
  auto first = record();
  auto second = record();
  second.permit.id = PermitId("fi-permit-2");
  second.permit.purposes = {purposes::Purpose::education};
  second.permit.datasets[0].id = DatasetId("https://fi.example/dataset/lung");
  Needs mixed = sample::needs();
  mixed.datasets = {{DatasetId("https://fi.example/dataset/lung"), {{"id"}, sample::kVersion}}};
  CHECK(covers(first, mixed, kDuring).error().name() == "permit.dataset_not_covered");
  CHECK(covers(second, mixed, kDuring).error().name() == "permit.purpose_not_covered");
  mixed.datasets.insert(*sample::needs().datasets.begin());
  CHECK(covers(first, mixed, kDuring).error().name() == "permit.dataset_not_covered");
}

TEST_CASE("a permit whose numbers are zero covers nothing") {
  auto one = record();
  one.permit.runs_max = 0;
  CHECK(covers(one, sample::needs(), kDuring).error().name() == "permit.runs_exhausted");
  one = record();
  one.permit.concurrency = 0;
  CHECK(covers(one, sample::needs(), kDuring).error().name() == "permit.too_many_at_once");
  one = record();
  one.permit.valid_until = one.permit.valid_from;
  CHECK(!covers(one, sample::needs(), one.permit.valid_from));
}

TEST_CASE("an answer that is ready leaves only while the permit is in force") {
  CHECK(in_force(record(), kDuring));
  CHECK(in_force(record(), sample::at("2029-01-01T00:00:00Z")).error().name() == "permit.expired");
  const auto revoked = record_in(PermitState::revoked, "Misuse.");
  CHECK(in_force(revoked, kDuring).error().name() == "permit.revoked");
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
  const auto revoked = covers(record_in(PermitState::revoked, "Misuse."), needs, kDuring);
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
  needs.datasets[sample::kDanish] = {{"id"}, sample::kVersion};
  check_refused(needs, "permit.dataset_not_covered", "https://dk.example/dataset/colon");
  needs.datasets.clear();
  check_refused(needs, "permit.dataset_not_covered", "no dataset");
}

TEST_CASE("a variable outside the permit is refused by name") {
  Needs needs = sample::needs();
  needs.datasets[sample::kFinnish].variables.insert("age");
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

TEST_CASE("a permit that is suspended, revoked or replaced covers nothing and says why") {
  const auto refusal = [](const PermitRecord& one) {
    return covers(one, sample::needs(), kDuring).error();
  };
  const auto suspended = refusal(record_in(PermitState::suspended, "Finding under review."));
  CHECK(suspended.name() == "permit.suspended");
  CHECK(suspended.detail.find("Finding under review.") != std::string::npos);
  const auto revoked = record_in(PermitState::revoked, "Misuse.");
  CHECK(refusal(revoked).name() == "permit.revoked");
  const auto replaced = supersede(record(), PermitId("fi-permit-2"), kDuring).value();
  CHECK(refusal(replaced).name() == "permit.superseded");
  CHECK(replaced.reason.find("fi-permit-2") != std::string::npos);
  for (const auto& ended : {revoked, replaced}) {
    CHECK(supersede(ended, PermitId("x"), kDuring).error().name() == "permit.impossible_change");
  }
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
  for (const char* spelling :
       {"ACTIVE", "Active", "APPROVED", "approved", "granted", "active ", ""}) {
    CHECK(!parse_permit_state(spelling));
  }
}

TEST_CASE("a long name from outside is cut between characters") {
  Needs needs = sample::needs();
  needs.person = std::string(199, 'x') + "\xC3\xA9";
  const auto refused = covers(record(), needs, kDuring);
  REQUIRE(!refused);
  CHECK(refused.error().detail.find("\"" + std::string(199, 'x') + "\"") != std::string::npos);
}
