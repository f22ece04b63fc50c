#include "node/net/listener.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "node/net/session.h"

namespace passerelle::net {
namespace {

constexpr std::chrono::milliseconds kShortestPause{5};
constexpr std::chrono::milliseconds kLongestPause{1'000};

}  // namespace

Listener::Listener(Runtime::Impl& runtime,
                   Acceptor acceptor,
                   Door door,
                   TlsContext tls,
                   Handler& handler,
                   ListenerOptions options)
    : runtime_(runtime),
      acceptor_(std::move(acceptor)),
      door_(door),
      tls_(std::move(tls)),
      options_(options),
      port_(port_of(acceptor_)),
      room_(runtime.io),
      grace_(runtime.io),
      handler_(&handler) {}

void Listener::start() {
  asio::co_spawn(runtime_.io, accept_forever(shared_from_this()),
                 runtime_.completion("a listener"));
}

asio::awaitable<void> Listener::pause(asio::steady_timer& timer, std::chrono::milliseconds delay) {
  boost::system::error_code woken;
  timer.expires_after(delay);
  co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, woken));
}

asio::awaitable<void> Listener::accept_forever(std::shared_ptr<Listener> self) {
  auto pause_length = kShortestPause;
  while (!self->is_closing_) {
    if (self->sessions_.size() >= self->options_.maximum_connections) {
      co_await self->pause(self->room_, kLongestPause);
      continue;
    }
    boost::system::error_code error;
    auto socket =
        co_await self->acceptor_.async_accept(asio::redirect_error(asio::use_awaitable, error));
    if (self->is_closing_) break;
    if (!error) {
      pause_length = kShortestPause;
      self->admit(std::move(socket));
      continue;
    }
    // Out of descriptors, a connection that died in the queue: the next one may do better.
    self->runtime_.report("accept failed: " + error.message());
    co_await self->pause(self->room_, pause_length);
    pause_length = std::min(2 * pause_length, kLongestPause);
  }
}

void Listener::admit(asio::generic::stream_protocol::socket socket) {
  keep_from_children(socket.native_handle());
  auto session = std::make_shared<Session>(shared_from_this(), std::move(socket), tls_);
  sessions_.insert(session.get());
  count_ = sessions_.size();
  asio::co_spawn(runtime_.io, Session::serve(session),
                 [self = shared_from_this(), session](std::exception_ptr failure) {
                   session->drop();
                   self->runtime_.completion("a connection")(failure);
                   self->ended(session.get());
                 });
}

void Listener::ended(Session* session) {
  sessions_.erase(session);
  count_ = sessions_.size();
  room_.cancel();
  finish_if_empty();
}

void Listener::finish_if_empty() {
  if (!is_closing_ || !sessions_.empty()) return;
  grace_.cancel();
  if (auto done = std::exchange(done_, nullptr)) runtime_.guarded(done);
}

void Listener::close(std::chrono::milliseconds grace, std::function<void()> done) {
  if (done) done_ = std::move(done);
  if (!is_closing_.exchange(true)) {
    boost::system::error_code ignored;
    acceptor_.close(ignored);
    room_.cancel();
    std::error_code gone;
    if (!path_.empty()) std::filesystem::remove(path_, gone);
  }
  for (auto* session : sessions_) session->leave_if_idle();
  grace_.expires_after(grace);
  grace_.async_wait([self = shared_from_this()](const boost::system::error_code& error) {
    if (error) return;
    for (auto* session : self->sessions_) session->cut();
  });
  finish_if_empty();
}

void Listener::leave_handler() {
  const std::lock_guard lock(handler_mutex_);
  handler_ = nullptr;
}

bool Listener::admits(const Connection& connection) {
  const std::lock_guard lock(handler_mutex_);
  return handler_ && handler_->admits(connection);
}

http::Response Listener::not_admitted() {
  const std::lock_guard lock(handler_mutex_);
  return handler_ ? handler_->not_admitted() : http::problem_response(503, "stopping");
}

http::Response Listener::refused(int status, const Error& error) {
  const std::lock_guard lock(handler_mutex_);
  return handler_ ? handler_->refused(status, error) : http::problem_response(503, "stopping");
}

void Listener::handle(http::Request request, const Connection& connection, Reply reply) {
  const std::lock_guard lock(handler_mutex_);
  // The reply dies uncalled when the handler throws: the caller gets 500, the operator the reason.
  runtime_.guarded([&] {
    if (handler_) handler_->handle(std::move(request), connection, std::move(reply));
  });
}

}  // namespace passerelle::net
