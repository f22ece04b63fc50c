// Checks a bundle offline: nothing but its files, and the fingerprint of the anchor that signs the
// federation's trust list, is needed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "node/base/json.h"
#include "node/bundle/bundle.h"

namespace passerelle::bundle {

struct Check {
  std::string what;  // "The seal of fi on round 1"
  bool is_good = false;
  std::string why;  // when it is not
};

struct Report {
  std::vector<Check> checks;
  std::vector<std::string> not_proved;  // in plain words: what no bundle can prove
  bool is_good() const;
};

// Proves: the trust list is signed by its anchor (the expected one, when given); every permit and
// answer is sealed by the node that the list names; the transcript is one chain; every answer
// stands in its node's log; the fold over the answers gives result.json byte for byte; tables and
// manifest say what result.json and the answers say; the requesting node sealed the pooled answer.
Report verify_bundle(const Files& files, const std::optional<std::string>& anchor_fingerprint);

Json to_json(const Report& report);

}  // namespace passerelle::bundle
