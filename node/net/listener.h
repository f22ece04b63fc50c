// One listening socket and the connections that came through it. For the sources of this room only.
//
// Thread safety: the I/O thread only, but for `leave_handler` and `count`.
#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <set>

#include "node/net/listening_socket.h"
#include "node/net/runtime_impl.h"
#include "node/net/server.h"
#include "node/net/tls_context.h"

namespace passerelle::net {

class Session;

enum class Door { public_https, federation, local };

class Listener : public std::enable_shared_from_this<Listener> {
 public:
  Listener(Runtime::Impl& runtime,
           Acceptor acceptor,
           Door door,
           TlsContext tls,
           Handler& handler,
           ListenerOptions options);

  void start();
  void close(std::chrono::milliseconds grace, std::function<void()> done);

  // Any thread: returns when no call into the handler runs, and lets none begin.
  void leave_handler();

  // What a session asks of the handler; an absent handler admits nobody.
  bool admits(const Connection& connection);
  http::Response not_admitted();
  http::Response refused(int status, const Error& error);
  void handle(http::Request request, const Connection& connection, Reply reply);

  Runtime::Impl& runtime() { return runtime_; }
  const ListenerOptions& options() const { return options_; }
  Door door() const { return door_; }
  bool is_closing() const { return is_closing_; }
  std::size_t count() const { return count_; }
  std::uint16_t port() const { return port_; }

  // Removes this file when the listener closes.
  void owns(std::filesystem::path path) { path_ = std::move(path); }

 private:
  static asio::awaitable<void> accept_forever(std::shared_ptr<Listener> self);
  asio::awaitable<void> pause(asio::steady_timer& timer, std::chrono::milliseconds delay);
  void admit(asio::generic::stream_protocol::socket socket);
  void ended(Session* session);
  void finish_if_empty();

  Runtime::Impl& runtime_;
  Acceptor acceptor_;
  Door door_;
  TlsContext tls_;
  ListenerOptions options_;
  std::uint16_t port_;
  std::filesystem::path path_;
  asio::steady_timer room_;  // wakes the accepting loop: a connection ended, or a pause is over
  asio::steady_timer grace_;
  std::set<Session*> sessions_;  // alive: a session leaves through `ended`
  std::atomic<std::size_t> count_ = 0;
  std::atomic<bool> is_closing_ = false;
  std::function<void()> done_;
  std::mutex handler_mutex_;
  Handler* handler_;  // guarded by handler_mutex_; null when the server has gone
};

}  // namespace passerelle::net
