#include "node/gate/transcript.h"

#include <nlohmann/json.hpp>

#include "node/gate/errors.h"

namespace passerelle::gate {

Transcript::Transcript(RunFacts facts, std::map<NodeId, crypto::PublicKey> seal_keys)
    : facts_(std::move(facts)), seal_keys_(std::move(seal_keys)) {}

Result<OpenedAnswer> Transcript::open_next(const NodeId& node, const std::string& envelope) const {
  const auto refuse = [&](const std::string& why) {
    return Error{GateError::wrong_answer, "the answer of " + node.text() + " for round " +
                                              std::to_string(next_round_) + " " + why};
  };
  const auto key = seal_keys_.find(node);
  if (key == seal_keys_.end()) return refuse("comes from a node that takes no part");
  const auto document = parse_json(envelope);
  if (!document) return document.error();
  auto opened = open_answer(*document, key->second);
  if (!opened) return opened.error();
  const auto& context = opened->context;
  if (context.executing_node != node) return refuse("names another node");
  if (context.run != facts_.run) return refuse("belongs to another run");
  if (context.round != next_round_) {
    return refuse("belongs to round " + std::to_string(context.round));
  }
  if (context.requesting_node != facts_.requesting_node) {
    return refuse("was given to another requesting node");
  }
  if (context.study_digest != facts_.study_digest) return refuse("answers another study");
  if (context.transcript_digest != digest_) {
    return refuse("does not follow from the round before");
  }
  const auto permit = facts_.permits.find(node);
  if (permit != facts_.permits.end() && context.permit != permit->second) {
    return refuse("names another permit");
  }
  return opened;
}

Result<std::map<NodeId, analysis::Partial>> Transcript::add_round(
    const std::vector<std::string>& envelopes) {
  if (envelopes.size() != seal_keys_.size()) {
    return Error{GateError::wrong_answer, "one answer of every node is expected"};
  }
  std::map<NodeId, analysis::Partial> partials;
  std::map<NodeId, std::string> digests;
  auto envelope = envelopes.begin();
  for (const auto& [node, key] : seal_keys_) {
    auto opened = open_next(node, *envelope++);
    if (!opened) return opened.error();
    digests.emplace(node, opened->digest);
    partials.emplace(node, std::move(opened->partial));
  }
  digest_ = transcript_digest(digests);
  ++next_round_;
  return partials;
}

}  // namespace passerelle::gate
