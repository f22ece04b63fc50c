// The sealed answers of a run, round by round, and the chain that binds them.
//
// Coordinator, holders and `passerelle verify` all check a run through this class: each answer
// bears the seal of its own node, names this run, round, requesting node, permit and study, and
// binds the digest of the round before. A transcript that anybody has changed does not open.
//
// Thread safety: one thread.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "node/crypto/signing.h"
#include "node/gate/sealed_answer.h"

namespace passerelle::gate {

// What every answer of the run must say.
struct RunFacts {
  RunId run;
  NodeId requesting_node;
  std::string study_digest;
  std::map<NodeId, PermitId> permits;  // those known: a holder knows only its own
};

class Transcript {
 public:
  // `seal_keys` names all nodes that take part, with the keys the trust list gives them.
  Transcript(RunFacts facts, std::map<NodeId, crypto::PublicKey> seal_keys);

  // Opens one answer of the next round.
  Result<OpenedAnswer> open_next(const NodeId& node, const std::string& envelope) const;

  // Opens the next round, one answer per node in node order, and makes it part of the chain.
  Result<std::map<NodeId, analysis::Partial>> add_round(const std::vector<std::string>& envelopes);

  int next_round() const { return next_round_; }

  // The digest of the last round, which the next one binds; empty before the first.
  const std::string& digest() const { return digest_; }

 private:
  RunFacts facts_;
  std::map<NodeId, crypto::PublicKey> seal_keys_;
  std::string digest_;
  int next_round_ = 0;
};

}  // namespace passerelle::gate
