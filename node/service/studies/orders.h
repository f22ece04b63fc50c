// The holding node's side of a study: an order comes in, is held against the node's own permit, is
// carried out (order_execution.h), and its sealed answer is fetched.
#pragma once

#include <optional>
#include <string>

#include "node/base/json.h"
#include "node/service/node.h"

namespace passerelle::service {

// Takes an order of another node. Every refusal is in the log with its reason, and nothing was
// computed. Sent twice it is one order.
Result<Json> accept_order(Node& node, const identity::Caller& caller, const Json& envelope);

// What `GET /federation/v1/orders/{run}/{round}` tells.
struct OrderAnswer {
  bool is_ready = false;
  std::string body;  // {"answer", "receipt"} when ready, else {"state": "running" | "review"}
};
Result<OrderAnswer> order_answer(Node& node,
                                 const identity::Caller& caller,
                                 const RunId& run,
                                 int round);

// The name under which `Node::changes` tells that an order's answer is there.
std::string thing_of(const RunId& run, int round);

// Goes on with orders that a stop interrupted.
Result<void> resume_orders(Node& node);

}  // namespace passerelle::service
