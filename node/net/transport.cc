#include "node/net/transport.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstring>

namespace passerelle::net {
namespace {

auto into(ErrorCode& error) { return asio::redirect_error(asio::use_awaitable, error); }

}  // namespace

Transport::Transport(StreamSocket socket, TlsContext context)
    : context_(std::move(context)), socket_(std::move(socket)), timer_(socket_.get_executor()) {
  if (context_) tls_.emplace(socket_, *context_);
}

void Transport::expire_after(std::chrono::milliseconds delay) {
  expire_at(std::chrono::steady_clock::now() + delay);
}

// A request moves the deadline several times; the timer is armed again only when it must fire
// earlier than it would.
void Transport::expire_at(SteadyTime moment) {
  deadline_ = moment;
  is_expired_ = false;
  if (moment < armed_) watch();
}

void Transport::watch() {
  armed_ = deadline_;
  timer_.expires_at(deadline_);
  timer_.async_wait([weak = weak_from_this()](const ErrorCode& error) {
    const auto self = weak.lock();
    if (error || !self) return;
    if (self->deadline_ > std::chrono::steady_clock::now()) {
      self->watch();
      return;
    }
    self->armed_ = SteadyTime::max();
    self->is_expired_ = true;
    ErrorCode ignored;
    self->socket_.cancel(ignored);
  });
}

void Transport::cancel() {
  is_cancelled_ = true;
  ErrorCode ignored;
  socket_.cancel(ignored);
}

void Transport::close() {
  ErrorCode ignored;
  timer_.cancel();
  socket_.close(ignored);
}

ErrorCode Transport::before() const {
  if (is_cancelled_) return asio::error::operation_aborted;
  if (is_expired_ || deadline_ <= std::chrono::steady_clock::now()) return asio::error::timed_out;
  return {};
}

ErrorCode Transport::after(ErrorCode error) const {
  const bool is_ours = error == asio::error::operation_aborted && is_expired_ && !is_cancelled_;
  return is_ours ? ErrorCode(asio::error::timed_out) : error;
}

asio::awaitable<ErrorCode> Transport::connect(asio::generic::stream_protocol::endpoint endpoint) {
  ErrorCode error = before();
  if (!error) co_await socket_.async_connect(endpoint, into(error));
  co_return after(error);
}

asio::awaitable<ErrorCode> Transport::handshake(TlsSide side) {
  ErrorCode error = before();
  if (error || !tls_) co_return error;
  using Stream = asio::ssl::stream_base;
  co_await tls_->async_handshake(side == TlsSide::server ? Stream::server : Stream::client,
                                 into(error));
  co_return after(error);
}

asio::awaitable<Moved> Transport::read_some(std::span<char> bytes) {
  Moved moved{0, before()};
  if (moved.error) co_return moved;
  const auto buffer = asio::buffer(bytes.data(), bytes.size());
  if (tls_) {
    moved.bytes = co_await tls_->async_read_some(buffer, into(moved.error));
  } else {
    moved.bytes = co_await socket_.async_read_some(buffer, into(moved.error));
  }
  moved.error = after(moved.error);
  co_return moved;
}

asio::awaitable<ErrorCode> Transport::write_all(std::string_view bytes) {
  while (!bytes.empty()) {
    ErrorCode error = before();
    if (error) co_return error;
    const auto buffer = asio::buffer(bytes.data(), bytes.size());
    std::size_t count = 0;
    if (tls_) {
      count = co_await tls_->async_write_some(buffer, into(error));
    } else {
      count = co_await socket_.async_write_some(buffer, into(error));
    }
    if (error) co_return after(error);
    bytes.remove_prefix(count);
  }
  co_return ErrorCode{};
}

asio::awaitable<void> Transport::linger() {
  ErrorCode error = before();
  if (error) co_return;
  if (tls_) co_await tls_->async_shutdown(into(error));
  socket_.shutdown(StreamSocket::shutdown_send, error);
  std::array<char, 16'384> discarded;
  while (!error && !(error = before())) {
    co_await socket_.async_read_some(asio::buffer(discarded), into(error));
  }
}

std::string remote_text(const StreamSocket& socket) {
  ErrorCode error;
  const auto endpoint = socket.remote_endpoint(error);
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (error) return "unknown";
  if (endpoint.protocol().family() == AF_INET) {
    sockaddr_in address{};
    std::memcpy(&address, endpoint.data(), std::min(sizeof(address), endpoint.size()));
    inet_ntop(AF_INET, &address.sin_addr, text.data(), text.size());
    return std::string(text.data()) + ":" + std::to_string(ntohs(address.sin_port));
  }
  if (endpoint.protocol().family() == AF_INET6) {
    sockaddr_in6 address{};
    std::memcpy(&address, endpoint.data(), std::min(sizeof(address), endpoint.size()));
    inet_ntop(AF_INET6, &address.sin6_addr, text.data(), text.size());
    return "[" + std::string(text.data()) + "]:" + std::to_string(ntohs(address.sin6_port));
  }
  return "local";
}

}  // namespace passerelle::net
