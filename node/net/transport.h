// A stream of bytes with a deadline: a TCP or Unix socket, with TLS or without. The one place where
// stream operations of Asio are instantiated. For the sources of this room only.
//
// Thread safety: the I/O thread only. One operation at a time.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/system/error_code.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "node/net/tls_context.h"

namespace passerelle::net {

namespace asio = boost::asio;
using ErrorCode = boost::system::error_code;
using StreamSocket = asio::generic::stream_protocol::socket;
using SteadyTime = std::chrono::steady_clock::time_point;

struct Moved {
  std::size_t bytes = 0;
  ErrorCode error;
};

enum class TlsSide { server, client };

class Transport : public std::enable_shared_from_this<Transport> {
 public:
  // Without a context: plain bytes.
  Transport(StreamSocket socket, TlsContext context);

  StreamSocket& socket() { return socket_; }
  SSL* tls() { return tls_ ? tls_->native_handle() : nullptr; }

  // Every operation that runs or begins after this moment ends with asio::error::timed_out.
  void expire_at(SteadyTime moment);
  void expire_after(std::chrono::milliseconds delay);

  // Ends the running operation, if any, and all later ones, with operation_aborted.
  void cancel();

  asio::awaitable<ErrorCode> connect(asio::generic::stream_protocol::endpoint endpoint);
  asio::awaitable<ErrorCode> handshake(TlsSide side);
  asio::awaitable<Moved> read_some(std::span<char> into);
  asio::awaitable<ErrorCode> write_all(std::string_view bytes);

  // Says goodbye and reads what still comes until the other side closes, so that the last bytes
  // we sent are not lost to a reset; bounded by the deadline.
  asio::awaitable<void> linger();

  void close();

 private:
  void watch();
  ErrorCode before() const;
  ErrorCode after(ErrorCode error) const;

  TlsContext context_;
  StreamSocket socket_;
  std::optional<asio::ssl::stream<StreamSocket&>> tls_;
  asio::steady_timer timer_;
  SteadyTime deadline_ = SteadyTime::max();
  SteadyTime armed_ = SteadyTime::max();
  bool is_expired_ = false;
  bool is_cancelled_ = false;
};

// Returns the address of the other side: "192.0.2.1:40312", or "local".
std::string remote_text(const StreamSocket& socket);

}  // namespace passerelle::net
