#include "node/identity/trust_store.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "node/crypto/temporary_folder_test.h"
#include "node/identity/errors.h"
#include "node/identity/federation_test.h"

namespace passerelle::identity {
namespace {

struct TrustFixture {
  crypto::SigningKey anchor = crypto::SigningKey::generate();
  TestNode fr{"fr", 'a'};
  store::Database database = fresh_database();

  std::string fingerprint() const { return anchor.public_key().fingerprint(); }
  Json list(std::int64_t sequence) const {
    return sign_list(list_body(sequence, {fr.entry}), anchor);
  }
  Result<TrustList> install(const Json& envelope,
                            const std::optional<std::string>& expected = std::nullopt,
                            Instant now = kNow) {
    return database.write([&](store::Transaction& transaction) {
      return TrustStore::install(transaction, envelope, expected, now);
    });
  }
  std::error_code refusal(const Json& envelope,
                          const std::optional<std::string>& expected = std::nullopt,
                          Instant now = kNow) {
    const auto list = install(envelope, expected, now);
    return list ? std::error_code() : list.error().code;
  }
};

TEST_CASE("a list is in force once it was installed with its anchor's fingerprint") {
  TrustFixture node;
  const TrustStore trust(node.database);
  const auto before = trust.current(kNow);
  REQUIRE_FALSE(before);
  CHECK(before.error().code == IdentityError::no_trust_list);
  CHECK_FALSE(trust.newest_envelope());

  REQUIRE(node.install(node.list(1), node.fingerprint()));
  const auto after = trust.current(kNow);
  REQUIRE(after);
  CHECK((*after)->sequence() == 1);
  CHECK((*after)->find(NodeId("fr")) != nullptr);
  CHECK(*trust.newest_envelope() == node.list(1));
}

TEST_CASE("the list that was read last can be had within a transaction") {
  TrustFixture node;
  const TrustStore trust(node.database);
  REQUIRE(node.install(node.list(1), node.fingerprint()));
  CHECK(trust.last_read() == nullptr);
  const auto read = trust.newest();
  REQUIRE(read);
  const auto within = node.database.write(
      [&](store::Transaction&) -> Result<std::int64_t> { return trust.last_read()->sequence(); });
  REQUIRE(within);
  CHECK(*within == 1);
  CHECK(trust.last_read() == *read);
}

TEST_CASE("the first list needs a fingerprint and the right one") {
  TrustFixture node;
  CHECK(node.refusal(node.list(1)) == IdentityError::anchor_needed);
  CHECK(node.refusal(node.list(1), std::string(64, '0')) == IdentityError::wrong_anchor);
  CHECK(node.refusal(node.list(1), std::string()) == IdentityError::wrong_anchor);
}

TEST_CASE("a later list needs no fingerprint and replaces the one before") {
  TrustFixture node;
  const TrustStore trust(node.database);
  REQUIRE(node.install(node.list(1), node.fingerprint()));
  CHECK((*trust.current(kNow))->sequence() == 1);
  REQUIRE(node.install(node.list(5)));
  CHECK((*trust.current(kNow))->sequence() == 5);
}

TEST_CASE("a later list of another anchor is refused, whatever fingerprint is given") {
  TrustFixture node;
  REQUIRE(node.install(node.list(1), node.fingerprint()));
  const auto other = crypto::SigningKey::generate();
  const auto foreign = sign_list(list_body(2, {node.fr.entry}), other);
  CHECK(node.refusal(foreign) == IdentityError::wrong_anchor);
  CHECK(node.refusal(foreign, other.public_key().fingerprint()) == IdentityError::wrong_anchor);
  CHECK(node.refusal(node.list(2), other.public_key().fingerprint()) ==
        IdentityError::wrong_anchor);
}

TEST_CASE("a list that only claims the anchor's key is refused") {
  TrustFixture node;
  auto forged = sign_list(list_body(1, {node.fr.entry}), crypto::SigningKey::generate());
  forged["key"] = node.anchor.public_key().text();
  CHECK(node.refusal(forged, node.fingerprint()) == IdentityError::bad_signature);
}

TEST_CASE("an older list than the one seen before is refused, also after a restart") {
  const crypto::TemporaryFolder folder;
  TrustFixture node;
  {
    auto database = store::Database::open(folder / "node.db", all_migrations());
    REQUIRE(database);
    node.database = *std::move(database);
    REQUIRE(node.install(node.list(7), node.fingerprint()));
    CHECK(node.refusal(node.list(6)) == IdentityError::older_list);
    node.database = fresh_database();
  }
  auto again = store::Database::open(folder / "node.db", all_migrations());
  REQUIRE(again);
  node.database = *std::move(again);
  CHECK(node.refusal(node.list(6)) == IdentityError::older_list);
  CHECK(node.refusal(node.list(6), node.fingerprint()) == IdentityError::older_list);
  CHECK((*TrustStore(node.database).current(kNow))->sequence() == 7);
}

TEST_CASE("the list in force may be installed again, another one with its number may not") {
  TrustFixture node;
  REQUIRE(node.install(node.list(2), node.fingerprint()));
  CHECK(node.install(node.list(2)));
  CHECK(node.refusal(sign_list(list_body(2, {}), node.anchor)) == IdentityError::conflicting_list);
}

TEST_CASE("a list that ended is not installed, and one that ends is no longer in force") {
  TrustFixture node;
  const auto late = kNow + 30 * kDay;
  CHECK(node.refusal(node.list(1), node.fingerprint(), late) == IdentityError::list_expired);
  REQUIRE(node.install(node.list(1), node.fingerprint()));
  const TrustStore trust(node.database);
  const auto ended = trust.current(late);
  REQUIRE_FALSE(ended);
  CHECK(ended.error().code == IdentityError::list_expired);
  CHECK((*trust.newest())->sequence() == 1);
}

TEST_CASE("a list whose installation was undone is not in force") {
  TrustFixture node;
  const TrustStore trust(node.database);
  REQUIRE(node.install(node.list(1), node.fingerprint()));
  const auto undone = node.database.write([&](store::Transaction& transaction) -> Result<void> {
    if (!TrustStore::install(transaction, node.list(2), std::nullopt, kNow)) return {};
    return Error{BaseError::unavailable, "the log could not be written"};
  });
  CHECK_FALSE(undone);
  CHECK((*trust.current(kNow))->sequence() == 1);
}

TEST_CASE("a list that was changed in the database is not believed") {
  TrustFixture node;
  REQUIRE(node.install(node.list(1), node.fingerprint()));
  auto edited = node.list(1);
  edited["body"]["entries"][0]["pins"][0]["sha256"] = pin_text('f');
  REQUIRE(node.database.write([&](store::Transaction& transaction) {
    return transaction.run("update trust_list set envelope = ?", canonical_text(edited));
  }));
  const auto list = TrustStore(node.database).current(kNow);
  REQUIRE_FALSE(list);
  CHECK(list.error().code == IdentityError::bad_signature);
}

TEST_CASE("the database refuses to forget a list") {
  TrustFixture node;
  REQUIRE(node.install(node.list(1), node.fingerprint()));
  CHECK_FALSE(node.database.write(
      [](store::Transaction& transaction) { return transaction.run("delete from trust_list"); }));
}

TEST_CASE("what is no trust list is refused") {
  TrustFixture node;
  CHECK(node.refusal(Json::object(), node.fingerprint()) == IdentityError::malformed);
  CHECK(node.refusal(node.fr.card(), node.fingerprint()) == IdentityError::malformed);
}

}  // namespace
}  // namespace passerelle::identity
