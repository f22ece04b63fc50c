// The threads of a node: one I/O thread that moves bytes, one bounded pool for work that blocks.
//
// Thread safety: every function may be called from any thread.
// Lifetime: the runtime outlives every server and client built on it.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string_view>

namespace passerelle::net {

struct RuntimeOptions {
  std::size_t pool_threads = 8;
  std::size_t pool_queue = 256;

  // Hears of an exception that escaped from a task, and of other things an operator should know.
  std::function<void(std::string_view)> report;
};

// A pending call; may be cancelled, may be forgotten (the call then still happens).
class Timer {
 public:
  Timer() = default;
  void cancel();

 private:
  friend class Runtime;
  struct State;
  explicit Timer(std::shared_ptr<State> state) : state_(std::move(state)) {}
  std::shared_ptr<State> state_;
};

class Runtime {
 public:
  explicit Runtime(RuntimeOptions options = {});
  // Ends the pool: waiting tasks are dropped, running ones are waited for.
  ~Runtime();
  Runtime(const Runtime&) = delete;
  Runtime& operator=(const Runtime&) = delete;

  // Makes the calling thread the I/O thread until `stop`.
  void run();
  void stop();

  // Calls `fn` on the I/O thread when SIGTERM or SIGINT arrives, each time.
  void on_signal(std::function<void(int signal)> fn);

  // Runs `fn` on the blocking pool. False when the queue is full: answer 503 with Retry-After.
  [[nodiscard]] bool on_pool(std::function<void()> fn);

  // Runs `fn` on the I/O thread, now or later.
  void post(std::function<void()> fn);
  Timer after(std::chrono::milliseconds delay, std::function<void()> fn);

  // Whether the calling thread is the I/O thread: a blocking call would stop the node.
  bool is_io_thread() const;

  // Passes a sentence to `RuntimeOptions::report`.
  void report(std::string_view sentence) const;

  // For the sources of this room only.
  struct Impl;
  Impl& impl() { return *impl_; }

 private:
  std::shared_ptr<Impl> impl_;
};

}  // namespace passerelle::net
