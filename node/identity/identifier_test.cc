#include "node/identity/identifier.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include <type_traits>

#include "node/identity/errors.h"
#include "node/identity/federation_test.h"

namespace passerelle::identity {
namespace {

// Nobody but an Identifier can say who is speaking.
static_assert(!std::is_default_constructible_v<LocalOperator>);
static_assert(!std::is_constructible_v<PeerNode, PeerEntry>);
static_assert(!std::is_constructible_v<User, UserName, Roles>);

struct IdentifierFixture {
  crypto::SigningKey anchor = crypto::SigningKey::generate();
  TestNode fr{"fr", 'a'};
  TestNode fi{"fi", 'b'};
  store::Database database = fresh_database();
  TrustStore trust{database};
  Accounts accounts{database};
  Identifier identifier{trust, accounts};

  void install() {
    REQUIRE(database.write([&](store::Transaction& transaction) {
      return TrustStore::install(transaction, sign_list(list_body(1, {fr.entry, fi.entry}), anchor),
                                 anchor.public_key().fingerprint(), kNow);
    }));
  }
};

TEST_CASE("a peer is who the list says for its certificate") {
  IdentifierFixture node;
  node.install();
  const auto caller = node.identifier.identify_peer(pin_text('b'), kNow);
  REQUIRE(caller);
  REQUIRE(std::holds_alternative<PeerNode>(*caller));
  CHECK(std::get<PeerNode>(*caller).id() == NodeId("fi"));
  CHECK(std::get<PeerNode>(*caller).entry() == node.fi.entry);
}

TEST_CASE("an unknown certificate is nobody's, and so is a known one outside its time") {
  IdentifierFixture node;
  node.install();
  node.fi.entry.pins.clear();
  const auto before = kNow - 2 * kDay;
  for (const auto& [pin, now] : {std::pair{pin_text('c'), kNow}, std::pair{std::string(), kNow},
                                 std::pair{pin_text('a'), before}}) {
    const auto caller = node.identifier.identify_peer(pin, now);
    REQUIRE_FALSE(caller);
    CHECK(caller.error().code == IdentityError::unknown_certificate);
  }
}

TEST_CASE("without a list in force nobody is a peer") {
  IdentifierFixture node;
  const auto none = node.identifier.identify_peer(pin_text('a'), kNow);
  REQUIRE_FALSE(none);
  CHECK(none.error().code == IdentityError::no_trust_list);
  node.install();
  const auto late = node.identifier.identify_peer(pin_text('a'), kNow + 30 * kDay);
  REQUIRE_FALSE(late);
  CHECK(late.error().code == IdentityError::list_expired);
}

TEST_CASE("a called node must answer with its own certificate") {
  IdentifierFixture node;
  node.install();
  CHECK(node.identifier.expect_peer(NodeId("fr"), pin_text('a'), kNow));
  const auto other = node.identifier.expect_peer(NodeId("fr"), pin_text('b'), kNow);
  REQUIRE_FALSE(other);
  CHECK(other.error().code == IdentityError::another_node);
  CHECK(other.error().detail == "the node fr was called, the certificate is that of fi");
  const auto unknown = node.identifier.expect_peer(NodeId("fr"), pin_text('c'), kNow);
  REQUIRE_FALSE(unknown);
  CHECK(unknown.error().code == IdentityError::unknown_certificate);
}

TEST_CASE("a token makes a user with the roles of the account") {
  IdentifierFixture node;
  REQUIRE(node.database.write([](store::Transaction& transaction) {
    return Accounts::add(transaction, UserName("anna"), {Role::applicant}, "",
                         Secret("a good long password"), kNow);
  }));
  const auto session = node.accounts.login(UserName("anna"), Secret("a good long password"), kNow);
  REQUIRE(session);
  const auto caller = node.identifier.identify_token(session->token.reveal(), kNow);
  REQUIRE(caller);
  REQUIRE(std::holds_alternative<User>(*caller));
  const auto& user = std::get<User>(*caller);
  CHECK(user.name() == UserName("anna"));
  CHECK(user.has(Role::applicant));
  CHECK_FALSE(user.has(Role::operator_));

  const auto unknown = node.identifier.identify_token("x", kNow);
  REQUIRE_FALSE(unknown);
  CHECK(unknown.error().code == IdentityError::bad_token);
}

TEST_CASE("the local socket is the operator, nobody is anonymous") {
  const IdentifierFixture node;
  CHECK(std::holds_alternative<LocalOperator>(node.identifier.local_operator()));
  CHECK(std::holds_alternative<Anonymous>(node.identifier.anonymous()));
}

}  // namespace
}  // namespace passerelle::identity
