#include "node/net/runtime.h"

#include <doctest/doctest.h>

#include <csignal>
#include <future>

#include "node/net/test_node.h"

namespace passerelle::net {
namespace {

using std::chrono::milliseconds;

TEST_CASE("posted work runs on the I/O thread, pool work does not") {
  TestNode node;
  std::promise<bool> posted;
  node.runtime.post([&] { posted.set_value(node.runtime.is_io_thread()); });
  CHECK(posted.get_future().get());
  std::promise<bool> pooled;
  REQUIRE(node.runtime.on_pool([&] { pooled.set_value(node.runtime.is_io_thread()); }));
  CHECK(!pooled.get_future().get());
  CHECK(!node.runtime.is_io_thread());
}

TEST_CASE("timers fire in the order of their time, and a cancelled one does not fire") {
  TestNode node;
  std::string order;
  std::promise<void> last;
  node.runtime.after(milliseconds{40}, [&] {
    order += "c";
    last.set_value();
  });
  auto cancelled = node.runtime.after(milliseconds{20}, [&] { order += "x"; });
  node.runtime.after(milliseconds{10}, [&] { order += "b"; });
  node.runtime.after(milliseconds{0}, [&] {
    order += "a";
    cancelled.cancel();
  });
  last.get_future().get();
  CHECK(order == "abc");
}

TEST_CASE("a timer that is cancelled after its runtime has gone does no harm") {
  Timer timer;
  {
    TestNode node;
    timer = node.runtime.after(milliseconds{60'000}, [] {});
  }
  timer.cancel();
}

TEST_CASE("an exception ends its task and is reported, the threads go on") {
  TestNode node(RuntimeOptions{.pool_threads = 1, .pool_queue = 10, .report = {}});
  node.runtime.post([] { throw std::runtime_error("posted mistake"); });
  node.runtime.after(milliseconds{0}, [] { throw std::runtime_error("timed mistake"); });
  REQUIRE(node.runtime.on_pool([] { throw std::runtime_error("pooled mistake"); }));
  CHECK(eventually([&] {
    const auto all = node.reported();
    return all.find("posted mistake") != std::string::npos &&
           all.find("timed mistake") != std::string::npos &&
           all.find("pooled mistake") != std::string::npos;
  }));
  std::promise<void> alive;
  node.runtime.post([&] { alive.set_value(); });
  alive.get_future().get();
  std::promise<void> pool_alive;
  REQUIRE(node.runtime.on_pool([&] { pool_alive.set_value(); }));
  pool_alive.get_future().get();
}

TEST_CASE("a full pool refuses, and takes work again when there is room") {
  Runtime runtime(RuntimeOptions{.pool_threads = 1, .pool_queue = 2, .report = {}});
  std::promise<void> gate;
  std::promise<void> running;
  REQUIRE(runtime.on_pool([&] {
    running.set_value();
    gate.get_future().wait();
  }));
  running.get_future().wait();
  CHECK(runtime.on_pool([] {}));
  CHECK(runtime.on_pool([] {}));
  CHECK(!runtime.on_pool([] {}));
  gate.set_value();
  CHECK(eventually([&] { return runtime.on_pool([] {}); }));
}

TEST_CASE("a signal asks the node to stop instead of killing it") {
  TestNode node;
  std::promise<int> caught;
  node.runtime.on_signal([&](int signal) { caught.set_value(signal); });
  // After this has run, the handler is in place.
  std::promise<void> is_ready;
  node.runtime.post([&] { is_ready.set_value(); });
  is_ready.get_future().wait();
  REQUIRE(::raise(SIGTERM) == 0);
  CHECK(caught.get_future().get() == SIGTERM);
}

TEST_CASE("run returns when it is told to stop") {
  Runtime runtime;
  runtime.post([&] { runtime.stop(); });
  runtime.run();
  CHECK(!runtime.is_io_thread());
}

}  // namespace
}  // namespace passerelle::net
