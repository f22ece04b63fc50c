#include "node/identity/node_card.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "node/crypto/signed_document.h"
#include "node/identity/errors.h"
#include "node/identity/federation_test.h"

namespace passerelle::identity {
namespace {

std::error_code card_refusal(const Json& envelope) {
  const auto card = read_node_card(envelope);
  return card ? std::error_code() : card.error().code;
}

TEST_CASE("a card says what its node said") {
  const TestNode fr("fr", 'a');
  const auto read = read_node_card(fr.card());
  REQUIRE(read);
  CHECK(*read == fr.entry);
}

TEST_CASE("a changed card is refused") {
  auto card = TestNode("fr", 'a').card();
  card["body"]["federation_url"] = "https://elsewhere.example";
  CHECK(card_refusal(card) == IdentityError::bad_signature);
}

TEST_CASE("a card that somebody else signed for a node is refused") {
  const TestNode fr("fr", 'a');
  const auto thief = crypto::SigningKey::generate();
  const auto stolen =
      crypto::SignedDocument::sign("node-card/1", to_json(fr.entry), thief).envelope();
  CHECK(card_refusal(stolen) == IdentityError::bad_signature);
  const auto made = make_node_card(fr.entry, thief);
  REQUIRE_FALSE(made);
  CHECK(made.error().code == IdentityError::bad_signature);
}

TEST_CASE("a card is made only of what a reader accepts") {
  TestNode fr("fr", 'a');
  fr.entry.kind = "hospital";
  const auto made = make_node_card(fr.entry, fr.seal);
  REQUIRE_FALSE(made);
  CHECK(made.error().code == IdentityError::malformed);
  const auto forced =
      crypto::SignedDocument::sign("node-card/1", to_json(fr.entry), fr.seal).envelope();
  CHECK(card_refusal(forced) == IdentityError::malformed);
}

TEST_CASE("a trust list is no card") {
  const TestNode fr("fr", 'a');
  CHECK(card_refusal(sign_list(to_json(fr.entry), fr.seal)) == IdentityError::malformed);
  CHECK(card_refusal(Json(7)) == IdentityError::malformed);
}

}  // namespace
}  // namespace passerelle::identity
