#include "node/api/router.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "metadata/rdf/documents.h"
#include "node/service/errors.h"
#include "node/service/problem.h"

namespace passerelle::api {
namespace {

using service::ServiceError;

// Takes the first segment off a path of the table; empty at its end.
std::string_view take_segment(std::string_view& path) {
  path.remove_prefix(std::min<std::size_t>(1, path.size()));
  const auto segment = path.substr(0, path.find('/'));
  path.remove_prefix(segment.size());
  return segment;
}

bool is_place(std::string_view segment) { return segment.starts_with('{'); }

// Returns what stands behind the last dot when it is the ending of a syntax, else nothing.
std::string_view ending_of(std::string_view segment) {
  const auto dot = segment.rfind('.');
  if (dot == std::string_view::npos || dot == 0) return {};
  const auto ending = segment.substr(dot + 1);
  return rdf::syntax_of_extension(ending) ? ending : std::string_view();
}

bool fits(const Route& route, const http::Request& request, Match& match) {
  match.places.clear();
  match.ending.clear();
  std::string_view rest = route.path;
  for (std::size_t i = 0; i < request.segments.size(); ++i) {
    const auto wanted = take_segment(rest);
    std::string_view given = request.segments[i];
    if (route.has_endings && i + 1 == request.segments.size()) {
      match.ending = ending_of(given);
      if (!match.ending.empty()) given.remove_suffix(match.ending.size() + 1);
    }
    if (is_place(wanted)) {
      match.places.emplace(wanted.substr(1, wanted.size() - 2), given);
    } else if (wanted != given) {
      return false;
    }
  }
  return rest.empty();
}

// RFC 9110 section 15.5.6: a 405 says which verbs there are.
http::Response other_verbs_response(const Match& match) {
  auto response = http::problem_response(405, "That path knows other verbs only.");
  std::string allowed;
  for (const auto verb : match.other_verbs) {
    allowed += (allowed.empty() ? "" : ", ") + std::string(http::text_of(verb));
    if (verb == http::Method::get) allowed += ", HEAD";
  }
  response.set_header("Allow", std::move(allowed));
  return response;
}

}  // namespace

std::string Call::query(std::string_view name, std::string otherwise) const {
  const auto found = request.query.find(name);
  return found == request.query.end() ? std::move(otherwise) : found->second;
}

Result<Json> Call::body() const { return parse_json(request.body); }

Result<std::int64_t> Call::number(std::string_view text) const {
  std::int64_t value = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), value).ptr;
  if (text.empty() || end != text.data() + text.size() || value < 0) {
    return Error{ServiceError::bad_request, "a whole number is expected in the address"};
  }
  return value;
}

Result<Answer> json_answer(Result<Json> value, int status) {
  if (!value) return value.error();
  auto text = canonical(*value);
  if (!text) return text.error();
  return Answer{status, *std::move(text)};
}

Match find_route(const std::vector<Route>& table, Entrance entrance, const http::Request& request) {
  Match match;
  for (const auto& route : table) {
    if ((route.entrances & static_cast<unsigned>(entrance)) == 0) continue;
    if (!fits(route, request, match)) continue;
    if (route.method == request.method ||
        (route.method == http::Method::get && request.method == http::Method::head)) {
      match.route = &route;
      return match;
    }
    match.other_verbs.push_back(route.method);
  }
  return match;
}

http::Response response_of(Answer answer) {
  http::Response response;
  response.status = answer.status;
  response.body = std::move(answer.body);
  response.headers = std::move(answer.headers);
  if (!answer.media_type.empty()) response.set_header("Content-Type", std::move(answer.media_type));
  return response;
}

http::Response problem_response(const Error& error, const std::string& request_id) {
  const auto problem = service::problem_of(error, request_id);
  auto response = http::text_response(problem.at("status").get<int>(), canonical_text(problem),
                                      "application/problem+json");
  if (response.status == 503) response.set_header("Retry-After", "5");
  if (response.status == 401) response.set_header("WWW-Authenticate", "Bearer");
  return response;
}

http::Response answer(service::Node& node,
                      Entrance entrance,
                      const identity::Caller& caller,
                      const http::Request& request,
                      const std::string& request_id) {
  try {
    auto match = find_route(routes(), entrance, request);
    if (match.route == nullptr) {
      if (!match.other_verbs.empty()) return other_verbs_response(match);
      return problem_response(Error{ServiceError::not_found, "there is nothing at that path"},
                              request_id);
    }
    auto done = match.route->act(
        Call{node, caller, request, std::move(match.places), std::move(match.ending)});
    if (done) return response_of(*std::move(done));
    const auto response = problem_response(done.error(), request_id);
    if (response.status == 500) {
      spdlog::error("request_failed: {}: {}", request_id, done.error().text());
    }
    return response;
  } catch (const std::exception& mistake) {
    spdlog::error("request_failed: {}: {}", request_id, mistake.what());
    return problem_response(Error{BaseError::internal}, request_id);
  }
}

}  // namespace passerelle::api
