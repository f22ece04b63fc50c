// Calls to other nodes over mutual TLS, each node known by the trust list.
//
// A node is its own peer: what it asks of itself takes the same way, through the same doors.
//
// Thread safety: any thread.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <set>

#include "node/base/strong_id.h"
#include "node/crypto/signing.h"
#include "node/http/message.h"
#include "node/net/client.h"

namespace passerelle::federation {

// How to reach a node and how to know it, by the trust list in force.
struct PeerAddress {
  http::Url url;
  net::ExpectedPins pins;
  crypto::PublicKey seal_key;
};
using Directory = std::function<Result<PeerAddress>(const NodeId&)>;

// Returns the code of the other node's RFC 9457 problem, "permit.expired"; empty without one.
std::string problem_code(const http::Response& response);

// Returns "fi: permit.expired: The permit ended on …", from the other node's RFC 9457 problem.
std::string problem_text(const NodeId& node, const http::Response& response);

// How another node is asked where the permits stand that concern this one ("permit_status/1").
http::Request permit_status_request();

class Peers {
 public:
  using Done = std::function<void(Result<http::Response>)>;

  // Requires: `client` outlives the peers.
  Peers(net::Client& client, Directory directory);

  // Sends a request whose target is a path of the other node's federation listener, and gives back
  // its answer whatever its status; FederationError::lost when there is none. `done` is called
  // once: on the I/O thread, or at once when the trust list does not have the node.
  void exchange(const NodeId& node,
                http::Request request,
                std::chrono::milliseconds deadline,
                Done done);

  // The same, with an answer that is judged. An answer of
  // 400 and above becomes FederationError::refused with the other node's code and sentence, or
  // `lost` when it is of a kind that another try may cure (429, 502, 503, 504).
  void call(const NodeId& node,
            http::Request request,
            std::chrono::milliseconds deadline,
            Done done);

  // The same, waiting. Requires: not on the I/O thread.
  Result<http::Response> ask(const NodeId& node,
                             http::Request request,
                             std::chrono::milliseconds deadline);

  // The same of several nodes at once. A node that has not answered by the deadline is not among
  // the answers.
  std::map<NodeId, Result<http::Response>> ask_each(const std::set<NodeId>& nodes,
                                                    const http::Request& request,
                                                    std::chrono::milliseconds deadline);

  const Directory& directory() const { return directory_; }

 private:
  net::Client& client_;
  Directory directory_;
};

}  // namespace passerelle::federation
