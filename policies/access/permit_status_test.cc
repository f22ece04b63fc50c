#include "policies/access/permit_status.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "policies/access/sample_test.h"

using namespace passerelle;
using namespace passerelle::access;

namespace {

const NodeId kFi("fi");
const NodeId kFr("fr");
const PermitId kPermit("fi-permit-1");
const Instant kSaid = sample::at("2027-06-01T10:00:00Z");
constexpr std::chrono::minutes kAge{10};

PermitStanding active() { return standing_of({sample::permit(), PermitState::active, "", kSaid}); }

HeardStanding heard(const PermitStanding& standing) { return {standing, kSaid, kSaid + kAge}; }

std::string code_at(const std::optional<HeardStanding>& word, Instant now) {
  const auto known = known_in_force(word, kFi, kPermit, now);
  return known ? "" : known.error().name();
}

std::string refused_status(const Json& body) {
  const auto read = permit_status_from_json(body);
  return read ? "" : read.error().text();
}

}  // namespace

TEST_CASE("a permit is known to be in force as long as its issuer's word is good") {
  CHECK(code_at(heard(active()), kSaid).empty());
  CHECK(code_at(heard(active()), kSaid + kAge - std::chrono::milliseconds(1)).empty());
  const auto late = known_in_force(heard(active()), kFi, kPermit, kSaid + kAge);
  REQUIRE(!late);
  CHECK(late.error().name() == "permit.status_too_old");
  CHECK(late.error().detail ==
        "fi has said nothing of permit fi-permit-1 since 2027-06-01T10:00:00.000Z, 600 s ago; that "
        "word was good for 600 s");
}

TEST_CASE("a permit that has ended is refused by what ended it, however old the word") {
  struct Row {
    PermitState state;
    const char* code;
  };
  for (const auto& [state, code] : {Row{PermitState::suspended, "permit.suspended"},
                                    Row{PermitState::revoked, "permit.revoked"},
                                    Row{PermitState::superseded, "permit.superseded"}}) {
    auto ended = active();
    ended.state = state;
    ended.reason = "misuse";
    CHECK(code_at(heard(ended), kSaid) == code);
    CHECK(code_at(heard(ended), kSaid + kAge) == code);
    CHECK(known_in_force(heard(ended), kFi, kPermit, kSaid).error().detail.find("misuse") !=
          std::string::npos);
  }
}

TEST_CASE("a permit is in force from the first moment of its validity to before the last") {
  CHECK(in_force(active(), active().valid_from));
  CHECK(in_force(active(), active().valid_from - std::chrono::milliseconds(1)).error().name() ==
        "permit.not_yet_valid");
  CHECK(in_force(active(), active().valid_until - std::chrono::milliseconds(1)));
  CHECK(in_force(active(), active().valid_until).error().name() == "permit.expired");
}

TEST_CASE("a permit that its issuer does not name is not known to be in force") {
  const auto known = known_in_force(std::nullopt, kFi, kPermit, kSaid);
  REQUIRE(!known);
  CHECK(known.error().text() == "permit.unknown: fi does not say that it has a permit fi-permit-1");
}

TEST_CASE("a word is good as long as both its issuer and its reader allow") {
  const auto update = kSaid + std::chrono::hours(1);
  CHECK(good_until(kSaid, update, std::chrono::minutes(10)) == kSaid + std::chrono::minutes(10));
  CHECK(good_until(kSaid, update, std::chrono::hours(10)) == update);
}

TEST_CASE("a status for another node, of another issuer or from the future is refused") {
  const PermitStatus status{kFi, kFr, kSaid, kSaid + kAge, {active()}};
  CHECK(require_meant_for(status, kFi, kFr, kSaid));
  CHECK(require_meant_for(status, kFi, kFr, kSaid - kClockTolerance));
  const auto code_of = [&](const char* issuer, const char* recipient, Instant now) {
    return require_meant_for(status, NodeId(issuer), NodeId(recipient), now).error().name();
  };
  CHECK(code_of("dk", "fr", kSaid) == "permit.status_misdirected");
  CHECK(code_of("fi", "dk", kSaid) == "permit.status_misdirected");
  CHECK(code_of("fi", "fr", kSaid - kClockTolerance - std::chrono::milliseconds(1)) ==
        "permit.status_ahead");
}

TEST_CASE("a status that is not as the format says is refused with the path of what is wrong") {
  auto second = active();
  second.permit = PermitId("fi-permit-2");
  second.state = PermitState::revoked;
  second.reason = "misuse";
  const PermitStatus status{kFi, kFr, kSaid, kSaid + kAge, {active(), second}};
  const auto good = to_json(status);
  REQUIRE(permit_status_from_json(good));
  CHECK(*permit_status_from_json(good) == status);
  const auto with = [&](const char* pointer, const Json& value) {
    auto changed = good;
    changed[Json::json_pointer(pointer)] = value;
    return refused_status(changed);
  };
  CHECK(with("/gossip", 1).find("/gossip") != std::string::npos);
  CHECK(with("/permits/1/gossip", 1).find("/permits/1/gossip") != std::string::npos);
  CHECK(with("/permits/0/state", "fine").find("/permits/0/state") != std::string::npos);
  CHECK(with("/permits/0/id", "a b").find("/permits/0/id") != std::string::npos);
  CHECK(with("/permits/1/id", "fi-permit-1").find("/permits") != std::string::npos);
  CHECK(with("/permits/1/id", "fi-permit-0").find("/permits") != std::string::npos);
  CHECK(with("/next_update", to_text(kSaid)).find("/next_update") != std::string::npos);
  CHECK(with("/issued_at", "yesterday").find("/issued_at") != std::string::npos);
  auto silent = good;
  silent.erase("permits");
  CHECK(refused_status(silent).find("/permits") != std::string::npos);
}
