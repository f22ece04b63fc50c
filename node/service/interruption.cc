#include "node/service/interruption.h"

namespace passerelle::service {

void Interruption::request() {
  const std::lock_guard lock(mutex_);
  is_requested_ = true;
  requested_.notify_all();
  if (hook_) hook_();
}

bool Interruption::is_requested() const {
  const std::lock_guard lock(mutex_);
  return is_requested_;
}

bool Interruption::pause(std::chrono::milliseconds time) {
  std::unique_lock lock(mutex_);
  return !requested_.wait_for(lock, time, [this] { return is_requested_; });
}

void Interruption::on_request(std::function<void()> fn) {
  const std::lock_guard lock(mutex_);
  hook_ = std::move(fn);
  if (is_requested_ && hook_) hook_();
}

}  // namespace passerelle::service
