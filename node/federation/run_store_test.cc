#include "node/federation/run_store.h"

#include <doctest/doctest.h>

namespace passerelle::federation {
namespace {

const RunId kRun("fr-1");

store::Database database_with_a_run() {
  auto database = store::Database::open_in_memory(kRunMigrations);
  REQUIRE(database);
  const auto now = *parse_instant("2026-11-25T12:00:00Z");
  Run run;
  run.id = kRun;
  run.application = ApplicationId("fr-a");
  run.user = UserName("marie");
  run.person = "marie@fr";
  run.study = "{}";
  run.participants = {{NodeId("fi"), PermitId("fi-1")}, {NodeId("fr"), PermitId("fr-1")}};
  run.submitted = now;
  run.deadline = now + std::chrono::hours(1);
  REQUIRE(database->write([&](store::Transaction& tx) { return insert_run(tx, run); }));
  return *std::move(database);
}

Run stored_run(store::Database& database) {
  const auto run = database.read([](store::Reader& reader) { return find_run(reader, kRun); });
  REQUIRE(run);
  REQUIRE(*run);
  return **run;
}

}  // namespace

TEST_CASE("a run that is finished has its answer and the proof of it") {
  auto database = database_with_a_run();
  CHECK(stored_run(database).status == RunStatus::running);
  REQUIRE(database.write(
      [](store::Transaction& tx) { return finish_run(tx, kRun, "answer", "receipt"); }));
  const auto run = stored_run(database);
  CHECK(run.status == RunStatus::finished);
  CHECK(run.pooled_answer == "answer");
  CHECK(run.pooled_receipt == "receipt");
  CHECK(run.participants.size() == 2);
}

TEST_CASE("a run that is over does not fail any more") {
  auto database = database_with_a_run();
  REQUIRE(database.write(
      [](store::Transaction& tx) { return finish_run(tx, kRun, "answer", "receipt"); }));
  REQUIRE(database.write([](store::Transaction& tx) { return fail_run(tx, kRun, "too late"); }));
  CHECK(stored_run(database).status == RunStatus::finished);
  CHECK(stored_run(database).reason.empty());
}

}  // namespace passerelle::federation
