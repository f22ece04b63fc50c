// The inside of Runtime, for the sources of this room only: it brings in Asio.
#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <thread>

#include "node/net/blocking_pool.h"
#include "node/net/runtime.h"

namespace passerelle::net {

namespace asio = boost::asio;

struct Runtime::Impl {
  explicit Impl(RuntimeOptions options);

  void report(std::string_view sentence) const {
    if (told) told(sentence);
  }
  // Runs `fn`; an exception ends `fn`, never the I/O thread.
  void guarded(const std::function<void()>& fn) const;
  void wait_for_signal();

  // A completion handler for every co_spawn: says what escaped, and from where.
  auto completion(const char* where) {
    return [this, where](std::exception_ptr failure) {
      if (!failure) return;
      guarded([&] {
        report(std::string("an exception escaped from ") + where);
        std::rethrow_exception(failure);
      });
    };
  }

  std::function<void(std::string_view)> told;
  asio::io_context io{1};
  asio::executor_work_guard<asio::io_context::executor_type> work{io.get_executor()};
  std::optional<asio::signal_set> signals;
  std::function<void(int)> signal_fn;
  std::atomic<std::thread::id> io_thread;
  BlockingPool pool;
};

}  // namespace passerelle::net
