#include "node/audit/log.h"

#include <atomic>
#include <nlohmann/json.hpp>
#include <thread>

#include "node/audit/errors.h"
#include "node/audit/log_fixture_test.h"
#include "node/audit/verifier.h"

namespace passerelle::audit {
namespace {

using store::Transaction;

TEST_CASE("an entry is canonical text with its time, act and subject") {
  const AuditEntry entry(Event::permit_issued, kStart, Json{{"permit", "p-1"}, {"auto", false}});
  REQUIRE(entry.text());
  CHECK(*entry.text() == R"({"at":"2027-01-31T00:00:00.000Z","event":"permit_issued",)"
                         R"("passerelle":"audit/1","subject":{"auto":false,"permit":"p-1"}})");
}

TEST_CASE("every event has its own name and is found by it") {
  for (int i = 0; i <= static_cast<int>(Event::disclosure_profile_withdrawn); ++i) {
    const auto event = static_cast<Event>(i);
    CHECK(parse_event(event_name(event)) == event);
  }
  CHECK(event_name(Event::release) == "release");
  CHECK(event_name(Event::order_refused) == "order_refused");
  CHECK_FALSE(parse_event("coffee_made"));
}

TEST_CASE("a number that is not of our paperwork never enters the log") {
  LogFixture fixture;
  const auto append = [&](const Json& subject) {
    return fixture.database.write([&](Transaction& tx) {
      return fixture.log.append(tx, AuditEntry(Event::release, kStart, subject));
    });
  };
  const auto refused = append(Json{{"table", {{"deaths", 3}}}});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == AuditError::not_an_entry);
  CHECK_FALSE(append(Json{{"hazard", 1.5}}));
  CHECK_FALSE(append(Json{{"round", 1.5}}));
  CHECK_FALSE(append(Json::array({"x"})));
  CHECK_FALSE(append(Json{{"long", std::string(70000, 'x')}}));
  CHECK(append(Json{{"run", "r-1"}, {"round", 2}, {"datasets", {"a", "b"}}}));
  CHECK(fixture.log.head()->checkpoint.size == 1);
}

TEST_CASE("the receipt of an append names the entry, its place and its hash") {
  LogFixture fixture;
  fixture.append(0, 3);
  const auto receipt = fixture.database.write(
      [&](Transaction& tx) { return fixture.log.append(tx, numbered_entry(3)); });
  REQUIRE(receipt);
  CHECK(receipt->index() == 3);
  CHECK(receipt->entry() == *numbered_entry(3).text());
  CHECK(receipt->leaf() == leaf_hash(receipt->entry()));
}

TEST_CASE("a thousand entries: every root is the tree's, every proof verifies, the log is whole") {
  LogFixture fixture;
  fixture.append(0, 400);
  fixture.append(400, 599);
  fixture.append(999, 1);
  MerkleTree tree;
  for (int i = 0; i < 1000; ++i) tree.append(leaf_hash(*numbered_entry(i).text()));
  const auto head = fixture.log.head();
  REQUIRE(head);
  CHECK(head->checkpoint == Checkpoint{"passerelle/fr", 1000, tree.root()});
  for (std::uint64_t index = 0; index < 1000; index += 37) {
    const auto receipt = fixture.log.prove(index);
    REQUIRE(receipt);
    CHECK(receipt->proof == tree.prove_inclusion(index, 1000));
    CHECK(verify_receipt(*receipt, fixture.log.key()));
  }
  const auto report = verify_log(fixture.database, fixture.log.key(), fixture.head_file());
  REQUIRE(report);
  CHECK(report->is_whole());
  CHECK(report->entries == 1000);
  CHECK(report->published == 1000);
}

TEST_CASE("a transaction that rolls back leaves no trace in the log") {
  LogFixture fixture;
  fixture.append(0, 5);
  const auto before = fixture.log.head();
  const auto rolled_back = fixture.database.write([&](Transaction& tx) -> Result<void> {
    for (int i = 100; i < 104; ++i) {
      if (auto logged = fixture.log.append(tx, numbered_entry(i)); !logged) return logged.error();
    }
    return Error{BaseError::unavailable, "the act failed"};
  });
  REQUIRE_FALSE(rolled_back);
  CHECK(fixture.log.head()->note == before->note);
  fixture.append(5, 4);
  MerkleTree tree;
  for (int i = 0; i < 9; ++i) tree.append(leaf_hash(*numbered_entry(i).text()));
  CHECK(fixture.log.head()->checkpoint.root == tree.root());
  CHECK(verify_log(fixture.database, fixture.log.key(), fixture.head_file())->is_whole());
}

TEST_CASE("threads that append and publish at once leave one whole log with its newest head") {
  LogFixture fixture;
  std::atomic<int> failures = 0;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&, thread] {
      for (int i = 0; i < 10; ++i) {
        auto logged = fixture.database.write([&](Transaction& tx) {
          return fixture.log.append(tx, numbered_entry(thread * 100 + i));
        });
        if (!logged || !fixture.log.publish_head()) ++failures;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(failures == 0);
  const auto report = verify_log(fixture.database, fixture.log.key(), fixture.head_file());
  REQUIRE(report);
  CHECK(report->is_whole());
  CHECK(report->published == 40);
}

TEST_CASE("the tables refuse to change or delete what stands in the log") {
  LogFixture fixture;
  fixture.append(0, 4);
  for (const char* sql :
       {"update audit_entries set entry = 'x'", "delete from audit_entries where idx = 3",
        "update audit_nodes set hash = zeroblob(32)", "delete from audit_nodes",
        "update audit_heads set note = 'x'", "delete from audit_heads"}) {
    CHECK_FALSE(fixture.database.write([&](Transaction& tx) { return tx.run(sql); }));
  }
}

TEST_CASE("entries are listed in order, in pieces") {
  LogFixture fixture;
  fixture.append(0, 5);
  const auto some = fixture.log.entries(3, 10);
  REQUIRE(some);
  REQUIRE(some->size() == 2);
  CHECK((*some)[0].index == 3);
  CHECK((*some)[1].text == *numbered_entry(4).text());
  CHECK(fixture.log.entries(0, 2)->size() == 2);
}

TEST_CASE("there is no proof of an entry that is not there") {
  LogFixture fixture;
  fixture.append(0, 2);
  const auto receipt = fixture.log.prove(2);
  REQUIRE_FALSE(receipt);
  CHECK(receipt.error().code == AuditError::unknown_entry);
}

TEST_CASE("a receipt travels as JSON, and a changed one is refused") {
  LogFixture fixture;
  fixture.append(0, 6);
  const auto receipt = fixture.log.prove(4);
  REQUIRE(receipt);
  const auto json = to_json(*receipt);
  const auto read = receipt_from_json(*parse_json(canonical_text(json)));
  REQUIRE(read);
  CHECK(*read == *receipt);
  const auto head = verify_receipt(*read, fixture.log.key());
  REQUIRE(head);
  CHECK(head->size == 6);

  auto changed = *receipt;
  changed.entry[10] = '9';
  const auto refused = verify_receipt(changed, fixture.log.key());
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == AuditError::not_included);
  changed = *receipt;
  changed.index = 3;
  CHECK_FALSE(verify_receipt(changed, fixture.log.key()));
  const LogFixture other;
  CHECK(verify_receipt(*receipt, other.log.key()).error().code == AuditError::signature);
}

TEST_CASE("JSON that is not a receipt is refused") {
  LogFixture fixture;
  fixture.append(0, 2);
  const auto good = to_json(*fixture.log.prove(1));
  const auto refused = [&](const char* field, const Json& value) {
    auto json = good;
    json[field] = value;
    return !receipt_from_json(json);
  };
  CHECK(refused("passerelle", "audit-receipt/2"));
  CHECK(refused("index", -1));
  CHECK(refused("index", "1"));
  CHECK(refused("proof", Json::array({"AAAA"})));
  CHECK(refused("proof", Json::array({1})));
  CHECK(refused("proof", std::vector<std::string>(65, good["proof"][0].get<std::string>())));
  CHECK(refused("head", nullptr));
  CHECK(refused("comment", "x"));
  CHECK_FALSE(receipt_from_json(Json::array()));
}

// Opens the fixture's database as another start of the node would.
Result<Log> reopen(LogFixture& fixture, crypto::SigningKey key) {
  return Log::open(fixture.database, std::move(key), "passerelle/fr", fixture.head_file());
}

struct Restartable {
  Restartable() {
    REQUIRE(crypto::SigningKey::generate().save(folder.file("key")));
    database.emplace(*store::Database::open(folder.file("db"), {kAuditMigration}));
  }
  Result<Log> open() {
    return Log::open(*database, *crypto::SigningKey::load(folder.file("key")), "passerelle/fr",
                     folder.file("head"));
  }
  void append(const Log& log, int number) {
    REQUIRE(
        database->write([&](Transaction& tx) { return log.append(tx, numbered_entry(number)); }));
  }
  store::TemporaryFolder folder;
  std::optional<store::Database> database;
};

TEST_CASE("a log goes on after a restart, also when the last head was not published") {
  Restartable node;
  {
    auto log = node.open();
    REQUIRE(log);
    node.append(*log, 0);
    REQUIRE(log->publish_head());
    node.append(*log, 1);  // and then the power fails
  }
  node.database.emplace(*store::Database::open(node.folder.file("db"), {kAuditMigration}));
  auto log = node.open();
  REQUIRE(log);
  node.append(*log, 2);
  REQUIRE(log->publish_head());
  const auto report = verify_log(*node.database, log->key(), node.folder.file("head"));
  REQUIRE(report);
  CHECK(report->is_whole());
  CHECK(report->published == 3);
}

TEST_CASE("a log that is shorter than its published head is not opened and the head is kept") {
  Restartable node;
  {
    auto log = node.open();
    REQUIRE(log);
    for (int i = 0; i < 3; ++i) node.append(*log, i);
    REQUIRE(log->publish_head());
  }
  const auto size = std::filesystem::file_size(node.folder.file("head"));
  node.database.emplace(*store::Database::open_in_memory({kAuditMigration}));
  const auto log = node.open();
  REQUIRE_FALSE(log);
  CHECK(log.error().code == AuditError::tampered);
  CHECK(std::filesystem::file_size(node.folder.file("head")) == size);
}

TEST_CASE("a log without its head file, or with that of another key, is not opened") {
  Restartable node;
  auto log = node.open();
  REQUIRE(log);
  node.append(*log, 0);
  std::filesystem::remove(node.folder.file("head"));
  CHECK(node.open().error().code == AuditError::tampered);
  CHECK(log->publish_head().error().code == AuditError::tampered);

  LogFixture fixture;
  fixture.append(0, 1);
  CHECK(reopen(fixture, crypto::SigningKey::generate()).error().code == AuditError::signature);
}

TEST_CASE("nothing is appended after an entry that no head signs") {
  LogFixture fixture;
  fixture.append(0, 2);
  REQUIRE(fixture.database.write([](Transaction& tx) {
    return tx.run("insert into audit_entries values (2, 'x', zeroblob(32))");
  }));
  const auto logged = fixture.database.write(
      [&](Transaction& tx) { return fixture.log.append(tx, numbered_entry(3)); });
  REQUIRE_FALSE(logged);
  CHECK(logged.error().code == AuditError::tampered);
}

TEST_CASE("a head that cannot be written is an error that names the file") {
  LogFixture fixture;
  fixture.append(0, 1);
  std::filesystem::create_directory(fixture.folder.file("head.new"));
  REQUIRE(fixture.database.write(
      [&](Transaction& tx) { return fixture.log.append(tx, numbered_entry(1)); }));
  const auto published = fixture.log.publish_head();
  REQUIRE_FALSE(published);
  CHECK(published.error().code == BaseError::unavailable);
  CHECK(published.error().detail.find("head.new") != std::string::npos);
}

}  // namespace
}  // namespace passerelle::audit
