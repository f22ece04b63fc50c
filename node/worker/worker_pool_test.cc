#include "node/worker/worker_pool.h"

#include <doctest/doctest.h>
#include <signal.h>

#include <algorithm>
#include <thread>

#include "node/worker/worker_support_test.h"

namespace passerelle::worker {
namespace {

const RunId kRun("run-1");

analysis::StepOutput stepped(WorkerPool& pool,
                             const TemporaryTable& table,
                             const Transcript& transcript,
                             const RunId& run = kRun) {
  auto output = pool.step(run, {study()}, table.tables(), nobody_opted_out, transcript);
  REQUIRE_MESSAGE(output.has_value(), output.error().text());
  return *std::move(output);
}

pid_t only_process(const WorkerPool& pool) {
  const auto processes = pool.processes();
  REQUIRE(processes.size() == 1);
  return processes[0];
}

TEST_CASE("a run keeps its worker between rounds") {
  const TemporaryTable table;
  WorkerPool pool(real_worker(), {});
  const auto first = stepped(pool, table, {});
  const auto pid = only_process(pool);
  stepped(pool, table, {{{NodeId("fr"), first.partial}}});
  CHECK(only_process(pool) == pid);
}

TEST_CASE("after kill -9 a new worker replays the transcript to the same bytes") {
  const TemporaryTable table;
  WorkerPool pool(real_worker(), {});
  const auto first = stepped(pool, table, {});
  const Transcript transcript{{{NodeId("fr"), first.partial}}};
  const auto second = stepped(pool, table, transcript);
  const auto pid = only_process(pool);
  REQUIRE(::kill(pid, SIGKILL) == 0);
  CHECK(bytes_of(stepped(pool, table, transcript)) == bytes_of(second));
  CHECK(only_process(pool) != pid);
}

TEST_CASE("a worker killed in the middle of a step is replaced and the step answered") {
  const TemporaryTable table;
  WorkerPool pool(real_worker(), {});
  const auto first = stepped(pool, table, {});
  const auto pid = only_process(pool);
  REQUIRE(::kill(pid, SIGSTOP) == 0);  // so that the step waits for it
  std::string again;
  std::thread step([&] { again = bytes_of(stepped(pool, table, {})); });
  REQUIRE(::kill(pid, SIGKILL) == 0);
  step.join();
  CHECK(again == bytes_of(first));
}

TEST_CASE("a transcript that was changed gets a new worker") {
  const TemporaryTable table;
  WorkerPool pool(real_worker(), {});
  const auto first = stepped(pool, table, {});
  const Transcript one{{{NodeId("fr"), first.partial}}};
  const Transcript two{{{NodeId("fr"), first.partial}, {NodeId("fi"), first.partial}}};
  stepped(pool, table, one);
  const auto pid = only_process(pool);
  const auto replayed = stepped(pool, table, two);
  CHECK(only_process(pool) != pid);
  WorkerPool fresh(real_worker(), {});
  CHECK(bytes_of(stepped(fresh, table, two)) == bytes_of(replayed));
}

TEST_CASE("a step over its time is an error and its worker is gone") {
  const TemporaryTable table;
  WorkerPool pool(real_worker(), {});
  stepped(pool, table, {});
  const auto pid = only_process(pool);
  REQUIRE(::kill(pid, SIGSTOP) == 0);
  const auto output = pool.step(kRun, {study()}, table.tables(), nobody_opted_out, {},
                                std::chrono::milliseconds(50));
  REQUIRE_FALSE(output.has_value());
  CHECK(output.error().name() == "worker.timed_out");
  CHECK_FALSE(exists(pid));
  CHECK(pool.live() == 0);
}

TEST_CASE("the oldest idle worker makes room") {
  const TemporaryTable table;
  WorkerPool pool(real_worker(), {.maximum_live = 2, .idle_limit = std::chrono::seconds(60)});
  stepped(pool, table, {}, RunId("run-1"));
  const auto oldest = only_process(pool);
  stepped(pool, table, {}, RunId("run-2"));
  stepped(pool, table, {}, RunId("run-3"));
  const auto live = pool.processes();
  CHECK(live.size() == 2);
  CHECK(std::find(live.begin(), live.end(), oldest) == live.end());
  CHECK_FALSE(exists(oldest));
}

TEST_CASE("a pool without room waits, and no longer than the deadline") {
  const TemporaryTable table;
  WorkerPool pool(real_worker(), {.maximum_live = 0, .idle_limit = std::chrono::seconds(60)});
  const auto output = pool.step(kRun, {study()}, table.tables(), nobody_opted_out, {},
                                std::chrono::milliseconds(20));
  REQUIRE_FALSE(output.has_value());
  CHECK(output.error().name() == "worker.busy");
}

TEST_CASE("idle workers end at the limit, and only then") {
  const TemporaryTable table;
  WorkerPool patient(real_worker(), {});
  stepped(patient, table, {});
  patient.sweep();
  CHECK(patient.live() == 1);
  WorkerPool hasty(real_worker(), {.maximum_live = 4, .idle_limit = std::chrono::seconds(0)});
  stepped(hasty, table, {});
  const auto pid = only_process(hasty);
  hasty.sweep();
  CHECK(hasty.live() == 0);
  CHECK_FALSE(exists(pid));
}

TEST_CASE("a run that is forgotten has no worker, and may begin again") {
  const TemporaryTable table;
  WorkerPool pool(real_worker(), {});
  const auto first = stepped(pool, table, {});
  const auto pid = only_process(pool);
  pool.forget(kRun);
  CHECK(pool.live() == 0);
  CHECK_FALSE(exists(pid));
  CHECK(bytes_of(stepped(pool, table, {})) == bytes_of(first));
}

TEST_CASE("stopping ends workers at work and refuses what comes later") {
  const TemporaryTable table;
  WorkerPool pool(real_worker(), {});
  stepped(pool, table, {});
  const auto pid = only_process(pool);
  REQUIRE(::kill(pid, SIGSTOP) == 0);
  std::thread held([&] {
    const auto output = pool.step(kRun, {study()}, table.tables(), nobody_opted_out, {});
    REQUIRE_FALSE(output.has_value());
    CHECK(output.error().name() == "worker.stopping");
  });
  pool.stop();
  held.join();
  CHECK_FALSE(exists(pid));
  CHECK(pool.probe(table.bindings()).error().name() == "worker.stopping");
}

TEST_CASE("an error of the study leaves no worker behind") {
  const TemporaryTable table;
  table.write("id,sex,age,time\n1,0,50,10\n");
  WorkerPool pool(real_worker(), {});
  const auto output = pool.step(kRun, {study()}, table.tables(), nobody_opted_out, {});
  REQUIRE_FALSE(output.has_value());
  CHECK(output.error().text() ==
        "worker.study_failed: duckdb.column_missing: column dead is not in the file");
  CHECK(pool.live() == 0);
}

TEST_CASE("probes and sandbox reports use workers of their own, which end with the answer") {
  const TemporaryTable table;
  WorkerPool pool(real_worker(), {});
  stepped(pool, table, {});
  const auto pid = only_process(pool);
  const auto probes = pool.probe(table.bindings());
  REQUIRE(probes.has_value());
  CHECK(probes->at(0).size == std::filesystem::file_size(table.file()));
  const auto report = pool.sandbox();
  REQUIRE(report.has_value());
  CHECK(report->contains("landlock_abi"));
  CHECK(only_process(pool) == pid);
}

TEST_CASE("runs on several threads do not disturb each other") {
  const TemporaryTable table;
  WorkerPool pool(real_worker(), {.maximum_live = 2, .idle_limit = std::chrono::seconds(60)});
  const auto expected = bytes_of(stepped(pool, table, {}));
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&, i] {
      const RunId run("run-" + std::to_string(i % 3));
      for (int round = 0; round < 2; ++round) {
        CHECK(bytes_of(stepped(pool, table, {}, run)) == expected);
      }
    });
  }
  for (auto& thread : threads) thread.join();
}

}  // namespace
}  // namespace passerelle::worker
