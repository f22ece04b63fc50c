#include "node/service/disclosure_profiles.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "node/crypto/signed_document.h"
#include "node/service/dataset_rules.h"
#include "node/service/schema.h"

namespace passerelle::service {
namespace {

disclosure::Profile profile(const std::string& id, std::int64_t version, int min_cell) {
  auto made = disclosure::known_profile("FR-SNDS");
  made.id = id;
  made.version = version;
  made.rules = Json{{"min_cell", min_cell}}.dump();
  return made;
}

struct Store {
  // Keeps a profile under a number, which is its own unless somebody has changed the row.
  Result<void> keep(const disclosure::Profile& kept, std::int64_t version, const Json& envelope) {
    return database.write([&](store::Transaction& tx) {
      return tx.run(
          "insert into disclosure_profiles (id, version, digest, envelope, installed)"
          " values (?, ?, 'd', ?, '2026-11-27T00:00:00Z')",
          kept.id, version, canonical_text(envelope));
    });
  }
  void keep(const disclosure::Profile& kept) {
    REQUIRE(keep(kept, kept.version, envelope_of(kept)));
  }
  Json envelope_of(const disclosure::Profile& kept) const {
    return crypto::SignedDocument::sign(std::string(disclosure::kProfileType),
                                        disclosure::to_json(kept), key)
        .envelope();
  }

  Result<void> run(const char* sql) {
    return database.write([&](store::Transaction& tx) { return tx.run(sql); });
  }

  Result<std::vector<disclosure::Profile>> in_force() const {
    return database.read([](store::Reader& reader) { return profiles_in_force(reader); });
  }

  store::Database database = *store::Database::open_in_memory(all_migrations());
  crypto::SigningKey key = crypto::SigningKey::generate();
};

TEST_CASE("of every profile the last version is in force, and all of them make a node stricter") {
  Store store;
  store.keep(profile("A", 1, 20));
  store.keep(profile("A", 2, 15));
  store.keep(profile("B", 1, 12));
  const auto profiles = store.in_force();
  REQUIRE(profiles);
  REQUIRE(profiles->size() == 2);
  CHECK((*profiles)[0].version == 2);
  const auto rules = store.database.read([](store::Reader& reader) {
    return rules_with(reader, disclosure::Rules{.min_cell = 5}, {});
  });
  REQUIRE(rules);
  CHECK(rules->min_cell == 15);
}

TEST_CASE("a profile whose last version is withdrawn is not in force in an older one") {
  Store store;
  store.keep(profile("A", 1, 20));
  store.keep(profile("A", 2, 15));
  REQUIRE(store.run("update disclosure_profiles set withdrawn = '2026' where version = 2"));
  const auto profiles = store.in_force();
  REQUIRE(profiles);
  CHECK(profiles->empty());
}

TEST_CASE(
    "a profile that was changed where it is kept is an error, and no profile that is missing") {
  Store changed;
  const auto one = profile("A", 1, 20);
  auto envelope = changed.envelope_of(one);
  envelope["body"]["rules"]["min_cell"] = 2;
  REQUIRE(changed.keep(one, 1, envelope));
  CHECK_FALSE(changed.in_force());

  Store renumbered;
  REQUIRE(renumbered.keep(one, 2, renumbered.envelope_of(one)));
  CHECK_FALSE(renumbered.in_force());
}

TEST_CASE("a version of a profile is neither changed nor deleted") {
  Store store;
  store.keep(profile("A", 1, 20));
  CHECK_FALSE(store.run("delete from disclosure_profiles"));
  CHECK_FALSE(store.run("update disclosure_profiles set envelope = '{}'"));
  CHECK_FALSE(store.run("update disclosure_profiles set version = 2"));
}

}  // namespace
}  // namespace passerelle::service
