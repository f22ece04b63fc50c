// What an answer is bound to: the order it answers, the permit that allowed it, the data, the rules
// and everything that was known before it. It is signed with the answer, so an answer cannot be
// shown in another place, round or run than the one it was given for.
//
// Thread safety: values; any thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "node/base/fields.h"
#include "node/base/json.h"
#include "node/base/strong_id.h"
#include "policies/disclosure/rules.h"
#include "policies/privacy/treatment.h"

namespace passerelle::gate {

// The set of rows that the study names, as the node went by it (node/analysis/published_set.h).
struct UsedSet {
  std::string name;
  std::string sha256;  // of the holder's definition
  bool operator==(const UsedSet&) const = default;
};

// Of one node's partial of one round.
struct AnswerContext {
  RunId run;
  int round = 0;
  NodeId requesting_node, executing_node;
  PermitId permit;
  int permit_version = 1;
  std::string study_digest;
  std::vector<std::pair<DatasetId, std::string>> dataset_versions;
  std::string transcript_digest;  // of the round before; empty in the first
  disclosure::Rules rules;        // `seal` takes them from the gate's receipt
  // Of persons who opted out (Art. 71); nothing in answers from before nodes told it.
  std::optional<privacy::Treatment> opt_out = std::nullopt;
  std::optional<UsedSet> analysis_set = std::nullopt;  // of a study that names one

  bool operator==(const AnswerContext&) const = default;
};

// Of the pooled answer of a run, made by the requesting node.
struct PooledContext {
  RunId run;
  int rounds = 0;
  NodeId requesting_node;
  std::string study_digest;
  std::string transcript_digest;  // over the answers of the last round
  std::string rules_digest;       // `seal_pooled` takes it from the gate's receipt

  bool operator==(const PooledContext&) const = default;
};

// Returns the SHA-256, hex, of the canonical form of the rules.
std::string rules_digest(const disclosure::Rules& rules);

// Returns the digest of a round: of its answers' digests (`OpenedAnswer::digest`) by node.
std::string transcript_digest(const std::map<NodeId, std::string>& answer_digests);

// The fields of a body that tell its context (FORMAT.md).
Json to_json(const AnswerContext& context);
Json to_json(const PooledContext& context);
AnswerContext read_answer_context(Fields& fields);
PooledContext read_pooled_context(Fields& fields);

}  // namespace passerelle::gate
