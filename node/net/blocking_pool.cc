#include "node/net/blocking_pool.h"

#include <exception>
#include <string>
#include <utility>

namespace passerelle::net {

BlockingPool::BlockingPool(std::size_t threads, std::size_t queue, Report report)
    : queue_limit_(queue), report_(std::move(report)) {
  for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

BlockingPool::~BlockingPool() { end(); }

bool BlockingPool::add(std::function<void()> task) {
  {
    const std::lock_guard lock(mutex_);
    if (has_ended_ || queue_.size() >= queue_limit_) return false;
    queue_.push_back(std::move(task));
  }
  changed_.notify_one();
  return true;
}

void BlockingPool::end() {
  // What the waiting tasks hold may call back into us when it dies: never under the lock.
  std::deque<std::function<void()>> dropped;
  {
    const std::lock_guard lock(mutex_);
    has_ended_ = true;
    dropped.swap(queue_);
  }
  changed_.notify_all();
  for (auto& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

void BlockingPool::work() {
  while (true) {
    std::function<void()> task;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return has_ended_ || !queue_.empty(); });
      if (has_ended_) return;
      task = std::move(queue_.front());
      queue_.pop_front();
    }
    try {
      task();
    } catch (const std::exception& error) {
      report_(std::string("a task on the blocking pool failed: ") + error.what());
    }
  }
}

}  // namespace passerelle::net
