// A small federation for the tests of this room and of those that stand on it.
#pragma once

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <vector>

#include "node/base/json.h"
#include "node/crypto/signing.h"
#include "node/identity/migrations.h"
#include "node/identity/node_card.h"
#include "node/identity/trust_list.h"
#include "node/store/database.h"

namespace passerelle::identity {

inline const Instant kNow = std::chrono::sys_days{std::chrono::year{2026} / 11 / 23};
inline constexpr std::chrono::days kDay{1};

inline std::string pin_text(char digit) { return std::string(64, digit); }

// A node with its keys; the pin is the digit sixty-four times, valid for 90 days.
struct TestNode {
  crypto::SigningKey seal = crypto::SigningKey::generate();
  crypto::SigningKey log = crypto::SigningKey::generate();
  PeerEntry entry;

  TestNode(const std::string& id, char digit)
      : entry{NodeId(id),
              "national_platform",
              "FR",
              "Node " + id,
              "https://" + id + ".example:9443",
              "https://" + id + ".example",
              {{pin_text(digit), kNow - kDay, kNow + 90 * kDay}},
              seal.public_key(),
              log.public_key()} {}

  Json card() const;
};

Json list_body(std::int64_t sequence, const std::vector<PeerEntry>& entries);

Json sign_list(const Json& body, const crypto::SigningKey& anchor);

inline std::vector<store::Migration> all_migrations() {
  return {kMigrations.begin(), kMigrations.end()};
}

inline store::Database fresh_database() {
  auto database = store::Database::open_in_memory(all_migrations());
  REQUIRE(database);
  return *std::move(database);
}

}  // namespace passerelle::identity
