#include "node/identity/trust_authority.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "node/crypto/temporary_folder_test.h"
#include "node/identity/errors.h"
#include "node/identity/federation_test.h"

namespace passerelle::identity {
namespace {

namespace fs = std::filesystem;

TrustAuthority create(const fs::path& folder) {
  auto authority = TrustAuthority::create(folder);
  REQUIRE(authority);
  return *std::move(authority);
}

TrustList sign(TrustAuthority& authority) {
  const auto envelope = authority.sign(30, kNow);
  REQUIRE(envelope);
  auto list = TrustList::read(*envelope, authority.anchor());
  REQUIRE(list);
  return *std::move(list);
}

TEST_CASE("an authority signs the cards it was given as a list") {
  const crypto::TemporaryFolder folder;
  auto authority = create(folder / "authority");
  const TestNode fr("fr", 'a');
  const TestNode fi("fi", 'b');
  CHECK(*authority.add(fr.card()) == Addition::first);
  CHECK(*authority.add(fi.card()) == Addition::first);
  const auto list = sign(authority);
  CHECK(list.sequence() == 1);
  CHECK(list.issued() == kNow);
  CHECK(list.expires() == kNow + 30 * kDay);
  REQUIRE(list.entries().size() == 2);
  CHECK(*list.find(NodeId("fr")) == fr.entry);
  CHECK(*list.find(NodeId("fi")) == fi.entry);
}

TEST_CASE("each list has the next sequence, also after the authority was closed") {
  const crypto::TemporaryFolder folder;
  const TestNode fr("fr", 'a');
  {
    auto authority = create(folder / "authority");
    REQUIRE(authority.add(fr.card()));
    CHECK(sign(authority).sequence() == 1);
    CHECK(sign(authority).sequence() == 2);
  }
  auto again = TrustAuthority::open(folder / "authority");
  REQUIRE(again);
  CHECK(again->last_sequence() == 2);
  const auto list = sign(*again);
  CHECK(list.sequence() == 3);
  CHECK(*list.find(NodeId("fr")) == fr.entry);
}

TEST_CASE("the anchor key is for its owner only and a second create keeps it") {
  const crypto::TemporaryFolder folder;
  const auto anchor = create(folder / "authority").anchor();
  CHECK(fs::status(folder / "authority" / "anchor.key").permissions() ==
        (fs::perms::owner_read | fs::perms::owner_write));
  const auto second = TrustAuthority::create(folder / "authority");
  REQUIRE_FALSE(second);
  CHECK(second.error().code == IdentityError::exists);
  CHECK(TrustAuthority::open(folder / "authority")->anchor() == anchor);
}

TEST_CASE("a new card replaces the older one and says whether the seal key stayed") {
  const crypto::TemporaryFolder folder;
  auto authority = create(folder / "authority");
  TestNode fr("fr", 'a');
  REQUIRE(authority.add(fr.card()));
  fr.entry.public_url = "https://new.example";
  CHECK(*authority.add(fr.card()) == Addition::renewed);
  CHECK(authority.entries().at(0).public_url == "https://new.example");
  CHECK(*authority.add(TestNode("fr", 'c').card()) == Addition::rekeyed);
  REQUIRE(authority.entries().size() == 1);
  CHECK(authority.entries()[0].pins.at(0).sha256 == pin_text('c'));
}

TEST_CASE("during a change of keys the older pin stays until its date") {
  const crypto::TemporaryFolder folder;
  auto authority = create(folder / "authority");
  TestNode fr("fr", 'a');
  REQUIRE(authority.add(fr.card()));
  fr.entry.pins[0].sha256 = pin_text('b');
  REQUIRE(authority.add(fr.card(), kNow + 7 * kDay));
  const auto list = sign(authority);
  CHECK(list.find_by_pin(pin_text('b'), kNow) != nullptr);
  CHECK(list.find_by_pin(pin_text('a'), kNow) != nullptr);
  CHECK(list.find_by_pin(pin_text('a'), kNow + 7 * kDay) == nullptr);
  CHECK(list.find_by_pin(pin_text('b'), kNow + 7 * kDay) != nullptr);
}

TEST_CASE("the date of an older pin never outlives its certificate") {
  const crypto::TemporaryFolder folder;
  auto authority = create(folder / "authority");
  TestNode fr("fr", 'a');
  REQUIRE(authority.add(fr.card()));
  fr.entry.pins[0].sha256 = pin_text('b');
  fr.entry.pins[0].valid_until = kNow + 400 * kDay;
  REQUIRE(authority.add(fr.card(), kNow + 365 * kDay));
  CHECK(authority.entries().at(0).pins.at(1).valid_until == kNow + 90 * kDay);
}

TEST_CASE("the same card twice keeps one pin") {
  const crypto::TemporaryFolder folder;
  auto authority = create(folder / "authority");
  const TestNode fr("fr", 'a');
  REQUIRE(authority.add(fr.card()));
  REQUIRE(authority.add(fr.card(), kNow + 7 * kDay));
  CHECK(authority.entries().at(0) == fr.entry);
}

TEST_CASE("a fifth pin at once is refused and the draft stays") {
  const crypto::TemporaryFolder folder;
  auto authority = create(folder / "authority");
  TestNode fr("fr", '0');
  for (const char digit : {'0', '1', '2', '3'}) {
    fr.entry.pins[0].sha256 = pin_text(digit);
    REQUIRE(authority.add(fr.card(), kNow + 7 * kDay));
  }
  fr.entry.pins[0].sha256 = pin_text('4');
  const auto fifth = authority.add(fr.card(), kNow + 7 * kDay);
  REQUIRE_FALSE(fifth);
  CHECK(fifth.error().code == IdentityError::malformed);
  CHECK(authority.entries().at(0).pins.size() == 4);
}

TEST_CASE("a changed card is refused and the draft stays") {
  const crypto::TemporaryFolder folder;
  auto authority = create(folder / "authority");
  auto card = TestNode("fr", 'a').card();
  card["body"]["name"] = "Somebody else";
  const auto added = authority.add(card);
  REQUIRE_FALSE(added);
  CHECK(added.error().code == IdentityError::bad_signature);
  CHECK(authority.entries().empty());
}

TEST_CASE("a list that nodes would refuse is not signed and uses up no sequence") {
  const crypto::TemporaryFolder folder;
  auto authority = create(folder / "authority");
  REQUIRE(authority.add(TestNode("fr", 'a').card()));
  REQUIRE(authority.add(TestNode("fi", 'a').card()));
  const auto envelope = authority.sign(30, kNow);
  REQUIRE_FALSE(envelope);
  CHECK(envelope.error().code == IdentityError::duplicate_pin);
  CHECK(authority.last_sequence() == 0);
  const auto no_days = authority.sign(0, kNow);
  REQUIRE_FALSE(no_days);
  CHECK(no_days.error().code == IdentityError::malformed);
}

TEST_CASE("a node that was taken out is not in the next list") {
  const crypto::TemporaryFolder folder;
  auto authority = create(folder / "authority");
  REQUIRE(authority.add(TestNode("fr", 'a').card()));
  REQUIRE(authority.add(TestNode("fi", 'b').card()));
  REQUIRE(authority.remove(NodeId("fr")));
  CHECK(sign(authority).find(NodeId("fr")) == nullptr);
  const auto again = authority.remove(NodeId("fr"));
  REQUIRE_FALSE(again);
  CHECK(again.error().code == IdentityError::unknown_node);
}

TEST_CASE("a folder without an anchor, with an exposed one or with a broken draft is refused") {
  const crypto::TemporaryFolder folder;
  const auto missing = TrustAuthority::open(folder / "none");
  REQUIRE_FALSE(missing);
  CHECK(missing.error().code == IdentityError::unavailable);

  create(folder / "authority");
  for (const char* draft : {"", "[]", "{\"sequence\":1}", "{\"sequence\":1,\"entries\":[{}]}"}) {
    crypto::write_text(folder / "authority/draft.json", draft, fs::perms::owner_all);
    CHECK_FALSE(TrustAuthority::open(folder / "authority"));
  }
  create(folder / "exposed");
  fs::permissions(folder / "exposed/anchor.key", fs::perms::others_read, fs::perm_options::add);
  CHECK_FALSE(TrustAuthority::open(folder / "exposed"));
}

}  // namespace
}  // namespace passerelle::identity
