#include "node/net/client_engine.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <future>
#include <utility>

#include "node/net/listening_socket.h"
#include "node/net/public_address.h"

namespace passerelle::net {
namespace {

bool is_idempotent(http::Method method) {
  return method != http::Method::post && method != http::Method::patch;
}

// Connections to one place serve its next requests: the same host, port and manner of speaking.
std::string place_of(const http::Url& url) {
  return (url.scheme == http::Scheme::https ? "https " : "http ") + url.authority();
}

bool is_address(const std::string& host) {
  ErrorCode error;
  asio::ip::make_address(host, error);
  return !error;
}

// Has OpenSSL compare the names of the certificate with the host, in the handshake.
void expect_name(SSL* tls, const std::string& host) {
  SSL_set_hostflags(tls, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  if (is_address(host)) {
    X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(tls), host.c_str());
  } else {
    SSL_set1_host(tls, host.c_str());
  }
}

// Nothing may arrive on an idle connection but its end.
bool is_quiet(Link& link) {
  char byte = 0;
  const auto count =
      ::recv(link.transport->socket().native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

Error tls_failure(const ClientCall& call, const ErrorCode& error, const char* what) {
  if (error.category() == asio::error::get_ssl_category() &&
      is_certificate_refusal(static_cast<unsigned long>(error.value()))) {
    return call.failure(NetError::refused_certificate, "our certificate was refused in TLS");
  }
  const bool is_tls = error.category() == asio::error::get_ssl_category() ||
                      error == asio::ssl::error::stream_truncated;
  return call.failure(is_tls ? NetError::tls_failed : NetError::unreachable,
                      std::string(what) + ": " + error.message());
}

}  // namespace

ClientEngine::ClientEngine(Runtime& runtime,
                           TlsContext tls,
                           Recognition recognition,
                           Reach reach,
                           ClientOptions options)
    : runtime_(runtime),
      tls_(std::move(tls)),
      recognition_(recognition),
      reach_(reach),
      options_(options),
      sweeper_(runtime.impl().io) {}

void ClientEngine::send(http::Url url,
                        http::Request request,
                        ExpectedPins pins,
                        std::chrono::milliseconds deadline,
                        Client::Done done) {
  request.target = url.target;
  request.set_header("Host", url.host_field());
  // Shared: the deadline, the coroutine and the list of running requests hold it.
  auto call = std::make_shared<ClientCall>(runtime_, std::move(url), std::move(request),
                                           std::move(pins), deadline, std::move(done));
  runtime_.post([self = shared_from_this(), call = std::move(call)] { self->begin(call); });
}

Result<http::Response> ClientEngine::fetch(http::Url url,
                                           http::Request request,
                                           ExpectedPins pins,
                                           std::chrono::milliseconds deadline) {
  if (runtime_.is_io_thread()) {
    return Error{BaseError::internal, "a blocking request on the I/O thread"};
  }
  const auto where = url.authority();
  auto promise = std::make_shared<std::promise<Result<http::Response>>>();
  auto answer = promise->get_future();
  send(std::move(url), std::move(request), std::move(pins), deadline,
       [promise](Result<http::Response> response) { promise->set_value(std::move(response)); });
  // The call keeps its own deadline; the second is for a runtime that does not run any more.
  if (answer.wait_for(deadline + std::chrono::seconds{1}) != std::future_status::ready) {
    return Error{NetError::stopped, where + ": this node is not running"};
  }
  return answer.get();
}

void ClientEngine::stop_later() {
  runtime_.post([self = shared_from_this()] { self->stop(); });
}

asio::awaitable<void> ClientEngine::perform(std::shared_ptr<ClientEngine> self, Call call) {
  while (!call->is_finished()) {
    LinkPtr link = self->take_idle(*call);
    if (!link) {
      auto opened = co_await self->open(call);
      if (!opened) {
        call->finish(opened.error());
        break;
      }
      link = std::move(*opened);
    }
    call->transport = link->transport;
    auto response = co_await self->round_trip(call, link);
    // The other side closed the idle connection while we wrote: nobody has seen the request, or
    // seeing it twice does no harm.
    const bool may_repeat = !response && link->is_reused && !link->has_answered &&
                            is_idempotent(call->request.method) &&
                            response.error().code == NetError::unreachable;
    if (may_repeat) continue;
    if (response && !response->close && !call->is_finished()) {
      self->keep(*call, std::move(link));
    } else {
      link->transport->close();
    }
    call->finish(std::move(response));
  }
}

asio::awaitable<Result<LinkPtr>> ClientEngine::open(Call call) {
  auto endpoints = co_await look_up(call);
  if (!endpoints) co_return endpoints.error();
  auto last = call->failure(NetError::unreachable, "the host has no address");
  for (const auto& endpoint : *endpoints) {
    if (call->is_finished()) break;
    auto link = co_await greet(call, endpoint);
    if (link) co_return link;
    last = link.error();
    // Another address of the same host may do when nobody answers, not when the wrong one does.
    if (last.code != NetError::unreachable) break;
  }
  co_return last;
}

asio::awaitable<Result<ClientEngine::Endpoints>> ClientEngine::look_up(Call call) {
  ErrorCode error;
  const auto literal = asio::ip::make_address(call->url.host, error);
  if (!error) co_return within_reach(*call, {{literal, call->url.port}});
  asio::ip::tcp::resolver resolver(runtime_.impl().io);
  const auto found =
      co_await resolver.async_resolve(call->url.host, std::to_string(call->url.port),
                                      asio::redirect_error(asio::use_awaitable, error));
  if (error) co_return call->failure(NetError::unreachable, "look up the host: " + error.message());
  Endpoints endpoints;
  for (const auto& entry : found) endpoints.push_back(entry.endpoint());
  co_return within_reach(*call, std::move(endpoints));
}

// Leaves the addresses that may be called. A host of the open web has no private one, so the first
// that may not be called refuses them all.
Result<ClientEngine::Endpoints> ClientEngine::within_reach(const ClientCall& call,
                                                           Endpoints endpoints) const {
  if (reach_ == Reach::every_address) return endpoints;
  for (const auto& endpoint : endpoints) {
    if (is_public_address(endpoint.address())) continue;
    return call.failure(NetError::private_address,
                        endpoint.address().to_string() + " is not an address of the open web");
  }
  return endpoints;
}

asio::awaitable<Result<LinkPtr>> ClientEngine::greet(Call call, asio::ip::tcp::endpoint endpoint) {
  StreamSocket socket(runtime_.impl().io);
  ErrorCode error;
  socket.open(asio::generic::stream_protocol(endpoint.protocol()), error);
  if (error) co_return call->failure(NetError::unreachable, "open a socket: " + error.message());
  keep_from_children(socket.native_handle());
  const int on = 1;
  setsockopt(socket.native_handle(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));

  const bool in_tls = call->url.scheme == http::Scheme::https;
  const auto link = std::make_shared<Link>();
  link->transport = std::make_shared<Transport>(std::move(socket), in_tls ? tls_ : TlsContext());
  link->decoder = http::ResponseDecoder(options_.limits);
  call->transport = link->transport;
  call->phase = "connecting";
  error = co_await link->transport->connect(asio::generic::stream_protocol::endpoint(endpoint));
  if (error) co_return call->failure(NetError::unreachable, "connect: " + error.message());
  if (!in_tls) co_return link;
  co_return co_await greet_in_tls(call, link);
}

asio::awaitable<Result<LinkPtr>> ClientEngine::greet_in_tls(Call call, LinkPtr link) {
  auto& transport = *link->transport;
  call->phase = "greeting in TLS";
  if (!is_address(call->url.host)) {
    SSL_ctrl(transport.tls(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
             call->url.host.data());
  }
  if (recognition_ == Recognition::by_name) expect_name(transport.tls(), call->url.host);
  const ErrorCode error = co_await transport.handshake(TlsSide::client);
  if (const auto distrust = certificate_distrust(transport.tls()); error && !distrust.empty()) {
    co_return call->failure(NetError::wrong_certificate,
                            "certificate that this system does not trust: " + distrust);
  }
  if (error) co_return tls_failure(*call, error, "TLS handshake");
  link->pin = peer_pin(transport.tls());
  if (!is_expected(*call, link->pin)) {
    transport.close();
    co_return call->failure(NetError::wrong_certificate,
                            "certificate of another node: its pin is " + link->pin);
  }
  co_return link;
}

bool ClientEngine::is_expected(const ClientCall& call, const std::string& pin) const {
  if (recognition_ == Recognition::by_name) return true;  // the handshake has compared
  return !pin.empty() && std::ranges::find(call.pins, pin) != call.pins.end();
}

asio::awaitable<Result<http::Response>> ClientEngine::round_trip(Call call, LinkPtr link) {
  auto& transport = *link->transport;
  link->decoder.expect(call->request.method);
  const auto bytes = http::encode(call->request);
  if (!bytes) co_return bytes.error();

  call->phase = "sending the request";
  // A server that refuses a large body answers and closes: the answer counts, not our broken pipe.
  const ErrorCode unsent = co_await transport.write_all(*bytes);
  call->phase = "waiting for the answer";
  std::array<char, 16'384> buffer;
  Result<http::DecodeState> state = http::DecodeState::need_more;
  while (true) {
    const auto moved = co_await transport.read_some(buffer);
    if (moved.error) {
      // An end that TLS did not announce may be a cut by somebody in between.
      if (link->has_answered && moved.error == asio::error::eof) {
        if (auto end = link->decoder.finish(); end && *end == http::DecodeState::done) break;
      }
      // What the other side said before it closed explains more than our broken pipe.
      const bool has_alert = moved.error.category() == asio::error::get_ssl_category();
      const bool is_unsent = unsent && !has_alert;
      co_return tls_failure(*call, is_unsent ? unsent : moved.error,
                            is_unsent ? "send the request" : "read the answer");
    }
    link->has_answered = true;
    state = link->decoder.feed({buffer.data(), moved.bytes});
    while (state && *state == http::DecodeState::headers_complete) state = link->decoder.feed({});
    if (!state) co_return call->failure(NetError::bad_response, state.error().text());
    if (*state == http::DecodeState::done) break;
  }
  auto response = link->decoder.take();
  // Bytes beyond the answer belong to nothing we asked.
  response.close = response.close || static_cast<bool>(unsent) || !link->decoder.is_idle();
  co_return response;
}

LinkPtr ClientEngine::take_idle(const ClientCall& call) {
  auto& links = idle_[place_of(call.url)];
  const auto now = std::chrono::steady_clock::now();
  while (!links.empty()) {
    auto link = std::move(links.back());
    links.pop_back();
    const bool is_usable =
        link->idle_since + options_.idle > now && is_quiet(*link) && is_expected(call, link->pin);
    if (is_usable) {
      link->is_reused = true;
      link->has_answered = false;
      return link;
    }
    link->transport->close();
  }
  return nullptr;
}

void ClientEngine::keep(const ClientCall& call, LinkPtr link) {
  auto& links = idle_[place_of(call.url)];
  if (is_stopped_ || links.size() >= options_.idle_per_host) {
    link->transport->close();
    return;
  }
  link->idle_since = std::chrono::steady_clock::now();
  links.push_back(std::move(link));
  if (!is_sweeping_) sweep();
}

// Gives idle connections back in time, also those to nodes we never speak to again.
void ClientEngine::sweep() {
  const auto oldest = std::chrono::steady_clock::now() - options_.idle;
  for (auto& [authority, links] : idle_) {
    std::erase_if(links, [&](const LinkPtr& link) { return link->idle_since <= oldest; });
  }
  std::erase_if(idle_, [](const auto& entry) { return entry.second.empty(); });
  is_sweeping_ = !idle_.empty() && !is_stopped_;
  if (!is_sweeping_) return;
  sweeper_.expires_after(options_.idle);
  sweeper_.async_wait([weak = weak_from_this()](const ErrorCode& error) {
    if (const auto self = weak.lock(); self && !error) self->sweep();
  });
}

void ClientEngine::begin(Call call) {
  if (is_stopped_) {
    call->finish(call->failure(NetError::stopped, "this node is stopping"));
    return;
  }
  if (recognition_ == Recognition::by_pin && call->url.scheme != http::Scheme::https) {
    call->finish(call->failure(NetError::bad_address, "a node is never called without TLS"));
    return;
  }
  calls_.insert(call);
  call->start();
  asio::co_spawn(runtime_.impl().io, perform(shared_from_this(), call),
                 [self = shared_from_this(), call](std::exception_ptr failure) {
                   self->calls_.erase(call);
                   self->runtime_.impl().completion("a request to another node")(failure);
                   call->finish(Error{BaseError::internal, "the request failed"});
                 });
}

void ClientEngine::stop() {
  is_stopped_ = true;
  sweeper_.cancel();
  const auto running = std::exchange(calls_, {});
  for (const auto& call : running) {
    call->finish(call->failure(NetError::stopped, "this node is stopping"));
  }
  for (auto& [authority, links] : std::exchange(idle_, {})) {
    for (const auto& link : links) link->transport->close();
  }
}

}  // namespace passerelle::net
