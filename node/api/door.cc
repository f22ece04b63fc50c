#include "node/api/door.h"

#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "node/crypto/random.h"
#include "node/service/errors.h"

namespace passerelle::api {
namespace {

using service::ServiceError;

constexpr std::chrono::seconds kLongestWait{30};

// A stranger who knocks all day must not fill the log.
constexpr std::chrono::minutes kRefusedPeerPause{1};
constexpr std::size_t kRefusedPeersRemembered = 1'000;

std::chrono::seconds wait_of(const http::Request& request) {
  const auto wait = request.query.find("wait");
  if (wait == request.query.end()) return std::chrono::seconds(0);
  int seconds = 0;
  const auto& text = wait->second;
  std::from_chars(text.data(), text.data() + text.size(), seconds);
  return std::clamp(std::chrono::seconds(seconds), std::chrono::seconds(0), kLongestWait);
}

http::Response finished(http::Response response) {
  response.set_header("X-Content-Type-Options", "nosniff");
  if (response.headers.find("Cache-Control") == nullptr) {
    response.set_header("Cache-Control", "no-store");
  }
  return response;
}

}  // namespace

// One request under way. Shared by the pool, a timer and a wake-up: whoever comes last lets it go.
struct Door::Exchange {
  http::Request request;
  net::Connection connection;
  net::Reply reply;
  std::string id;
  std::string thing;  // what a long poll waits for; empty otherwise
  std::uint64_t ticket = 0;
  net::Timer timer;
  std::string_view route = "no such path";
  std::chrono::steady_clock::time_point started = std::chrono::steady_clock::now();

  // Answers, with one line for the operator: the path of the table, so nobody's name or words.
  void answer(http::Response response) const {
    const auto took = std::chrono::steady_clock::now() - started;
    spdlog::info("request: {} {} {} {} {} ms", id, http::text_of(request.method), route,
                 response.status,
                 std::chrono::duration_cast<std::chrono::milliseconds>(took).count());
    reply(finished(std::move(response)));
  }
};

Door::Door(net::Runtime& runtime, service::Node& node, Entrance entrance)
    : runtime_(runtime), node_(node), entrance_(entrance) {}

Result<identity::Caller> Door::identify(const http::Request& request,
                                        const net::Connection& connection) const {
  if (entrance_ == Entrance::federation) {
    return node_.identifier.identify_peer(connection.peer_pin.value_or(""), node_.now());
  }
  const auto authorization = request.header("Authorization");
  constexpr std::string_view kBearer = "Bearer ";
  if (authorization.starts_with(kBearer)) {
    return node_.identifier.identify_token(authorization.substr(kBearer.size()), node_.now());
  }
  if (entrance_ == Entrance::local &&
      connection.peer_uid == std::optional<int>(static_cast<int>(::getuid()))) {
    return node_.identifier.local_operator();
  }
  return node_.identifier.anonymous();
}

// Returns the answer that is at hand, if the route has one. A caller who says who he is takes the
// long way, on which his word is checked.
std::optional<http::Response> Door::recalled(const http::Request& request,
                                             const Match& match) const {
  if (match.route == nullptr || !match.route->recall) return std::nullopt;
  if (request.headers.find("Authorization") != nullptr) return std::nullopt;
  const identity::Caller nobody = identity::Anonymous{};
  auto known = match.route->recall(Call{node_, nobody, request, match.places, match.ending});
  if (!known) return std::nullopt;
  return response_of(*std::move(known));
}

void Door::handle(http::Request request, const net::Connection& connection, net::Reply reply) {
  auto exchange = std::make_shared<Exchange>(
      Exchange{std::move(request), connection, std::move(reply), crypto::random_id(), {}, 0, {}});
  const auto wait = wait_of(exchange->request);
  auto match = find_route(routes(), entrance_, exchange->request);
  if (auto known = recalled(exchange->request, match)) {
    exchange->reply(finished(*std::move(known)));
    return;
  }
  if (match.route != nullptr) exchange->route = match.route->path;
  const bool may_wait = match.route != nullptr && match.route->waits_for && wait.count() > 0;
  if (may_wait) {
    const identity::Caller nobody = identity::Anonymous{};
    exchange->thing =
        match.route->waits_for(Call{node_, nobody, exchange->request, std::move(match.places)});
    exchange->timer = runtime_.after(wait, [this, exchange] {
      node_.changes.forget(exchange->thing, exchange->ticket);
      serve(exchange, true);
    });
    // First listen, then look: a change in between is not missed.
    exchange->ticket = node_.changes.expect(exchange->thing, [this, exchange] {
      exchange->timer.cancel();
      serve(exchange, true);
    });
  }
  serve(exchange, !may_wait);
}

void Door::serve(const std::shared_ptr<Exchange>& exchange, bool is_last_word) {
  const bool is_queued = runtime_.on_pool([this, exchange, is_last_word] {
    const auto caller = identify(exchange->request, exchange->connection);
    auto response = caller ? answer(node_, entrance_, *caller, exchange->request, exchange->id)
                           : problem_response(caller.error(), exchange->id);
    if (response.status == 202 && !is_last_word) return;
    if (!is_last_word) {
      exchange->timer.cancel();
      node_.changes.forget(exchange->thing, exchange->ticket);
    }
    exchange->answer(std::move(response));
  });
  if (!is_queued) {
    exchange->answer(problem_response(
        Error{ServiceError::busy, "this node has too much to do; try again later"}, exchange->id));
  }
}

bool Door::admits(const net::Connection& connection) {
  if (entrance_ != Entrance::federation) return true;
  const auto pin = connection.peer_pin.value_or("");
  // The trust list is in memory; the database is read only after a new one was installed.
  const auto peer = node_.identifier.identify_peer(pin, node_.now());
  if (!peer) note_refused_peer(pin, peer.error());
  return peer.has_value();
}

void Door::note_refused_peer(const std::string& pin, const Error& why) {
  {
    const std::lock_guard lock(mutex_);
    const auto now = node_.now();
    std::erase_if(refused_pins_,
                  [&](const auto& entry) { return entry.second + kRefusedPeerPause <= now; });
    if (refused_pins_.contains(pin) || refused_pins_.size() >= kRefusedPeersRemembered) return;
    refused_pins_.emplace(pin, now);
  }
  const bool is_queued = runtime_.on_pool([this, pin, why] {
    const auto noted =
        node_.note(audit::Event::peer_refused, {{"certificate", pin}, {"reason", why.name()}});
    if (!noted) spdlog::error("refused_peer_not_logged: {}", noted.error().text());
  });
  if (!is_queued) spdlog::warn("refused_peer_not_logged: {}", pin);
}

http::Response Door::not_admitted() {
  auto response =
      problem_response(Error{ServiceError::not_allowed,
                             "this certificate belongs to no node of the trust list in force here"},
                       {});
  response.close = true;
  return response;
}

http::Response Door::refused(int status, const Error& error) {
  return http::problem_response(status, status >= 500 ? "" : error.detail);
}

}  // namespace passerelle::api
