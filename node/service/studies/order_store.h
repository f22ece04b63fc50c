// Orders as the node keeps them: one row for each round of a run.
//
// Thread safety: pure but for the transaction they are given.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "node/base/json.h"
#include "node/federation/order.h"
#include "node/service/node.h"

namespace passerelle::service {

struct StoredOrder {
  federation::Order order;
  NodeId requesting_node;
  std::string digest;  // of the envelope
  std::string state;   // "running", "review", "answered", "failed"
  std::string answer;
  std::optional<std::int64_t> log_index;
  std::string error_code, error_detail;
  std::string approved_by;
};

// Returns the order of one round; nothing when it never came.
Result<std::optional<StoredOrder>> find_order(store::Reader& reader, const RunId& run, int round);

// Keeps an order that was accepted.
Result<void> insert_order(store::Transaction& tx,
                          const federation::Order& order,
                          const NodeId& requesting_node,
                          const std::string& study_digest,
                          const std::string& envelope,
                          Instant now);

// The other runs under an order's permit and those before it: a changed permit is the same title.
struct OtherRuns {
  std::int64_t begun = 0;      // from their first round on
  std::int64_t under_way = 0;  // with a round that is computed or held back now
};
Result<OtherRuns> other_runs(store::Reader& reader, const federation::Order& order);

// What every log entry about an order says of it.
Json subject_of(const federation::Order& order, const NodeId& requesting_node);

}  // namespace passerelle::service
