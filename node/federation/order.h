// The request of one node to another to carry out one round of a study.
//
// An order names one permit of the holding node. It brings the study document, never a plan or a
// parameter; the transcript is what every node answered in the round before, sealed by each.
// On the wire: crypto::SignedDocument "order/1", sealed by the requesting node.
#pragma once

#include <string>
#include <vector>

#include "node/base/clock.h"
#include "node/base/json.h"
#include "node/base/strong_id.h"
#include "node/crypto/signed_document.h"

namespace passerelle::federation {

struct Order {
  RunId run;
  int round = 0;
  PermitId permit;
  std::string study;          // canonical text of the study document
  std::string person;         // who asks, as the requesting node asserts: "marie@fr"
  std::vector<NodeId> nodes;  // all that take part, in node order
  Instant deadline;
  std::vector<std::string> transcript;  // envelopes of the round before, in node order
};

inline constexpr const char* kOrderType = "order/1";

crypto::SignedDocument sign_order(const Order& order, const crypto::SigningKey& seal_key);

// Reads the body of a verified order. Refuses unknown fields, unsorted or repeated nodes, and a
// transcript that is not one answer per node (none in round 0).
Result<Order> order_from_json(const Json& body);

}  // namespace passerelle::federation
