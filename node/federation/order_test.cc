#include "node/federation/order.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

namespace passerelle::federation {
namespace {

Order example_order() {
  Order order;
  order.run = RunId("fr-1");
  order.round = 1;
  order.permit = PermitId("fi-7");
  order.study = R"({"passerelle":"study/1"})";
  order.person = "marie@fr";
  order.nodes = {NodeId("dk"), NodeId("fi")};
  order.deadline = *parse_instant("2027-01-31T00:00:00Z");
  order.transcript = {R"({"a":1})", R"({"b":2})"};
  return order;
}

Json body_of(const Order& order) {
  const auto key = crypto::SigningKey::generate();
  const auto body = sign_order(order, key).verify(key.public_key());
  REQUIRE(body);
  return *body;
}

TEST_CASE("an order reads back as it was signed") {
  const auto order = order_from_json(body_of(example_order()));
  REQUIRE(order);
  CHECK(order->run == RunId("fr-1"));
  CHECK(order->study == example_order().study);
  CHECK(order->transcript == example_order().transcript);
  CHECK(order->nodes == example_order().nodes);
}

TEST_CASE("an order with its own scope, or any other unknown field, is refused") {
  auto body = body_of(example_order());
  body["datasets"] = {"https://fi.example/dataset/all"};
  const auto read = order_from_json(body);
  REQUIRE(!read);
  CHECK(read.error().detail == "/datasets: unknown field");
}

TEST_CASE("nodes out of order or twice are refused") {
  auto body = body_of(example_order());
  body["nodes"] = {"fi", "dk"};
  CHECK(!order_from_json(body));
  body["nodes"] = {"dk", "dk"};
  CHECK(!order_from_json(body));
  body["nodes"] = Json::array();
  CHECK(!order_from_json(body));
}

TEST_CASE("a transcript that is not one answer per node is refused") {
  auto body = body_of(example_order());
  body["transcript"].erase(0);
  CHECK(!order_from_json(body));
  body = body_of(example_order());
  body["round"] = 0;
  CHECK(!order_from_json(body));
  body["transcript"] = Json::array();
  CHECK(order_from_json(body));
}

TEST_CASE("a round beyond the last is refused") {
  auto body = body_of(example_order());
  body["round"] = 1'000;
  CHECK(!order_from_json(body));
  body["round"] = -1;
  CHECK(!order_from_json(body));
}

}  // namespace
}  // namespace passerelle::federation
