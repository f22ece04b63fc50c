#include "node/federation/peers.h"

#include <future>
#include <nlohmann/json.hpp>

#include "node/base/json.h"
#include "node/federation/errors.h"

namespace passerelle::federation {
namespace {

// "fi: permit.expired: The permit ended on …", from the other node's RFC 9457 problem.
std::string reason_of(const NodeId& node, const http::Response& response) {
  const auto problem = parse_json(response.body);
  if (problem && problem->is_object()) {
    const auto code = problem->value("code", std::string());
    const auto detail = problem->value("detail", std::string());
    if (!code.empty()) return node.text() + ": " + code + (detail.empty() ? "" : ": " + detail);
  }
  return node.text() + " answered " + std::to_string(response.status) + " " +
         std::string(http::reason_of(response.status));
}

bool may_pass(int status) {
  return status == 429 || status == 502 || status == 503 || status == 504;
}

Result<http::Response> judged(const NodeId& node, Result<http::Response> response) {
  if (!response) {
    return Error{FederationError::lost, node.text() + ": " + response.error().text()};
  }
  if (response->status < 400) return response;
  const auto code = may_pass(response->status) ? FederationError::lost : FederationError::refused;
  return Error{code, reason_of(node, *response)};
}

}  // namespace

Peers::Peers(net::Client& client, Directory directory)
    : client_(client), directory_(std::move(directory)) {}

// Every message of the federation may be repeated, so one that met a connection which the other
// node had closed in the meantime is sent once more.
void Peers::call(const NodeId& node,
                 http::Request request,
                 std::chrono::milliseconds deadline,
                 Done done) {
  auto address = directory_(node);
  if (!address) return done(address.error());
  auto url = address->url.with(request.target);
  auto again = [this, node, url, request, pins = address->pins, deadline, done] {
    client_.send(url, request, pins, deadline, [node, done](Result<http::Response> response) {
      done(judged(node, std::move(response)));
    });
  };
  client_.send(std::move(url), std::move(request), std::move(address->pins), deadline,
               [node, done = std::move(done), again](Result<http::Response> response) {
                 const bool is_cut = !response && response.error().code ==
                                                      make_error_code(net::NetError::unreachable);
                 if (is_cut) return again();
                 done(judged(node, std::move(response)));
               });
}

Result<http::Response> Peers::ask(const NodeId& node,
                                  http::Request request,
                                  std::chrono::milliseconds deadline) {
  std::promise<Result<http::Response>> promise;
  auto future = promise.get_future();
  call(node, std::move(request), deadline,
       [&promise](Result<http::Response> response) { promise.set_value(std::move(response)); });
  return future.get();
}

}  // namespace passerelle::federation
