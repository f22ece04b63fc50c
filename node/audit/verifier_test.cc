#include "node/audit/verifier.h"

#include <fstream>
#include <functional>

#include "node/audit/log_fixture_test.h"
#include "node/audit/merkle.h"

namespace passerelle::audit {
namespace {

using store::Blob;
using store::Transaction;

// Somebody with the database in hand: no trigger stops them.
void attack(LogFixture& fixture, const std::function<Result<void>(Transaction&)>& act) {
  auto done = fixture.database.write([&](Transaction& tx) -> Result<void> {
    for (const char* sql :
         {"drop trigger if exists audit_entries_keep", "drop trigger if exists audit_entries_hold",
          "drop trigger if exists audit_nodes_keep", "drop trigger if exists audit_nodes_hold",
          "drop trigger if exists audit_heads_keep", "drop trigger if exists audit_heads_hold"}) {
      if (auto dropped = tx.run(sql); !dropped) return dropped;
    }
    return act(tx);
  });
  REQUIRE(done);
}

void attack(LogFixture& fixture, std::initializer_list<const char*> statements) {
  attack(fixture, [&](Transaction& tx) -> Result<void> {
    for (const char* sql : statements) {
      if (auto ran = tx.run(sql); !ran) return ran;
    }
    return {};
  });
}

// Makes all hashes fit the texts again, as somebody would who knows the format but has no key.
void rebuild_hashes(LogFixture& fixture) {
  attack(fixture, [](Transaction& tx) -> Result<void> {
    MerkleTree tree;
    auto rows = tx.query("select idx, entry from audit_entries order by idx");
    if (!rows) return rows.error();
    for (const auto& row : *rows) {
      const auto leaf = leaf_hash(row.text(1));
      tree.append(leaf);
      auto saved = tx.run("update audit_entries set leaf_hash = ? where idx = ?", Blob{leaf},
                          row.integer(0));
      if (!saved) return saved;
    }
    if (auto cleared = tx.run("delete from audit_nodes"); !cleared) return cleared;
    for (std::size_t level = 1; level < tree.levels().size(); ++level) {
      for (std::size_t i = 0; i < tree.levels()[level].size(); ++i) {
        auto saved = tx.run("insert into audit_nodes values (?, ?, ?)", level, i,
                            Blob{tree.levels()[level][i]});
        if (!saved) return saved;
      }
    }
    return {};
  });
}

LogReport verify(const LogFixture& fixture) {
  auto report = verify_log(fixture.database, fixture.log.key(), fixture.head_file());
  REQUIRE(report);
  return *std::move(report);
}

bool says(const LogReport& report, std::string_view words) {
  for (const auto& finding : report.findings) {
    if (finding.find(words) != std::string::npos) return true;
  }
  return false;
}

struct TenEntries : LogFixture {
  TenEntries() { append(0, 10); }
};

TEST_CASE_FIXTURE(TenEntries, "a log that nobody touched has no findings") {
  const auto report = verify(*this);
  CHECK(report.is_whole());
  CHECK(report.entries == 10);
  CHECK(report.signed_heads == 10);
  CHECK(report.published == 10);
}

TEST_CASE("an empty log has no findings") {
  const LogFixture fixture;
  CHECK(verify(fixture).is_whole());
}

TEST_CASE_FIXTURE(TenEntries, "a head file that is older than the log is no finding") {
  REQUIRE(database.write([&](Transaction& tx) { return log.append(tx, numbered_entry(10)); }));
  const auto report = verify(*this);
  CHECK(report.is_whole());
  CHECK(report.entries == 11);
  CHECK(report.published == 10);
}

TEST_CASE_FIXTURE(TenEntries, "an edited entry is found and named") {
  attack(*this,
         {"update audit_entries set entry = replace(entry, 'run-4', 'run-5') where idx = 4"});
  const auto report = verify(*this);
  CHECK(says(report, "entry 4 was edited"));
  CHECK(says(report, "signed head over 5 entries"));
  CHECK_FALSE(says(report, "signed head over 4 entries"));
}

TEST_CASE_FIXTURE(TenEntries, "an edited entry whose hashes were all made to fit is found") {
  attack(*this,
         {"update audit_entries set entry = replace(entry, 'run-4', 'run-5') where idx = 4"});
  rebuild_hashes(*this);
  const auto report = verify(*this);
  CHECK_FALSE(says(report, "was edited"));
  CHECK(says(report, "signed head over 5 entries signs other texts"));
  CHECK(says(report, "in the head file"));
}

TEST_CASE_FIXTURE(TenEntries, "an edited last entry, which no inner hash covers, is found") {
  append(10, 1);
  attack(*this, {"update audit_entries set entry = 'x' where idx = 10"});
  rebuild_hashes(*this);
  CHECK(says(verify(*this), "signed head over 11 entries signs other texts"));
}

TEST_CASE_FIXTURE(TenEntries, "an entry deleted in the middle is found and named") {
  attack(*this, {"delete from audit_entries where idx = 3"});
  const auto report = verify(*this);
  CHECK(says(report, "entry 3 is missing"));
  CHECK(report.entries == 9);
  CHECK_FALSE(says(report, "was edited"));
}

TEST_CASE_FIXTURE(TenEntries, "several entries deleted at the beginning are found and named") {
  attack(*this, {"delete from audit_entries where idx < 2"});
  CHECK(says(verify(*this), "entries 0 to 1 are missing"));
}

TEST_CASE_FIXTURE(TenEntries, "a deleted entry whose gap was closed and hashes rebuilt is found") {
  attack(*this, {"delete from audit_entries where idx = 3",
                 "update audit_entries set idx = idx + 1000 where idx > 3",
                 "update audit_entries set idx = idx - 1001 where idx > 1000"});
  rebuild_hashes(*this);
  const auto report = verify(*this);
  CHECK(says(report, "signed head over 4 entries signs other texts"));
  CHECK(says(report, "covers more than the 9 entries"));
}

TEST_CASE_FIXTURE(TenEntries, "the last entries cut off are found by the heads in the table") {
  attack(*this, {"delete from audit_entries where idx >= 7"});
  rebuild_hashes(*this);
  const auto report = verify(*this);
  CHECK(says(report, "the signed head over 8 entries covers more than the 7 entries"));
}

TEST_CASE_FIXTURE(TenEntries, "the last entries cut off with their heads are found by the file") {
  attack(*this,
         {"delete from audit_entries where idx >= 7", "delete from audit_heads where size > 7"});
  rebuild_hashes(*this);
  const auto report = verify(*this);
  REQUIRE(report.findings.size() == 1);
  CHECK(says(report, "in the head file the signed head over 10 entries covers more than the 7"));
}

TEST_CASE_FIXTURE(TenEntries, "the whole log deleted is found by the file") {
  attack(*this,
         {"delete from audit_entries", "delete from audit_heads", "delete from audit_nodes"});
  CHECK_FALSE(verify(*this).is_whole());
}

TEST_CASE_FIXTURE(TenEntries, "two entries that changed places are found") {
  attack(*this, {"update audit_entries set idx = 100 where idx = 2",
                 "update audit_entries set idx = 2 where idx = 3",
                 "update audit_entries set idx = 3 where idx = 100"});
  CHECK(says(verify(*this), "the tree's hash over the entries 2 to 3"));
  rebuild_hashes(*this);
  CHECK(says(verify(*this), "signed head over 3 entries signs other texts"));
}

TEST_CASE_FIXTURE(TenEntries, "an entry appended by somebody without the key is found") {
  attack(*this, {"insert into audit_entries select 10, entry, leaf_hash from audit_entries"
                 " where idx = 0"});
  rebuild_hashes(*this);
  const auto report = verify(*this);
  REQUIRE(report.findings.size() == 1);
  CHECK(says(report, "entry 10 is not signed"));
}

TEST_CASE_FIXTURE(TenEntries, "an entry appended with a head of another key is found") {
  attack(*this, {"insert into audit_entries select 10, entry, leaf_hash from audit_entries"
                 " where idx = 0"});
  rebuild_hashes(*this);
  LogFixture forger;
  forger.append(0, 11);
  const auto forged = forger.log.head()->note;
  attack(*this, [&](Transaction& tx) {
    return tx.run("insert into audit_heads values (?, ?)", 11, forged);
  });
  CHECK(says(verify(*this), "the signed head over 11 entries is not one of this log"));
}

TEST_CASE_FIXTURE(TenEntries, "a deleted head and a head in another's place are found") {
  attack(*this, {"delete from audit_heads where size = 5",
                 "update audit_heads set note = (select note from audit_heads where size = 8)"
                 " where size = 7"});
  const auto report = verify(*this);
  CHECK(says(report, "entry 4 is not signed"));
  CHECK(says(report, "the signed head over 7 entries is another one, over 8"));
}

TEST_CASE_FIXTURE(TenEntries, "changed, missing and surplus hashes of the tree are found") {
  attack(*this, {"update audit_nodes set hash = zeroblob(32) where level = 2 and idx = 1"});
  CHECK(says(verify(*this), "the tree's hash over the entries 4 to 7"));
  attack(*this, {"delete from audit_nodes where level = 2 and idx = 1"});
  CHECK(says(verify(*this), "the tree lacks 1 hashes"));
  attack(*this, {"insert into audit_nodes values (2, 7, zeroblob(32))"});
  CHECK(says(verify(*this), "belongs to no entry, at level 2, index 7"));
}

TEST_CASE_FIXTURE(TenEntries,
                  "a head file that is missing, of another key or not a note is found") {
  std::filesystem::remove(head_file());
  CHECK(says(verify(*this), "is missing"));
  LogFixture other;
  other.append(0, 10);
  std::filesystem::copy_file(other.head_file(), head_file());
  CHECK(says(verify(*this), "the head file is not one of this log"));
  std::ofstream(head_file(), std::ios::trunc) << "nothing";
  CHECK(says(verify(*this), "the head file is not one of this log"));
}

TEST_CASE_FIXTURE(TenEntries, "indexes that no log gives are findings, not endless work") {
  attack(*this, {"insert into audit_entries values (9000000000000000000, 'x', zeroblob(32))"});
  CHECK(says(verify(*this), "entry 9000000000000000000 has an index that no log gives"));
}

TEST_CASE("a finding that repeats a thousand times is told a few times and counted") {
  LogFixture fixture;
  fixture.append(0, 100);
  attack(fixture, {"update audit_entries set entry = 'x'"});
  const auto report = verify(fixture);
  CHECK(says(report, "90 more findings like the last one"));
  CHECK(report.findings.size() < 50);
}

}  // namespace
}  // namespace passerelle::audit
