#include "policies/access/successor.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "policies/access/sample_test.h"

using namespace passerelle;
using namespace passerelle::access;
using sample::amendment;
using sample::renewal;

namespace {

std::string refused_change(const Permit& before,
                           const ChangeDecision& decision,
                           const char* id = "p2") {
  const auto permit = succeed(before, decision, PermitId(id));
  return permit ? "accepted" : permit.error().name();
}

// What the reader says to the decision with one field set, or left out.
std::string read_with(const ChangeDecision& decision, const char* field, const Json& value) {
  auto document = to_json(decision);
  if (value.is_null()) document.erase(field);
  else document[field] = value;
  const auto read = change_decision_from_json(document);
  return read ? "accepted" : read.error().detail;
}

}  // namespace

TEST_CASE("an amended permit has a new id, the next version and names the one before") {
  const auto before = sample::permit();
  const auto decision = amendment();
  const auto next = succeed(before, decision, PermitId("fi-permit-2"));
  REQUIRE(next);
  CHECK(next->id == PermitId("fi-permit-2"));
  CHECK(next->version == 2);
  CHECK(next->predecessor == before.id);
  CHECK(next->decision_digest == digest(decision));
  CHECK(next->runs_max == 3);
  CHECK(next->valid_until == sample::at("2028-01-01T00:00:00Z"));
  CHECK(next->delete_by == sample::at("2028-07-01T00:00:00Z"));
  CHECK(next->datasets == before.datasets);
  CHECK(permit_from_json(to_json(*next)).value() == *next);
}

TEST_CASE("the old permit no longer works, and the new one does") {
  const auto before = sample::permit();
  const auto next = succeed(before, amendment(), PermitId("fi-permit-2")).value();
  const auto now = sample::at("2027-06-01T00:00:00Z");
  const auto old = supersede({before, PermitState::active, "", now}, next.id, now).value();
  CHECK(covers(old, sample::needs(), now).error().name() == "permit.superseded");
  CHECK(covers({next, PermitState::active, "", now}, sample::needs(), now));
}

TEST_CASE("an amendment adds no time, keeps no id and gives no permit that could not be issued") {
  const auto before = sample::permit();
  CHECK(refused_change(before, amendment(), "fi-permit-1") == "permit.invalid");
  auto longer = amendment();
  longer.amendment->valid_until = sample::at("2029-01-01T00:00:00.001Z");
  CHECK(refused_change(before, longer) == "permit.invalid");
  auto nothing = amendment();
  nothing.amendment->runs_max = 0;
  CHECK(refused_change(before, nothing) == "permit.invalid");
}

TEST_CASE("a decision on another permit, or one that refuses, changes nothing") {
  const auto before = sample::permit();
  auto other = amendment();
  other.permit = PermitId("fi-permit-9");
  CHECK(refused_change(before, other) == "permit.invalid");
  other = amendment();
  other.application = ApplicationId("fr-2026-0002");
  CHECK(refused_change(before, other) == "permit.invalid");
  other = amendment();
  other.outcome = Outcome::refused;
  other.amendment.reset();
  CHECK(refused_change(before, other) == "permit.invalid");
}

TEST_CASE("a renewal adds time, ten years at most, and is told by the permit ever after") {
  const auto before = sample::permit();
  CHECK(refused_change(before, renewal("2039-01-01T00:00:00Z")) == "accepted");
  CHECK(refused_change(before, renewal("2039-01-01T00:00:00.001Z")) == "permit.invalid");
  CHECK(refused_change(before, renewal("2029-01-01T00:00:00Z")) == "permit.invalid");
  const auto renewed = succeed(before, renewal("2030-01-01T00:00:00Z"), PermitId("p2")).value();
  CHECK(renewed.is_renewal);
  CHECK(renewed.opt_out.snapshot == renewal("2030-01-01T00:00:00Z").at);
  CHECK(renewed.delete_by == sample::at("2030-07-01T00:00:00Z"));
  auto again = amendment();
  again.permit = renewed.id;
  CHECK(succeed(renewed, again, PermitId("p3")).value().is_renewal);
}

TEST_CASE("a decision on a change says exactly what it grants, and why") {
  const auto change = amendment();
  CHECK(read_with(change, "outcome", "granted") == "accepted");
  CHECK(read_with(change, "outcome", "refused").starts_with("/amendment"));
  CHECK(read_with(change, "outcome", "partially_granted").starts_with("/outcome"));
  CHECK(read_with(change, "change", "renewal").starts_with("/amendment"));
  CHECK(read_with(change, "reason", " \n").starts_with("/reason"));
  CHECK(read_with(change, "amendment", nullptr).starts_with("/amendment"));
  CHECK(read_with(change, "amendment", Json::object()).starts_with("/amendment"));
  CHECK(read_with(change, "valid_until", "2030-01-01T00:00:00Z").starts_with("/valid_until"));
  CHECK(read_with(renewal("2030-01-01T00:00:00Z"), "valid_until", nullptr)
            .starts_with("/valid_until"));
  CHECK(read_with(change, "gossip", true).starts_with("/gossip"));
}

TEST_CASE("an amendment is read strictly, and prohibitions are not its to change") {
  CHECK(read_with(amendment(), "amendment", {{"prohibitions", Json::array()}})
            .starts_with("/amendment/prohibitions"));
  CHECK(read_with(amendment(), "amendment", {{"runs_max", "many"}})
            .starts_with("/amendment/runs_max"));
}
