#include "node/service/jobs.h"

namespace passerelle::service {

Jobs::Jobs(std::size_t threads) {
  for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { loop(); });
}

Jobs::~Jobs() {
  {
    const std::lock_guard lock(mutex_);
    is_closed_ = true;
    tasks_.clear();
  }
  changed_.notify_all();
  for (auto& thread : threads_) thread.join();
}

void Jobs::add(std::function<void()> task) {
  {
    const std::lock_guard lock(mutex_);
    if (is_closed_) return;
    tasks_.push_back(std::move(task));
  }
  changed_.notify_one();
}

void Jobs::loop() {
  while (true) {
    std::function<void()> task;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [&] { return is_closed_ || !tasks_.empty(); });
      if (is_closed_) return;
      task = std::move(tasks_.front());
      tasks_.pop_front();
    }
    task();
  }
}

}  // namespace passerelle::service
