#include "node/service/access/permit_status.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "node/crypto/signed_document.h"
#include "node/identity/federation_test.h"
#include "node/store/temporary_folder_test.h"

namespace passerelle::service {
namespace {

using access::PermitStanding;
using access::PermitState;
using access::PermitStatus;
using identity::kNow;
using std::chrono::minutes;

const NodeId kFr("fr");
const NodeId kFi("fi");
const PermitId kPermit("fi-permit-1");

// fr, with fi in its trust list, at a time that the test sets.
class FrenchNode {
 public:
  FrenchNode() : clock(kNow) {
    const Home home{folder_.file("fr")};
    REQUIRE(create_home(home, {"fr", "FR", "national_platform", "Hub", "", "", "", ""}, clock));
    auto opened = Node::open(home, clock);
    REQUIRE(opened);
    node_ = *std::move(opened);
    const auto anchor = crypto::SigningKey::generate();
    const auto list = identity::sign_list(identity::list_body(1, {fi.entry}), anchor);
    REQUIRE(node_->database.write([&](store::Transaction& tx) {
      return identity::TrustStore::install(tx, list, anchor.public_key().fingerprint(), kNow);
    }));
  }

  Node& node() { return *node_; }

  // What fi would say at a time of its permit, or of none.
  PermitStatus status(Instant at, std::optional<PermitState> state = PermitState::active) const {
    PermitStatus said{kFi, kFr, at, at + std::chrono::hours(1), {}};
    if (state) said.permits.push_back(standing(*state));
    return said;
  }
  static PermitStanding standing(PermitState state) {
    return {kPermit, state, "", kNow, kNow, kNow + std::chrono::days(9)};
  }

  std::string take(const PermitStatus& said, const crypto::SigningKey& seal) {
    const auto document =
        crypto::SignedDocument::sign(access::kPermitStatusType, access::to_json(said), seal);
    const auto taken = take_permit_status(*node_, kFi, canonical_text(document.envelope()));
    return taken ? "" : taken.error().name();
  }
  std::string take(const PermitStatus& said) { return take(said, fi.seal); }

  Result<void> hear(PermitState state, Instant at) {
    return node_->commit([&](store::Transaction& tx) {
      return hear_of_permit(*node_, tx, kFi, standing(state), at);
    });
  }

  // Why a run under fi's permit does not go on; empty when it does.
  std::string held_up() {
    federation::Run run;
    run.participants = {{kFi, kPermit}};
    const auto hold = node_->database.read(
        [&](store::Reader& reader) { return titles_hold(*node_, reader, run); });
    return hold ? "" : hold.error().name();
  }

  std::size_t logged(const char* event) {
    const auto rows = node_->database.read([&](store::Reader& reader) {
      return reader.query("select 1 from audit_entries where json_extract(entry, '$.event') = ?",
                          event);
    });
    REQUIRE(rows);
    return rows->size();
  }

  ManualClock clock;
  identity::TestNode fi{"fi", 'a'};

 private:
  store::TemporaryFolder folder_;
  std::unique_ptr<Node> node_;
};

TEST_CASE("a run goes on while its issuer's newest word is good, and no longer") {
  FrenchNode fr;
  CHECK(fr.held_up() == "permit.unknown");
  CHECK(fr.take(fr.status(kNow)).empty());
  CHECK(fr.held_up().empty());
  fr.clock.set(kNow + minutes(60));
  CHECK(fr.held_up() == "permit.status_too_old");
  CHECK(fr.take(fr.status(kNow + minutes(60))).empty());
  CHECK(fr.held_up().empty());
  fr.clock.set(kNow + std::chrono::days(9));
  CHECK(fr.held_up() == "permit.expired");
}

TEST_CASE("an issuer may want its word to be good for less than this node would accept") {
  FrenchNode fr;
  auto brief = fr.status(kNow);
  brief.next_update = kNow + minutes(5);
  CHECK(fr.take(brief).empty());
  fr.clock.set(kNow + minutes(5));
  CHECK(fr.held_up() == "permit.status_too_old");
}

TEST_CASE("a revoked permit and one that is no longer named hold a run up") {
  FrenchNode fr;
  CHECK(fr.take(fr.status(kNow)).empty());
  CHECK(fr.take(fr.status(kNow + minutes(1), PermitState::revoked)).empty());
  CHECK(fr.held_up() == "permit.revoked");
  CHECK(fr.take(fr.status(kNow + minutes(1), std::nullopt)).empty());
  CHECK(fr.held_up() == "permit.unknown");
  CHECK(fr.logged("permit_state_heard") == 3);
}

TEST_CASE("what is heard again is not logged again") {
  FrenchNode fr;
  for (int second = 0; second < 3; ++second) {
    CHECK(fr.take(fr.status(kNow + std::chrono::seconds(second))).empty());
  }
  CHECK(fr.logged("permit_state_heard") == 1);
}

TEST_CASE("an older word than is known is refused, logged and changes nothing") {
  FrenchNode fr;
  fr.clock.set(kNow + minutes(10));
  CHECK(fr.take(fr.status(kNow + minutes(10), PermitState::revoked)).empty());
  CHECK(fr.take(fr.status(kNow)) == "permit.status_older");
  CHECK(fr.held_up() == "permit.revoked");
  CHECK(fr.logged("permit_status_refused") == 1);
}

TEST_CASE("a word of nobody, for somebody else or from the future is refused and logged") {
  FrenchNode fr;
  CHECK(fr.take(fr.status(kNow), crypto::SigningKey::generate()) == "crypto.bad_signature");
  auto misdirected = fr.status(kNow);
  misdirected.recipient = NodeId("dk");
  CHECK(fr.take(misdirected) == "permit.status_misdirected");
  auto foreign = fr.status(kNow);
  foreign.issuer = NodeId("dk");
  CHECK(fr.take(foreign) == "permit.status_misdirected");
  CHECK(fr.take(fr.status(kNow + minutes(2))) == "permit.status_ahead");
  CHECK(take_permit_status(fr.node(), kFi, "{}").error().name() == "base.malformed");
  CHECK(take_permit_status(fr.node(), NodeId("dk"), "{}").error().name() ==
        "identity.unknown_node");
  CHECK(fr.held_up() == "permit.unknown");
  // The second for somebody else is no news.
  CHECK(fr.logged("permit_status_refused") == 5);
}

TEST_CASE("an issuer that is not believed is logged once, until it is or for another reason") {
  FrenchNode fr;
  for (int time = 0; time < 3; ++time) {
    CHECK(fr.take(fr.status(kNow + minutes(2))) == "permit.status_ahead");
  }
  CHECK(fr.logged("permit_status_refused") == 1);
  CHECK(fr.take(fr.status(kNow)).empty());
  CHECK(fr.take(fr.status(kNow - minutes(1))) == "permit.status_older");
  CHECK(fr.take(fr.status(kNow + minutes(2))) == "permit.status_ahead");
  CHECK(fr.logged("permit_status_refused") == 3);
  CHECK(fr.held_up().empty());
}

TEST_CASE("a message counts when it is newer than what the issuer was asked for, and only then") {
  FrenchNode fr;
  fr.clock.set(kNow + minutes(10));
  CHECK(fr.hear(PermitState::active, kNow));
  CHECK(fr.held_up().empty());
  CHECK(fr.take(fr.status(kNow + minutes(5))).empty());
  CHECK(fr.hear(PermitState::revoked, kNow + minutes(4)));
  CHECK(fr.held_up().empty());
  CHECK(fr.hear(PermitState::revoked, kNow + minutes(6)));
  CHECK(fr.held_up() == "permit.revoked");
  CHECK(fr.take(fr.status(kNow + minutes(5))).empty());
  CHECK(fr.held_up() == "permit.revoked");
}

TEST_CASE("a message from a clock that is ahead is no word from the future") {
  FrenchNode fr;
  CHECK(fr.hear(PermitState::active, kNow + std::chrono::hours(5)));
  CHECK(fr.held_up().empty());
  fr.clock.set(kNow + minutes(60));
  CHECK(fr.held_up() == "permit.status_too_old");
}

}  // namespace
}  // namespace passerelle::service
