#include "node/federation/peers.h"

#include <condition_variable>
#include <future>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>

#include "node/base/json.h"
#include "node/federation/errors.h"

namespace passerelle::federation {
namespace {

// What another node says is kept and shown, so it is not to be of any length.
constexpr std::size_t kMaximumProblemBytes = std::size_t{16} << 10;

bool may_pass(int status) {
  return status == 429 || status == 502 || status == 503 || status == 504;
}

// A text of the problem document, empty when there is none.
std::string text_at(const http::Response& response, const char* name) {
  const auto problem = parse_json(response.body, kMaximumProblemBytes);
  if (!problem || !problem->is_object()) return {};
  const auto found = problem->find(name);
  return found != problem->end() && found->is_string() ? found->get<std::string>() : std::string();
}

Result<http::Response> judged(const NodeId& node, Result<http::Response> response) {
  if (!response || response->status < 400) return response;
  const auto code = may_pass(response->status) ? FederationError::lost : FederationError::refused;
  return Error{code, problem_text(node, *response)};
}

}  // namespace

std::string problem_code(const http::Response& response) { return text_at(response, "code"); }

std::string problem_text(const NodeId& node, const http::Response& response) {
  const auto code = problem_code(response);
  if (code.empty()) {
    return node.text() + " answered " + std::to_string(response.status) + " " +
           std::string(http::reason_of(response.status));
  }
  const auto detail = text_at(response, "detail");
  return node.text() + ": " + code + (detail.empty() ? "" : ": " + detail);
}

Peers::Peers(net::Client& client, Directory directory)
    : client_(client), directory_(std::move(directory)) {}

// Every message of the federation may be repeated, so one that met a connection which the other
// node had closed in the meantime is sent once more.
http::Request permit_status_request() {
  return http::make_request(http::Method::get, "/federation/v1/permits/status").value();
}

void Peers::exchange(const NodeId& node,
                     http::Request request,
                     std::chrono::milliseconds deadline,
                     Done done) {
  auto address = directory_(node);
  if (!address) return done(address.error());
  auto url = address->url.with(request.target);
  auto told = [node, done = std::move(done)](Result<http::Response> response) {
    if (response) return done(std::move(response));
    done(Error{FederationError::lost, node.text() + ": " + response.error().text()});
  };
  auto again = [this, url, request, pins = address->pins, deadline, told] {
    client_.send(url, request, pins, deadline, told);
  };
  client_.send(std::move(url), std::move(request), std::move(address->pins), deadline,
               [told, again](Result<http::Response> response) {
                 const bool is_cut = !response && response.error().code ==
                                                      make_error_code(net::NetError::unreachable);
                 if (is_cut) return again();
                 told(std::move(response));
               });
}

void Peers::call(const NodeId& node,
                 http::Request request,
                 std::chrono::milliseconds deadline,
                 Done done) {
  exchange(node, std::move(request), deadline,
           [node, done = std::move(done)](Result<http::Response> response) {
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

std::map<NodeId, Result<http::Response>> Peers::ask_each(const std::set<NodeId>& nodes,
                                                         const http::Request& request,
                                                         std::chrono::milliseconds deadline) {
  // Answers may come after the deadline; they hold this.
  struct Heard {
    std::mutex mutex;
    std::condition_variable changed;
    std::map<NodeId, Result<http::Response>> answers;  // guarded by mutex
  };
  const auto heard = std::make_shared<Heard>();
  for (const auto& node : nodes) {
    call(node, request, deadline, [heard, node](Result<http::Response> response) {
      {
        const std::lock_guard lock(heard->mutex);
        heard->answers.emplace(node, std::move(response));
      }
      heard->changed.notify_one();
    });
  }
  std::unique_lock lock(heard->mutex);
  heard->changed.wait_for(lock, deadline, [&] { return heard->answers.size() == nodes.size(); });
  return std::move(heard->answers);
}

}  // namespace passerelle::federation
