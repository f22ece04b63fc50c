// The one table of what can be asked of a node: verb, path, through which door, and the use case
// that answers. Whether a caller may is decided by the use case, once, whatever the door.
//
// Thread safety: the table is constant; `answer` runs use cases, so not on an I/O thread.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "node/base/json.h"
#include "node/base/result.h"
#include "node/http/message.h"
#include "node/identity/caller.h"
#include "node/service/node.h"

namespace passerelle::api {

// Where a request comes in.
enum class Entrance : unsigned {
  everybody = 1,   // public HTTPS
  federation = 2,  // mutual TLS, nodes of the trust list
  local = 4,       // the home's own socket
};

constexpr unsigned operator|(Entrance left, Entrance right) {
  return static_cast<unsigned>(left) | static_cast<unsigned>(right);
}

struct Call {
  service::Node& node;
  const identity::Caller& caller;
  const http::Request& request;
  std::map<std::string, std::string, std::less<>> places;  // "{run}" → what stands there
  std::string ending = {};  // "ttl", where the route takes a file's ending

  const std::string& place(std::string_view name) const { return places.find(name)->second; }
  std::string query(std::string_view name, std::string otherwise = {}) const;
  Result<Json> body() const;
  Result<std::int64_t> number(std::string_view text) const;
};

struct Answer {
  int status = 200;
  std::string body;
  std::string media_type = "application/json";  // empty where there is no body
  http::Headers headers = {};                   // further ones
};

// A JSON answer.
Result<Answer> json_answer(Result<Json> value, int status = 200);

struct Route {
  http::Method method;
  const char* path;  // segments; "{name}" takes any one
  unsigned entrances;
  const char* summary;  // for the published description
  std::function<Result<Answer>(const Call&)> act;

  // For a long poll: what the caller may wait for while the answer is 202.
  std::function<std::string(const Call&)> waits_for = nullptr;

  // An answer that is at hand: found in memory, without a wait, so on the I/O thread too. Only for
  // what everybody may have.
  std::function<std::optional<Answer>(const Call&)> recall = nullptr;

  // Whether the last segment may end like a file's name, in a syntax of RDF: "/catalogue.ttl".
  bool has_endings = false;

  // Of the query, for the published description.
  std::vector<const char*> parameters = {};
};

const std::vector<Route>& routes();

// A route that fits a request, and what stands at its places.
struct Match {
  const Route* route = nullptr;
  std::map<std::string, std::string, std::less<>> places;
  std::string ending;
  std::vector<http::Method> other_verbs;  // when the path exists, but not with that verb
};
Match find_route(const std::vector<Route>& table, Entrance entrance, const http::Request& request);

// Answers a request completely: route, use case, problem document. Never throws.
http::Response answer(service::Node& node,
                      Entrance entrance,
                      const identity::Caller& caller,
                      const http::Request& request,
                      const std::string& request_id);

http::Response response_of(Answer answer);

// An RFC 9457 response for an error.
http::Response problem_response(const Error& error, const std::string& request_id);

// OpenAPI 3.1 of the routes that everybody can reach, made from the table.
Json openapi(const std::vector<Route>& table);

}  // namespace passerelle::api
