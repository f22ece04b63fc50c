#include "node/ledger/releases.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "node/ledger/archive.h"
#include "node/ledger/kept_persons.h"
#include "node/ledger/schema.h"
#include "node/store/database.h"
#include "node/store/temporary_folder_test.h"

namespace passerelle::ledger_store {
namespace {

using analysis::Cohorts;
using Pseudonyms = std::vector<std::uint64_t>;

constexpr Instant kNow = std::chrono::sys_days(std::chrono::year(2026) / 11 / 25);

Pseudonyms range(std::uint64_t first, std::uint64_t count) {
  Pseudonyms pseudonyms;
  for (std::uint64_t i = 0; i < count; ++i) pseudonyms.push_back((first + i) * 0x10001);
  return pseudonyms;
}

struct Ledger {
  Met meet(const std::vector<Pseudonyms>& atoms, const crypto::StorageKey& by) const {
    auto met = database.read(
        [&](store::Reader& reader) { return meet_persons(reader, by, Cohorts{atoms, {}, {}}); });
    REQUIRE(met);
    return *std::move(met);
  }
  Met meet(const std::vector<Pseudonyms>& atoms) const { return meet(atoms, key); }

  Result<void> record(const std::string& run,
                      const Met& met,
                      const std::vector<ledger::Cohort>& cohorts,
                      const ledger::Cohort& population = {},
                      const std::vector<ledger::Cohort>& known = {}) {
    const Release release{RunId(run), 1, PermitId("p"), NodeId("fi"), "digest", kNow};
    return database.write([&](store::Transaction& tx) {
      return ledger_store::record(tx, key, release, {{"s", "id"}}, met,
                                  {cohorts, known, population});
    });
  }

  std::vector<ledger::Earlier> populations() const {
    std::vector<ledger::Earlier> found;
    const DatabaseArchive archive(database, key);
    REQUIRE(archive.populations([&](const ledger::Earlier& earlier) {
      found.push_back(earlier);
      return ledger::Archive::Go::on;
    }));
    return found;
  }

  std::vector<ledger::Earlier> cohorts() const {
    std::vector<ledger::Earlier> found;
    const DatabaseArchive archive(database, key);
    REQUIRE(archive.each(0, 1'000'000, [&](const ledger::Earlier& earlier) {
      found.push_back(earlier);
      return ledger::Archive::Go::on;
    }));
    return found;
  }

  store::Database database =
      *store::Database::open_in_memory({kMigrations.begin(), kMigrations.end()});
  crypto::StorageKey key = crypto::StorageKey::generate();
};

TEST_CASE("who was released once is met again under the same numbers") {
  Ledger ledger;
  const auto first = ledger.meet({range(1, 10), range(50, 5)});
  CHECK(first.atoms[0].persons == 10);
  CHECK(first.atoms[0].known.size() == 0);
  REQUIRE(ledger.record("run-1", first, {{0, 1}}));

  // Other atoms of the same persons, and three new ones.
  const auto again = ledger.meet({range(1, 4), range(5, 6), range(50, 5), range(90, 3)});
  CHECK(again.atoms[0].known.size() == 4);
  CHECK(again.atoms[3].known.size() == 0);
  CHECK(again.without_number[3].size() == 3);
  REQUIRE(ledger.cohorts().size() == 1);
  auto all = again.atoms[0].known;
  all.add(again.atoms[1].known);
  all.add(again.atoms[2].known);
  CHECK(all == ledger.cohorts()[0].persons);
  CHECK(ledger.cohorts()[0].origin == ledger::Origin{"run-1", "2026-11-25"});
}

TEST_CASE("whom a run met is known again to its next round, until something is released") {
  Ledger ledger;
  KeptPersons kept;
  CHECK(kept.find(RunId("run-1"), 0) == nullptr);
  const auto met = std::make_shared<const Met>(ledger.meet({range(1, 10)}));
  kept.keep(RunId("run-1"), 3, met);
  CHECK(kept.find(RunId("run-1"), 3) == met);
  CHECK(kept.find(RunId("run-1"), 4) == nullptr);
  CHECK(kept.find(RunId("run-2"), 3) == nullptr);
  kept.keep(RunId("run-2"), 3, met);
  CHECK(kept.find(RunId("run-1"), 3) == nullptr);
}

TEST_CASE("nothing is kept of persons in no recorded cohort") {
  Ledger ledger;
  REQUIRE(ledger.record("run-1", ledger.meet({range(1, 10), range(50, 5)}), {{0}}));
  CHECK(ledger.meet({range(50, 5)}).atoms[0].known.size() == 0);
  REQUIRE(ledger.record("run-2", ledger.meet({range(50, 5)}), {}));
  CHECK(ledger.meet({range(50, 5)}).atoms[0].known.size() == 0);
}

TEST_CASE("persons fill one chunk after the other, over several releases") {
  Ledger ledger;
  REQUIRE(ledger.record("run-1", ledger.meet({range(1, 60'000)}), {{0}}));
  REQUIRE(ledger.record("run-2", ledger.meet({range(60'001, 80'000)}), {{0}}));
  const auto met = ledger.meet({range(1, 140'000)});
  CHECK(met.atoms[0].known.size() == 140'000);
  CHECK(met.without_number[0].empty());
  CHECK(ledger.cohorts()[0].persons.common_with(ledger.cohorts()[1].persons) == 0);
}

TEST_CASE("the archive shows cohorts of the sizes asked for, until it is enough") {
  Ledger ledger;
  REQUIRE(ledger.record("run-1", ledger.meet({range(1, 10), range(50, 5)}), {{0}, {0, 1}, {1}}));
  const DatabaseArchive archive(ledger.database, ledger.key);
  std::vector<std::int64_t> sizes;
  const auto look = [&](std::int64_t least, std::int64_t most, ledger::Archive::Go go) {
    sizes.clear();
    REQUIRE(archive.each(least, most, [&](const ledger::Earlier& earlier) {
      sizes.push_back(earlier.persons.size());
      return go;
    }));
    return sizes;
  };
  CHECK(look(6, 15, ledger::Archive::Go::on) == std::vector<std::int64_t>{10, 15});
  CHECK(look(0, 99, ledger::Archive::Go::enough) == std::vector<std::int64_t>{10});
  CHECK(look(16, 99, ledger::Archive::Go::on).empty());
}

TEST_CASE("a cohort that others of its release make up is recorded as combined") {
  Ledger ledger;
  const auto is_combined = [&] {
    std::vector<bool> flags;
    for (const auto& cohort : ledger.cohorts()) flags.push_back(cohort.is_combined);
    return flags;
  };
  const auto two = ledger.meet({range(1, 20), range(50, 30)});
  REQUIRE(ledger.record("run-1", two, {{0}, {1}, {0, 1}}));
  CHECK(is_combined() == std::vector{false, false, true});
  // The total was released before: of the two other parts of it one is told by the rest.
  const auto three = ledger.meet({range(1, 8), range(9, 12), range(50, 30)});
  REQUIRE(ledger.record("run-2", three, {{0, 2}, {1}}, {}, {{0, 1, 2}}));
  CHECK(is_combined() == std::vector{false, false, true, false, true});
  // Without anything known of them they are two of their own.
  REQUIRE(ledger.record("run-3", three, {{0, 1}, {1, 2}}));
  CHECK(is_combined() == std::vector{false, false, true, false, true, false, false});
}

TEST_CASE("without the key of the home nothing is read, and that is an error") {
  Ledger ledger;
  REQUIRE(ledger.record("run-1", ledger.meet({range(1, 10)}), {{0}}));
  const auto other = crypto::StorageKey::generate();
  const auto met = ledger.database.read([&](store::Reader& reader) {
    return meet_persons(reader, other, Cohorts{{range(1, 10)}, {}, {}});
  });
  REQUIRE_FALSE(met);
  CHECK(met.error().name() == "ledger.unreadable");
  const DatabaseArchive archive(ledger.database, other);
  CHECK_FALSE(archive.each(0, 99, [](const ledger::Earlier&) { return ledger::Archive::Go::on; }));
}

TEST_CASE("what stands in the database tells no pseudonym") {
  Ledger ledger;
  const auto pseudonyms = range(1, 300);
  REQUIRE(ledger.record("run-1", ledger.meet({pseudonyms}), {{0}}));
  const auto rows = ledger.database.read([](store::Reader& reader) {
    return reader.query(
        "select sealed from ledger_persons union all select sealed from ledger_cohorts");
  });
  REQUIRE(rows);
  REQUIRE(rows->size() == 2);
  for (const auto& row : *rows) {
    std::string needle;
    for (int shift = 56; shift >= 0; shift -= 8) {
      needle.push_back(static_cast<char>(pseudonyms[200] >> shift & 0xFF));
    }
    CHECK(row.blob(0).find(needle) == std::string::npos);
  }
}

TEST_CASE("who was in the data is recorded with a cohort, once for each population") {
  Ledger ledger;
  REQUIRE(ledger.record("run-1", ledger.meet({range(1, 10), range(50, 5)}), {{0}}, {0, 1}));
  REQUIRE(ledger.record("run-2", ledger.meet({range(50, 5), range(1, 10)}), {{0}}, {0, 1}));
  REQUIRE(ledger.populations().size() == 1);
  CHECK(ledger.populations()[0].persons.size() == 15);
  CHECK(ledger.populations()[0].origin.run == "run-1");
  // Two of them left.
  REQUIRE(ledger.record("run-3", ledger.meet({range(1, 8), range(50, 5)}), {{0}}, {0, 1}));
  REQUIRE(ledger.populations().size() == 2);
  CHECK(ledger.populations()[1].persons.size() == 13);
  CHECK(ledger.populations()[1].persons.common_with(ledger.populations()[0].persons) == 13);
  // Nothing new left the node.
  REQUIRE(ledger.record("run-4", ledger.meet({range(1, 7)}), {}, {0}));
  CHECK(ledger.populations().size() == 2);
  CHECK(ledger.cohorts().size() == 3);
}

TEST_CASE("a ledger of before there were populations opens, and records them from then on") {
  const store::TemporaryFolder folder;
  const auto file = folder.file("ledger.db");
  Ledger ledger;
  {
    auto old = store::Database::open(file, {kMigrations[0]});
    REQUIRE(old);
    ledger.database = *std::move(old);
    REQUIRE(ledger.database.write([&](store::Transaction& tx) {
      return tx.run(
          "insert into ledger_releases (run, round, permit, requesting_node, study,"
          " released) values ('run-1', 1, 'p', 'fi', 'digest', '2026-11-25T00:00:00Z')");
    }));
  }
  auto opened = store::Database::open(file, {kMigrations.begin(), kMigrations.end()});
  REQUIRE(opened);
  ledger.database = *std::move(opened);
  CHECK(ledger.populations().empty());
  REQUIRE(ledger.record("run-2", ledger.meet({range(1, 10)}), {{0}}, {0}));
  CHECK(ledger.populations().size() == 1);
}

TEST_CASE("the version grows with each release that adds a cohort") {
  Ledger ledger;
  const auto now = [&] {
    return ledger.database.read([](store::Reader& reader) { return version(reader); }).value();
  };
  const auto empty = now();
  REQUIRE(ledger.record("run-1", ledger.meet({range(1, 10)}), {{0}}));
  CHECK(now() > empty);
}

TEST_CASE("persons of a space are told apart by the column of its first release") {
  Ledger ledger;
  const auto check = [&](const PersonColumns& columns) {
    return ledger.database.read(
        [&](store::Reader& reader) { return check_columns(reader, columns); });
  };
  CHECK(check({{"s", "national"}}));
  REQUIRE(ledger.record("run-1", ledger.meet({range(1, 10)}), {{0}}));
  CHECK(check({{"s", "id"}, {"t", "national"}}));
  CHECK(check({{"s", "national"}}).error().name() == "ledger.not_in_space");
}

TEST_CASE("the list tells releases and size classes") {
  Ledger ledger;
  REQUIRE(ledger.record("run-1", ledger.meet({range(1, 10), range(50, 9)}), {{0}, {1}, {0, 1}}));
  const auto listed = ledger.database.read([](store::Reader& reader) { return list(reader); });
  REQUIRE(listed);
  REQUIRE(listed->size() == 1);
  CHECK((*listed)[0].run == "run-1");
  CHECK((*listed)[0].cohorts == std::map<std::string, std::int64_t>{{"1-9", 1}, {"10-99", 2}});
}

TEST_CASE("the ledger is only added to") {
  Ledger ledger;
  REQUIRE(ledger.record("run-1", ledger.meet({range(1, 10)}), {{0}}, {0}));
  for (const auto* sql :
       {"delete from ledger_cohorts", "update ledger_cohorts set persons = 1",
        "delete from ledger_releases", "update ledger_releases set run = ''",
        "delete from ledger_populations", "update ledger_populations set release = 7"}) {
    CHECK_FALSE(ledger.database.write([&](store::Transaction& tx) { return tx.run(sql); }));
  }
}

}  // namespace
}  // namespace passerelle::ledger_store
