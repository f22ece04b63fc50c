// One connection of a server, from the handshake to the goodbye: requests one after the other.
// For the sources of this room only.
//
// Thread safety: the I/O thread only.
#pragma once

#include <array>
#include <boost/asio/awaitable.hpp>
#include <memory>
#include <string>

#include "node/http/codec.h"
#include "node/net/listener.h"
#include "node/net/reply_slot.h"
#include "node/net/transport.h"

namespace passerelle::net {

class Session {
 public:
  Session(std::shared_ptr<Listener> listener, StreamSocket socket, const TlsContext& tls);

  static asio::awaitable<void> serve(std::shared_ptr<Session> self);

  // The listener closes: ends a connection that waits for its next request.
  void leave_if_idle();
  // Ends the connection whatever it does.
  void cut();
  // Gives the socket back.
  void drop();

 private:
  asio::awaitable<void> live();
  asio::awaitable<bool> greet();
  asio::awaitable<bool> exchange();
  asio::awaitable<Result<void>> read_head();
  asio::awaitable<Result<void>> read_body();
  asio::awaitable<Result<http::DecodeState>> read_more();
  asio::awaitable<bool> refuse(Error error);
  asio::awaitable<http::Response> ask(http::Request request);
  asio::awaitable<bool> answer(http::Response response, http::Method answered);
  asio::awaitable<bool> write(std::string bytes);

  std::shared_ptr<Listener> listener_;
  std::shared_ptr<Transport> transport_;
  const Deadlines& deadlines_;
  http::RequestDecoder decoder_;
  Connection connection_;
  std::shared_ptr<ReplySlot> slot_;  // while the handler has the request
  std::array<char, 16'384> buffer_;
  bool is_first_ = true;
  bool is_idle_ = true;  // nothing is under way: may end without a word
  bool is_cut_ = false;
  bool must_linger_ = false;  // our last bytes are on their way
};

}  // namespace passerelle::net
