#include "node/net/reply_slot.h"

#include <boost/asio/post.hpp>
#include <utility>

namespace passerelle::net {

class ReplySlot::Promise {
 public:
  explicit Promise(std::shared_ptr<ReplySlot> slot) : slot_(std::move(slot)) {}
  ~Promise() { slot_->settle(std::nullopt); }
  Promise(const Promise&) = delete;
  Promise& operator=(const Promise&) = delete;

  void keep(http::Response response) { slot_->settle(std::move(response)); }

 private:
  std::shared_ptr<ReplySlot> slot_;
};

Reply ReplySlot::reply() {
  // Shared: a Reply is copied by those who hold it, and the last copy decides.
  auto promise = std::make_shared<Promise>(shared_from_this());
  return [promise = std::move(promise)](http::Response response) {
    promise->keep(std::move(response));
  };
}

void ReplySlot::settle(std::optional<http::Response> response) {
  const std::lock_guard lock(mutex_);
  if (!is_open_ || is_settled_) return;
  is_settled_ = true;
  response_ = std::move(response);
  // Under the lock: while the slot is open the connection lives, and with it the I/O context.
  boost::asio::post(io_, [weak = weak_from_this()] {
    const auto self = weak.lock();
    if (self && self->wake_) self->wake_->cancel();
  });
}

bool ReplySlot::is_settled() {
  const std::lock_guard lock(mutex_);
  return is_settled_;
}

std::optional<http::Response> ReplySlot::take() {
  const std::lock_guard lock(mutex_);
  return std::exchange(response_, std::nullopt);
}

void ReplySlot::close() {
  const std::lock_guard lock(mutex_);
  is_open_ = false;
  wake_.reset();
}

}  // namespace passerelle::net
