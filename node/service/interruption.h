// Tells a thread that works for long to come to an end, also while it waits.
//
// Thread safety: any thread.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <utility>

namespace passerelle::service {

class Interruption {
 public:
  // From now on every wait is over. Calls what `on_request` was given last.
  void request();
  bool is_requested() const;

  // Waits; false when the interruption came first.
  bool pause(std::chrono::milliseconds time);

  // Has `fn` called at the interruption, at once if it was already; empty to forget it.
  void on_request(std::function<void()> fn);

 private:
  mutable std::mutex mutex_;
  std::condition_variable requested_;
  bool is_requested_ = false;   // guarded by mutex_
  std::function<void()> hook_;  // guarded by mutex_
};

}  // namespace passerelle::service
