#include "node/worker/worker.h"

#include <doctest/doctest.h>
#include <poll.h>
#include <signal.h>

#include "node/worker/worker_support_test.h"

namespace passerelle::worker {
namespace {

std::unique_ptr<Worker> started(const WorkerOptions& options = real_worker()) {
  auto worker = Worker::start(options);
  REQUIRE(worker.has_value());
  return *std::move(worker);
}

analysis::StepOutput stepped(Worker& worker, const Transcript& transcript) {
  auto output = worker.step(transcript, soon());
  REQUIRE(output.has_value());
  return *std::move(output);
}

TEST_CASE("a study is read once and its rounds answered one after the other") {
  const TemporaryTable table;
  const auto worker = started();
  REQUIRE(worker->open({study()}, table.tables(), nobody(), soon()).has_value());
  const auto first = stepped(*worker, {});
  const auto women = first.partial.cells.find({"analysis_set", {{"sex", "0"}}});
  REQUIRE(women != first.partial.cells.end());
  CHECK(women->second == analysis::Count{60, 60});

  const Transcript transcript{{{NodeId("fr"), first.partial}}};
  const auto second = stepped(*worker, transcript);
  CHECK(second.partial.cells.empty());
  CHECK(second.partial.sums.size() == 1);
  // Told once, known to the gate in every round.
  CHECK(second.evidence.cohorts == first.evidence.cohorts);
  CHECK(bytes_of(stepped(*worker, transcript)) == bytes_of(second));
}

TEST_CASE("a worker follows the rounds it was given, and no others") {
  const TemporaryTable table;
  const auto worker = started();
  REQUIRE(worker->open({study()}, table.tables(), nobody(), soon()).has_value());
  const auto first = stepped(*worker, {});
  const Transcript honest{{{NodeId("fr"), first.partial}}};
  Transcript other = honest;
  other[0][NodeId("fi")] = first.partial;
  CHECK(worker->follows(other));
  stepped(*worker, honest);
  CHECK(worker->follows(honest));
  CHECK_FALSE(worker->follows(other));
  CHECK_FALSE(worker->follows({}));
}

TEST_CASE("the sandbox is reported, and `required` is refused exactly when something is missing") {
  const auto worker = started();
  REQUIRE(worker->report(soon()).has_value());
  const auto report = worker->sandbox();
  REQUIRE(report.is_object());
  CHECK(report["seccomp"].is_boolean());

  auto options = real_worker();
  options.sandbox = "required";
  const auto strict = started(options)->report(soon());
  CHECK(strict.has_value() == report["missing"].empty());
  if (!strict) CHECK(strict.error().name() == "worker.sandbox_missing");
}

TEST_CASE("a column that the study asks for and the file lacks is told by name") {
  const TemporaryTable table;
  table.write("id,sex,age,time\n1,0,50,10\n");
  const auto opened = started()->open({study()}, table.tables(), nobody(), soon());
  REQUIRE_FALSE(opened.has_value());
  CHECK(opened.error().text() ==
        "worker.study_failed: duckdb.column_missing: column dead is not in the file");
}

TEST_CASE("a value that no level holds is an error of the study") {
  const TemporaryTable table;
  table.write("id,sex,age,time,dead\n1,7,50,10,1\n");
  const auto opened = started()->open({study()}, table.tables(), nobody(), soon());
  REQUIRE_FALSE(opened.has_value());
  CHECK(opened.error().name() == "worker.study_failed");
  CHECK(opened.error().detail.starts_with("data.outside_levels"));
}

TEST_CASE("a study outside the language is refused with its path") {
  const TemporaryTable table;
  auto wrong = study();
  wrong["sql"] = "SELECT 1";
  const auto opened = started()->open({wrong}, table.tables(), nobody(), soon());
  REQUIRE_FALSE(opened.has_value());
  CHECK(opened.error().name() == "worker.study_failed");
  CHECK(opened.error().detail.find("/sql") != std::string::npos);
}

TEST_CASE("a worker that stands still is killed at the deadline") {
  const TemporaryTable table;
  const auto worker = started();
  REQUIRE(worker->open({study()}, table.tables(), nobody(), soon()).has_value());
  REQUIRE(::kill(worker->pid(), SIGSTOP) == 0);
  const auto output =
      worker->step({}, std::chrono::steady_clock::now() + std::chrono::milliseconds(50));
  REQUIRE_FALSE(output.has_value());
  CHECK(output.error().name() == "worker.timed_out");
  CHECK_FALSE(worker->is_alive());
}

TEST_CASE("a worker that was killed is an error, not a crash") {
  const TemporaryTable table;
  const auto worker = started();
  REQUIRE(worker->open({study()}, table.tables(), nobody(), soon()).has_value());
  worker->kill();
  const auto output = worker->step({}, soon());
  REQUIRE_FALSE(output.has_value());
  CHECK(output.error().name() == "worker.died");
}

TEST_CASE("a worker ends when nobody can write to it any more") {
  auto process = Process::start(real_worker().executable);
  REQUIRE(process.has_value());
  const Json request = {{"do", "report"}, {"sandbox", {{"mode", "best_effort"}}}};
  REQUIRE(send_frame((*process)->input(), canonical_text(request), soon()).has_value());
  REQUIRE(receive_frame((*process)->output(), soon()).has_value());
  // What the kernel does when a host dies.
  (*process)->close_input();
  pollfd watched{(*process)->output().number(), POLLIN, 0};
  REQUIRE(::poll(&watched, 1, 60'000) == 1);
  CHECK((watched.revents & POLLHUP) != 0);
}

TEST_CASE("a probe tells digest and size of the file") {
  const TemporaryTable table;
  table.write("id,sex,age,time,dead\n1,0,50,10,1\n");
  const auto probes = started()->probe(table.bindings(), soon());
  REQUIRE(probes.has_value());
  REQUIRE(probes->size() == 1);
  CHECK((*probes)[0].size == 33);
  CHECK((*probes)[0].sha256 == "d555211b511a8bc5783efb0c3dc1fdc5a3db73f95f593311350b9d2bdf2a6964");
}

TEST_CASE("a program that speaks another language is a protocol error") {
  auto options = real_worker();
  options.executable = "/bin/cat";
  const auto opened = started(options)->report(soon());
  REQUIRE_FALSE(opened.has_value());
  CHECK(opened.error().name() == "worker.protocol");
}

}  // namespace
}  // namespace passerelle::worker
