#include "policies/access/successor.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "policies/access/sample_test.h"

using namespace passerelle;
using namespace passerelle::access;

namespace {

const std::string kNextDecision(64, 'd');

Renewal renewal(const char* asked_at, const char* valid_until) {
  return {kNextDecision, sample::at(asked_at), sample::at(valid_until)};
}

std::string refusal(const Result<Permit>& permit) {
  return permit ? "accepted" : permit.error().name();
}

}  // namespace

TEST_CASE("an amended permit has a new id, the next version and names the one before") {
  const auto before = sample::permit();
  Amendment amendment;
  amendment.decision_digest = kNextDecision;
  amendment.runs_max = 3;
  amendment.valid_until = sample::at("2028-01-01T00:00:00Z");
  const auto next = amend(before, amendment, PermitId("fi-permit-2"));
  REQUIRE(next);
  CHECK(next->id == PermitId("fi-permit-2"));
  CHECK(next->version == 2);
  CHECK(next->predecessor == before.id);
  CHECK(next->decision_digest == kNextDecision);
  CHECK(next->runs_max == 3);
  CHECK(next->delete_by == sample::at("2028-07-01T00:00:00Z"));
  CHECK(next->datasets == before.datasets);
  CHECK(permit_from_json(to_json(*next)).value() == *next);
}

TEST_CASE("the old permit no longer works, and the new one does") {
  const auto before = sample::permit();
  Amendment amendment;
  amendment.decision_digest = kNextDecision;
  const auto next = amend(before, amendment, PermitId("fi-permit-2")).value();
  const auto now = sample::at("2027-06-01T00:00:00Z");
  const auto old = supersede({before, PermitState::active, "", now}, next.id, now).value();
  CHECK(covers(old, sample::needs(), now).error().name() == "permit.superseded");
  CHECK(covers({next, PermitState::active, "", now}, sample::needs(), now));
}

TEST_CASE("an amendment adds no time, keeps no id and gives no permit that could not be issued") {
  const auto before = sample::permit();
  Amendment amendment;
  amendment.decision_digest = kNextDecision;
  CHECK(refusal(amend(before, amendment, before.id)) == "permit.invalid");
  amendment.valid_until = sample::at("2029-01-01T00:00:00.001Z");
  CHECK(refusal(amend(before, amendment, PermitId("p2"))) == "permit.invalid");
  amendment.valid_until.reset();
  amendment.runs_max = 0;
  CHECK(refusal(amend(before, amendment, PermitId("p2"))) == "permit.invalid");
  amendment.runs_max.reset();
  amendment.decision_digest = "abc";
  CHECK(refusal(amend(before, amendment, PermitId("p2"))) == "permit.invalid");
}

TEST_CASE("an amendment is read strictly") {
  const auto read = amendment_from_json(
      Json::parse(R"({"peers": ["fi"], "runs_max": 2, "valid_until": "2028-01-01T00:00:00Z"})"),
      kNextDecision);
  REQUIRE(read);
  CHECK(read->peers == std::vector{NodeId("fi")});
  CHECK(read->runs_max == 2);
  CHECK(!read->persons);
  const auto unknown = amendment_from_json(Json{{"prohibitions", Json::array()}}, kNextDecision);
  REQUIRE(!unknown);
  CHECK(unknown.error().detail.starts_with("/prohibitions"));
}

TEST_CASE("a renewal is asked for at least a month before the end") {
  const auto before = sample::permit();
  CHECK(refusal(renew(before, renewal("2028-12-01T00:00:00Z", "2030-01-01T00:00:00Z"),
                      PermitId("p2"))) == "accepted");
  CHECK(refusal(renew(before, renewal("2028-12-01T00:00:00.001Z", "2030-01-01T00:00:00Z"),
                      PermitId("p2"))) == "permit.renewal_too_late");
}

TEST_CASE("a renewal adds time, ten years at most") {
  const auto before = sample::permit();
  const auto until = [&](const char* end) {
    return refusal(renew(before, renewal("2028-06-01T00:00:00Z", end), PermitId("p2")));
  };
  CHECK(until("2039-01-01T00:00:00Z") == "accepted");
  CHECK(until("2039-01-01T00:00:00.001Z") == "permit.invalid");
  CHECK(until("2029-01-01T00:00:00Z") == "permit.invalid");
}

TEST_CASE("a permit is renewed once, also when it was amended since") {
  const auto renewed =
      renew(sample::permit(), renewal("2028-06-01T00:00:00Z", "2030-01-01T00:00:00Z"),
            PermitId("p2"))
          .value();
  CHECK(renewed.is_renewal);
  CHECK(renewed.delete_by == sample::at("2030-07-01T00:00:00Z"));
  Amendment amendment;
  amendment.decision_digest = kNextDecision;
  const auto amended = amend(renewed, amendment, PermitId("p3")).value();
  const auto again = renewal("2029-06-01T00:00:00Z", "2031-01-01T00:00:00Z");
  CHECK(refusal(renew(renewed, again, PermitId("p4"))) == "permit.already_renewed");
  CHECK(refusal(renew(amended, again, PermitId("p4"))) == "permit.already_renewed");
}
