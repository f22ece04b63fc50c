#include "node/net/server.h"

#include <boost/asio/post.hpp>
#include <utility>

#include "node/net/listener.h"

namespace passerelle::net {

bool Handler::admits(const Connection&) { return true; }

http::Response Handler::not_admitted() {
  return http::problem_response(403, "this node does not know your certificate");
}

http::Response Handler::refused(int status, const Error& error) {
  return http::problem_response(status, error.detail);
}

struct Server::State {
  std::shared_ptr<Listener> listener;
};

Server::Server(std::shared_ptr<State> state) : state_(std::move(state)) {
  state_->listener->start();
}
Server::Server(Server&&) noexcept = default;

Server& Server::operator=(Server&& other) noexcept {
  Server old(std::move(other));
  std::swap(state_, old.state_);
  return *this;
}

Server::~Server() {
  if (!state_) return;
  state_->listener->leave_handler();
  close(std::chrono::milliseconds{0});
}

Result<Server> Server::listen_public(Runtime& runtime,
                                     const Endpoint& endpoint,
                                     const TlsIdentity& identity,
                                     Handler& handler,
                                     ListenerOptions options) {
  auto tls = public_context(identity);
  if (!tls) return tls.error();
  auto acceptor = listen_tcp(runtime.impl().io, endpoint);
  if (!acceptor) return acceptor.error();
  auto listener = std::make_shared<Listener>(runtime.impl(), std::move(*acceptor),
                                             Door::public_https, std::move(*tls), handler, options);
  return Server(std::make_shared<State>(std::move(listener)));
}

Result<Server> Server::listen_federation(Runtime& runtime,
                                         const Endpoint& endpoint,
                                         const TlsIdentity& identity,
                                         Handler& handler,
                                         ListenerOptions options) {
  auto tls = federation_context(identity);
  if (!tls) return tls.error();
  auto acceptor = listen_tcp(runtime.impl().io, endpoint);
  if (!acceptor) return acceptor.error();
  auto listener = std::make_shared<Listener>(runtime.impl(), std::move(*acceptor), Door::federation,
                                             std::move(*tls), handler, options);
  return Server(std::make_shared<State>(std::move(listener)));
}

Result<Server> Server::listen_unix(Runtime& runtime,
                                   const std::filesystem::path& path,
                                   Handler& handler,
                                   ListenerOptions options) {
  auto acceptor = listen_path(runtime.impl().io, path);
  if (!acceptor) return acceptor.error();
  auto listener = std::make_shared<Listener>(runtime.impl(), std::move(*acceptor), Door::local,
                                             nullptr, handler, options);
  listener->owns(path);
  return Server(std::make_shared<State>(std::move(listener)));
}

std::uint16_t Server::port() const { return state_->listener->port(); }

std::size_t Server::connections() const { return state_->listener->count(); }

void Server::close(std::chrono::milliseconds grace, std::function<void()> done) {
  asio::post(state_->listener->runtime().io,
             [listener = state_->listener, grace, done = std::move(done)]() mutable {
               listener->close(grace, std::move(done));
             });
}

}  // namespace passerelle::net
