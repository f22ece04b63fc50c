#include "node/identity/trust_list.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "node/crypto/signed_document.h"
#include "node/identity/errors.h"
#include "node/identity/federation_test.h"

namespace passerelle::identity {
namespace {

struct Federation {
  crypto::SigningKey anchor = crypto::SigningKey::generate();
  TestNode fr{"fr", 'a'};
  TestNode fi{"fi", 'b'};

  Result<TrustList> read(const Json& body) const {
    return TrustList::read(sign_list(body, anchor), anchor.public_key());
  }
  std::error_code refusal(const Json& body) const {
    const auto list = read(body);
    return list ? std::error_code() : list.error().code;
  }
  Json body() const { return list_body(3, {fr.entry, fi.entry}); }
};

TEST_CASE("a trust list finds nodes by id and by certificate") {
  const Federation federation;
  const auto list = federation.read(federation.body());
  REQUIRE(list);
  CHECK(list->sequence() == 3);
  CHECK(list->expires() == kNow + 30 * kDay);
  CHECK(*list->find(NodeId("fi")) == federation.fi.entry);
  CHECK(list->find(NodeId("dk")) == nullptr);
  REQUIRE(list->find_by_pin(pin_text('a'), kNow) != nullptr);
  CHECK(list->find_by_pin(pin_text('a'), kNow)->id == NodeId("fr"));
  CHECK(list->find_by_pin(pin_text('c'), kNow) == nullptr);
  CHECK(list->find_by_pin("", kNow) == nullptr);
}

TEST_CASE("during a change of keys both certificates are the node") {
  Federation federation;
  auto& pins = federation.fr.entry.pins;
  pins[0].valid_until = kNow + kDay;
  pins.push_back({pin_text('c'), kNow, kNow + 90 * kDay});
  const auto list = federation.read(federation.body());
  REQUIRE(list);
  CHECK(list->find_by_pin(pin_text('a'), kNow)->id == NodeId("fr"));
  CHECK(list->find_by_pin(pin_text('c'), kNow)->id == NodeId("fr"));
  CHECK(list->find_by_pin(pin_text('a'), kNow + kDay) == nullptr);
}

TEST_CASE("a list that another key signed is refused") {
  const Federation federation;
  const auto other = crypto::SigningKey::generate();
  const auto list =
      TrustList::read(sign_list(federation.body(), other), federation.anchor.public_key());
  REQUIRE_FALSE(list);
  CHECK(list.error().code == IdentityError::bad_signature);
}

TEST_CASE("a list that was changed after it was signed is refused") {
  const Federation federation;
  auto envelope = sign_list(federation.body(), federation.anchor);
  envelope["body"]["entries"][0]["pins"][0]["sha256"] = pin_text('f');
  const auto list = TrustList::read(envelope, federation.anchor.public_key());
  REQUIRE_FALSE(list);
  CHECK(list.error().code == IdentityError::bad_signature);
}

TEST_CASE("another document of the anchor is no trust list") {
  const Federation federation;
  const auto card =
      crypto::SignedDocument::sign("node-card/1", federation.body(), federation.anchor).envelope();
  const auto list = TrustList::read(card, federation.anchor.public_key());
  REQUIRE_FALSE(list);
  CHECK(list.error().code == IdentityError::malformed);
}

TEST_CASE("a list ends at its last moment") {
  const Federation federation;
  const auto list = federation.read(federation.body());
  REQUIRE(list);
  CHECK(list->check_time(kNow + 30 * kDay - std::chrono::milliseconds(1)));
  const auto late = list->check_time(kNow + 30 * kDay);
  REQUIRE_FALSE(late);
  CHECK(late.error().code == IdentityError::list_expired);
  CHECK(late.error().detail == "the trust list 3 ended on 2026-12-23T00:00:00.000Z");
}

TEST_CASE("a list with a wrong, missing or unknown field is refused") {
  const Federation federation;
  auto body = federation.body();
  for (const char* name : {"sequence", "issued", "expires", "entries"}) {
    auto changed = body;
    changed.erase(name);
    CHECK(federation.refusal(changed) == IdentityError::malformed);
  }
  for (const Json& sequence : {Json(0), Json(-1), Json("3"), Json(1.5)}) {
    auto changed = body;
    changed["sequence"] = sequence;
    CHECK(federation.refusal(changed) == IdentityError::malformed);
  }
  auto backwards = body;
  backwards["expires"] = backwards["issued"];
  CHECK(federation.refusal(backwards) == IdentityError::malformed);
  auto wrong_kind = body;
  wrong_kind["entries"][1]["kind"] = "hospital";
  CHECK(federation.refusal(wrong_kind) == IdentityError::malformed);
  body["note"] = "x";
  CHECK(federation.refusal(body) == IdentityError::malformed);
}

TEST_CASE("a list of more nodes than Europe has is refused") {
  const Federation federation;
  auto body = federation.body();
  for (std::size_t i = 0; i < kMaximumEntries; ++i) body["entries"].push_back(body["entries"][0]);
  CHECK(federation.refusal(body) == IdentityError::malformed);
}

TEST_CASE("one node twice is refused") {
  Federation federation;
  federation.fi.entry.id = NodeId("fr");
  CHECK(federation.refusal(federation.body()) == IdentityError::duplicate_node);
}

TEST_CASE("one pin for two nodes, or twice for one node, is refused") {
  Federation federation;
  federation.fi.entry.pins[0].sha256 = pin_text('a');
  CHECK(federation.refusal(federation.body()) == IdentityError::duplicate_pin);
  // Also when the two times do not meet: a certificate is one node's for good.
  federation.fi.entry.pins[0].valid_from = kNow + 90 * kDay;
  federation.fi.entry.pins[0].valid_until = kNow + 91 * kDay;
  CHECK(federation.refusal(federation.body()) == IdentityError::duplicate_pin);

  Federation twice;
  twice.fr.entry.pins.push_back(twice.fr.entry.pins[0]);
  CHECK(twice.refusal(twice.body()) == IdentityError::duplicate_pin);
}

TEST_CASE("one signing key for two uses is refused") {
  Federation seals;
  seals.fi.entry.seal_key = seals.fr.entry.seal_key;
  CHECK(seals.refusal(seals.body()) == IdentityError::duplicate_key);
  Federation logs;
  logs.fi.entry.log_key = logs.fr.entry.log_key;
  CHECK(logs.refusal(logs.body()) == IdentityError::duplicate_key);
  Federation both;
  both.fr.entry.log_key = both.fr.entry.seal_key;
  CHECK(both.refusal(both.body()) == IdentityError::duplicate_key);
  Federation crowned;
  crowned.fr.entry.seal_key = crowned.anchor.public_key();
  CHECK(crowned.refusal(crowned.body()) == IdentityError::duplicate_key);
}

}  // namespace
}  // namespace passerelle::identity
