#include "node/net/client.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <future>
#include <map>
#include <set>
#include <utility>

#include "node/net/client_call.h"
#include "node/net/listening_socket.h"
#include "node/net/runtime_impl.h"

namespace passerelle::net {
namespace {

using Call = std::shared_ptr<ClientCall>;
using Endpoints = std::vector<asio::ip::tcp::endpoint>;

// An open connection to a node, its certificate already compared.
struct Link {
  std::shared_ptr<Transport> transport;
  std::string pin;
  http::ResponseDecoder decoder;
  SteadyTime idle_since{};
  bool is_reused = false;
  bool has_answered = false;  // a byte of the response has arrived
};
using LinkPtr = std::shared_ptr<Link>;

bool is_idempotent(http::Method method) {
  return method != http::Method::post && method != http::Method::patch;
}

bool is_expected(const ExpectedPins& pins, const std::string& pin) {
  return !pin.empty() && std::ranges::find(pins, pin) != pins.end();
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

struct Client::State : std::enable_shared_from_this<Client::State> {
  State(Runtime& on, TlsContext context, ClientOptions chosen)
      : runtime(on), tls(std::move(context)), options(chosen), sweeper(on.impl().io) {}

  static asio::awaitable<void> perform(std::shared_ptr<State> self, Call call);
  asio::awaitable<Result<LinkPtr>> open(Call call);
  asio::awaitable<Result<Endpoints>> look_up(Call call);
  asio::awaitable<Result<LinkPtr>> greet(Call call, asio::ip::tcp::endpoint endpoint);
  asio::awaitable<Result<http::Response>> round_trip(Call call, LinkPtr link);

  LinkPtr take_idle(const ClientCall& call);
  void keep(const ClientCall& call, LinkPtr link);
  void sweep();
  void begin(Call call);
  void stop();

  Runtime& runtime;
  TlsContext tls;
  ClientOptions options;
  // I/O thread only.
  std::map<std::string, std::vector<LinkPtr>> idle;  // by host:port
  std::set<Call> calls;
  asio::steady_timer sweeper;
  bool is_sweeping = false;
  bool is_stopped = false;
};

asio::awaitable<void> Client::State::perform(std::shared_ptr<State> self, Call call) {
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

asio::awaitable<Result<LinkPtr>> Client::State::open(Call call) {
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

asio::awaitable<Result<Endpoints>> Client::State::look_up(Call call) {
  ErrorCode error;
  const auto literal = asio::ip::make_address(call->url.host, error);
  if (!error) co_return Endpoints{{literal, call->url.port}};
  asio::ip::tcp::resolver resolver(runtime.impl().io);
  const auto found =
      co_await resolver.async_resolve(call->url.host, std::to_string(call->url.port),
                                      asio::redirect_error(asio::use_awaitable, error));
  if (error) co_return call->failure(NetError::unreachable, "look up the host: " + error.message());
  Endpoints endpoints;
  for (const auto& entry : found) endpoints.push_back(entry.endpoint());
  co_return endpoints;
}

asio::awaitable<Result<LinkPtr>> Client::State::greet(Call call, asio::ip::tcp::endpoint endpoint) {
  StreamSocket socket(runtime.impl().io);
  ErrorCode error;
  socket.open(asio::generic::stream_protocol(endpoint.protocol()), error);
  if (error) co_return call->failure(NetError::unreachable, "open a socket: " + error.message());
  keep_from_children(socket.native_handle());
  const int on = 1;
  setsockopt(socket.native_handle(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));

  const auto transport = std::make_shared<Transport>(std::move(socket), tls);
  call->transport = transport;
  call->phase = "connecting";
  error = co_await transport->connect(asio::generic::stream_protocol::endpoint(endpoint));
  if (error) co_return call->failure(NetError::unreachable, "connect: " + error.message());

  call->phase = "greeting in TLS";
  ErrorCode literal;
  asio::ip::make_address(call->url.host, literal);
  if (literal) {
    SSL_ctrl(transport->tls(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
             call->url.host.data());
  }
  error = co_await transport->handshake(TlsSide::client);
  if (error) co_return tls_failure(*call, error, "TLS handshake");

  auto pin = peer_pin(transport->tls());
  if (!is_expected(call->pins, pin)) {
    transport->close();
    co_return call->failure(NetError::wrong_certificate,
                            "certificate of another node: its pin is " + pin);
  }
  auto link = std::make_shared<Link>();
  link->transport = transport;
  link->pin = std::move(pin);
  link->decoder = http::ResponseDecoder(options.limits);
  co_return link;
}

asio::awaitable<Result<http::Response>> Client::State::round_trip(Call call, LinkPtr link) {
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
      if (link->has_answered) {
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

LinkPtr Client::State::take_idle(const ClientCall& call) {
  auto& links = idle[call.url.authority()];
  const auto now = std::chrono::steady_clock::now();
  while (!links.empty()) {
    auto link = std::move(links.back());
    links.pop_back();
    const bool is_usable = link->idle_since + options.idle > now && is_quiet(*link) &&
                           is_expected(call.pins, link->pin);
    if (is_usable) {
      link->is_reused = true;
      link->has_answered = false;
      return link;
    }
    link->transport->close();
  }
  return nullptr;
}

void Client::State::keep(const ClientCall& call, LinkPtr link) {
  auto& links = idle[call.url.authority()];
  if (is_stopped || links.size() >= options.idle_per_host) {
    link->transport->close();
    return;
  }
  link->idle_since = std::chrono::steady_clock::now();
  links.push_back(std::move(link));
  if (!is_sweeping) sweep();
}

// Gives idle connections back in time, also those to nodes we never speak to again.
void Client::State::sweep() {
  const auto oldest = std::chrono::steady_clock::now() - options.idle;
  for (auto& [authority, links] : idle) {
    std::erase_if(links, [&](const LinkPtr& link) { return link->idle_since <= oldest; });
  }
  std::erase_if(idle, [](const auto& entry) { return entry.second.empty(); });
  is_sweeping = !idle.empty() && !is_stopped;
  if (!is_sweeping) return;
  sweeper.expires_after(options.idle);
  sweeper.async_wait([weak = weak_from_this()](const ErrorCode& error) {
    if (const auto self = weak.lock(); self && !error) self->sweep();
  });
}

void Client::State::begin(Call call) {
  if (is_stopped) {
    call->finish(call->failure(NetError::stopped, "this node is stopping"));
    return;
  }
  calls.insert(call);
  call->start();
  asio::co_spawn(runtime.impl().io, perform(shared_from_this(), call),
                 [self = shared_from_this(), call](std::exception_ptr failure) {
                   self->calls.erase(call);
                   self->runtime.impl().completion("a request to another node")(failure);
                   call->finish(Error{BaseError::internal, "the request failed"});
                 });
}

void Client::State::stop() {
  is_stopped = true;
  sweeper.cancel();
  const auto running = std::exchange(calls, {});
  for (const auto& call : running) {
    call->finish(call->failure(NetError::stopped, "this node is stopping"));
  }
  for (auto& [authority, links] : std::exchange(idle, {})) {
    for (const auto& link : links) link->transport->close();
  }
}

Result<std::unique_ptr<Client>> Client::make(Runtime& runtime,
                                             const TlsIdentity& identity,
                                             ClientOptions options) {
  auto tls = client_context(identity);
  if (!tls) return tls.error();
  return std::unique_ptr<Client>(
      new Client(std::make_shared<State>(runtime, std::move(*tls), options)));
}

Client::Client(std::shared_ptr<State> state) : state_(std::move(state)) {}

Client::~Client() {
  state_->runtime.post([state = state_] { state->stop(); });
}

void Client::send(http::Url url,
                  http::Request request,
                  ExpectedPins pins,
                  std::chrono::milliseconds deadline,
                  Done done) {
  request.target = url.target;
  request.set_header("Host", url.authority());
  // Shared: the deadline, the coroutine and the list of running requests hold it.
  auto call = std::make_shared<ClientCall>(state_->runtime, std::move(url), std::move(request),
                                           std::move(pins), deadline, std::move(done));
  state_->runtime.post([state = state_, call = std::move(call)] { state->begin(call); });
}

Result<http::Response> Client::fetch(http::Url url,
                                     http::Request request,
                                     ExpectedPins pins,
                                     std::chrono::milliseconds deadline) {
  if (state_->runtime.is_io_thread()) {
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

}  // namespace passerelle::net
