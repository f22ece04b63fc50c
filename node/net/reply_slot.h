// Where the answer to one request arrives: written once from any thread, read by the connection.
// For the sources of this room only.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <mutex>
#include <optional>

#include "node/http/message.h"
#include "node/net/server.h"

namespace passerelle::net {

class ReplySlot : public std::enable_shared_from_this<ReplySlot> {
 public:
  explicit ReplySlot(boost::asio::io_context& io) : io_(io) { wake_.emplace(io); }

  // Returns the function the handler gets; when its last copy dies uncalled, the answer is absent.
  Reply reply();

  // What the connection waits on: cancelled when the answer is there, given up or cut.
  // Requires: I/O thread, before `close`.
  boost::asio::steady_timer& wake() { return *wake_; }

  // I/O thread: whether the wait is over.
  bool is_settled();
  std::optional<http::Response> take();

  // After this, an answer goes nowhere; nothing of the I/O context is touched any more.
  void close();

 private:
  class Promise;
  void settle(std::optional<http::Response> response);

  boost::asio::io_context& io_;
  // Gone after `close`: those who hold a Reply may live longer than the I/O context.
  std::optional<boost::asio::steady_timer> wake_;
  std::mutex mutex_;
  bool is_open_ = true;                     // guarded by mutex_
  bool is_settled_ = false;                 // guarded by mutex_
  std::optional<http::Response> response_;  // guarded by mutex_
};

// Closes a slot when its scope ends.
struct SlotCloser {
  explicit SlotCloser(ReplySlot& closed) : slot(closed) {}
  ~SlotCloser() { slot.close(); }
  SlotCloser(const SlotCloser&) = delete;
  SlotCloser& operator=(const SlotCloser&) = delete;
  ReplySlot& slot;
};

}  // namespace passerelle::net
