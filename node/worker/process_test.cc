#include "node/worker/process.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <thread>

#include "node/worker/errors.h"
#include "node/worker/worker_support_test.h"

namespace passerelle::worker {
namespace {

std::unique_ptr<Process> started(const char* executable) {
  auto process = Process::start(executable);
  REQUIRE(process.has_value());
  return *std::move(process);
}

TEST_CASE("what goes in comes out, in frames, larger than the pipe") {
  const auto echo = started("/bin/cat");
  const std::string large(3'000'000, 'x');
  // The echo fills its pipe while we still write, so writing and reading need two threads here; a
  // worker reads a whole request before it answers.
  std::thread writer([&] { CHECK(send_frame(echo->input(), large, soon()).has_value()); });
  const auto back = receive_frame(echo->output(), soon());
  writer.join();
  REQUIRE(back.has_value());
  CHECK(*back == large);
}

TEST_CASE("a program that is not there is an error with its name") {
  const auto process = Process::start("/nowhere/passerelle-worker");
  REQUIRE_FALSE(process.has_value());
  CHECK(process.error().text() ==
        "worker.cannot_start: start /nowhere/passerelle-worker: No such file or directory");
}

TEST_CASE("a process that ended is an error to write to and to read from, not a signal") {
  const auto process = started("/bin/true");
  const auto answer = receive_frame(process->output(), soon());
  REQUIRE_FALSE(answer.has_value());
  CHECK(answer.error().name() == "worker.died");
  const auto sent = send_frame(process->input(), std::string(1'000'000, 'x'), soon());
  REQUIRE_FALSE(sent.has_value());
  CHECK(sent.error().name() == "worker.died");
}

TEST_CASE("silence ends at the deadline") {
  const auto process = started("/bin/cat");
  const auto answer = receive_frame(
      process->output(), std::chrono::steady_clock::now() + std::chrono::milliseconds(20));
  REQUIRE_FALSE(answer.has_value());
  CHECK(answer.error().name() == "worker.timed_out");
}

TEST_CASE("a killed process is gone and leaves no zombie") {
  auto process = started("/bin/cat");
  const auto pid = process->pid();
  CHECK(process->is_alive());
  process->kill();
  CHECK_FALSE(process->is_alive());
  CHECK_FALSE(exists(pid));
  process->kill();  // a second time does nothing, above all not to a stranger of that number
}

TEST_CASE("a process whose owner is gone is gone") {
  auto process = started("/bin/cat");
  const auto pid = process->pid();
  process.reset();
  CHECK_FALSE(exists(pid));
}

TEST_CASE("a child holds no descriptor of ours") {
  // Without O_CLOEXEC, as a careless library would open it.
  const int careless = ::open("/dev/null", O_RDONLY);
  REQUIRE(careless > 2);
  const auto process = started("/bin/cat");
  const auto folder = "/proc/" + std::to_string(process->pid()) + "/fd/";
  // An answer tells that the program runs, and no longer the copy of ourselves.
  REQUIRE(send_frame(process->input(), "x", soon()).has_value());
  REQUIRE(receive_frame(process->output(), soon()).has_value());
  CHECK_FALSE(std::filesystem::exists(folder + std::to_string(careless)));
  // Nothing of our environment either, only what its allocator is to do, which the C library takes
  // apart in place.
  std::ifstream environment("/proc/" + std::to_string(process->pid()) + "/environ");
  for (std::string part; std::getline(environment, part, '\0');) {
    CHECK((part.starts_with("GLIBC_TUNABLES=glibc.malloc.") || part.starts_with("glibc.malloc.")));
  }
  ::close(careless);
}

}  // namespace
}  // namespace passerelle::worker
