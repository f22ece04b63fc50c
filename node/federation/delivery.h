// When a message is sent to which node, and what the answer means: the rules of delivery, without
// sockets and clocks.
//
// Thread safety: the functions are pure; a schedule belongs to one thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "node/base/strong_id.h"
#include "node/http/message.h"

namespace passerelle::federation {

enum class Verdict {
  delivered,
  refused,  // the node has read the message and wants no second try
  lost,     // the node was not reached, or is not able to take messages now
};

// Judges an answer. 4xx is a refusal, except 408 and 429, and except a refusal of the connection
// itself (identity.…): the other node's trust list may be older than ours.
Verdict verdict_of(const http::Response& response);

// Returns how long a node rests after that many failures in a row: 1 s, doubled each time, at most
// 15 min. Requires: failures >= 1.
std::chrono::seconds rest_after(int failures);

// What waits for one node: positions in the outbox.
struct NextMessages {
  NodeId to;
  std::int64_t first = 0;
  std::optional<std::int64_t> first_urgent;
};

// What is to be sent now.
struct DueMessage {
  NodeId to;
  std::int64_t position = 0;
  bool operator==(const DueMessage&) const = default;
};

// Each node gets one message at a time, urgent ones first, the others in order. A node that was not
// reached rests, and its messages with it; an urgent message that was never tried does not wait for
// that.
class DeliverySchedule {
 public:
  using Moment = std::chrono::steady_clock::time_point;

  // Returns what is to be sent now; the nodes are being spoken to from then on.
  std::vector<DueMessage> begin(const std::vector<NextMessages>& waiting, Moment now);

  // The node has answered, yes or no. Requires: it is being spoken to.
  void answered(const NodeId& node);

  // The try has failed. Returns how many have in a row. Requires: the node is being spoken to.
  int failed(const NodeId& node, Moment now);

  // Ends the rest of a node: somebody wants it tried now.
  void hurry(const NodeId& node);

  // Returns when the first rest ends; nothing when no node rests.
  std::optional<Moment> next_end_of_rest(Moment now) const;

 private:
  struct Line {
    bool is_speaking = false;
    int failures = 0;
    Moment rests_until{};
    std::int64_t last_urgent = 0;  // the last urgent position that was tried
  };
  std::map<NodeId, Line> lines_;
};

}  // namespace passerelle::federation
