#include "node/api/router.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <set>

namespace passerelle::api {
namespace {

http::Request request(http::Method method, const std::string& target) {
  auto made = http::make_request(method, target);
  REQUIRE(made);
  return *std::move(made);
}

TEST_CASE("a route is found with what stands at its places") {
  const auto match =
      find_route(routes(), Entrance::federation,
                 request(http::Method::get, "/federation/v1/orders/fr-1%2F2/3?wait=30"));
  REQUIRE(match.route != nullptr);
  CHECK(match.places.at("run") == "fr-1/2");
  CHECK(match.places.at("round") == "3");
}

TEST_CASE("a path that is a part of another, or goes on behind it, is another path") {
  const auto is_found = [](const char* target) {
    return find_route(routes(), Entrance::everybody, request(http::Method::get, target)).route !=
           nullptr;
  };
  CHECK(is_found("/catalogue"));
  CHECK(is_found("/catalogue/"));
  CHECK(!is_found("/catalogue/datasets"));
  CHECK(is_found("/catalogue/datasets/x"));
  CHECK(!is_found("/catalogue/datasets/x/y"));
  CHECK(!is_found("/"));
}

TEST_CASE("the ending of a file's name chooses a syntax where a route publishes RDF") {
  const auto match = [](const char* target) {
    return find_route(routes(), Entrance::everybody, request(http::Method::get, target));
  };
  CHECK(match("/catalogue.ttl").ending == "ttl");
  CHECK(match("/catalogue").ending.empty());
  CHECK(match("/catalogue.html").route == nullptr);
  CHECK(match("/catalogue.").route == nullptr);
  CHECK(match("/catalogue/datasets/colon.nt").places.at("id") == "colon");
  CHECK(match("/catalogue/datasets/colon.v2").places.at("id") == "colon.v2");
  CHECK(match("/catalogue/datasets/colon.v2").ending.empty());
  CHECK(match("/api/v1/openapi.json").ending.empty());
  CHECK(match("/api/v1/openapi.json.ttl").route == nullptr);
}

TEST_CASE("an order comes in through the federation only") {
  const auto order = request(http::Method::post, "/federation/v1/orders");
  CHECK(find_route(routes(), Entrance::federation, order).route != nullptr);
  CHECK(find_route(routes(), Entrance::everybody, order).route == nullptr);
  CHECK(find_route(routes(), Entrance::local, order).route == nullptr);
}

TEST_CASE("another verb on a known path is told apart from an unknown path") {
  const auto wrong =
      find_route(routes(), Entrance::everybody, request(http::Method::delete_, "/catalogue"));
  CHECK(wrong.route == nullptr);
  CHECK(wrong.other_verbs == std::vector{http::Method::get});
  CHECK(find_route(routes(), Entrance::everybody, request(http::Method::get, "/x"))
            .other_verbs.empty());
}

TEST_CASE("no two routes take the same requests") {
  std::set<std::string> seen;
  for (const auto& route : routes()) {
    for (const auto entrance : {Entrance::everybody, Entrance::federation, Entrance::local}) {
      if ((route.entrances & static_cast<unsigned>(entrance)) == 0) continue;
      const auto key = std::to_string(static_cast<unsigned>(entrance)) + " " +
                       std::string(http::text_of(route.method)) + " " + route.path;
      CHECK(seen.insert(key).second);
    }
  }
}

TEST_CASE("the published description shows what everybody can reach, and nothing else") {
  const auto description = openapi(routes());
  CHECK(description["paths"].contains("/catalogue"));
  CHECK(description["paths"]["/catalogue"]["get"]["parameters"][0]["name"] == "page");
  CHECK(!description["paths"].contains("/federation/v1/orders"));
  CHECK(!description["paths"].contains("/api/v1/config"));
}

}  // namespace
}  // namespace passerelle::api
