// A bounded pool of threads for work that blocks.
//
// Thread safety: every function may be called from any thread.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <string_view>
#include <thread>
#include <vector>

namespace passerelle::net {

class BlockingPool {
 public:
  using Report = std::function<void(std::string_view)>;

  // `report` hears of exceptions that escape from a task.
  BlockingPool(std::size_t threads, std::size_t queue, Report report);
  ~BlockingPool();

  // Runs `task` on some thread, later. False when the queue is full or the pool has ended.
  [[nodiscard]] bool add(std::function<void()> task);

  // Drops waiting tasks and waits for running ones.
  void end();

 private:
  void work();

  std::size_t queue_limit_;
  Report report_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> queue_;  // guarded by mutex_
  bool has_ended_ = false;                   // guarded by mutex_
  std::vector<std::thread> threads_;
};

}  // namespace passerelle::net
