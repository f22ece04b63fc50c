// The rules on what may leave (shared vocabulary: shared notes on disclosure, section 1; terms of
// Hundepool et al., Statistical Disclosure Control, 2012). Values; a rule is never switched off by
// zero.
#pragma once

#include <cstdint>
#include <string>

#include "node/base/json.h"
#include "node/base/result.h"

namespace passerelle::disclosure {

struct Rules {
  std::int64_t min_cell = 10;  // smallest allowed non-zero number of persons
  bool zeros_are_disclosive = false;
  std::int64_t min_degrees_of_freedom = 10;
  int dominance_n = 2;  // (n, k): the n largest may not exceed the share k
  double dominance_k = 0.9;
  double p_percent = 0.1;  // total - x1 - x2 >= p * x1

  bool operator==(const Rules&) const = default;
};

// Returns the stricter value of every rule.
Rules stricter(const Rules& left, const Rules& right);

// Reads "disclosure/1" rules; every field may be left out; refuses values that would switch a rule
// off (min_cell < 2, shares outside (0, 1], …).
Result<Rules> rules_from_json(const Json& value, const std::string& path);
Json to_json(const Rules& rules);

}  // namespace passerelle::disclosure
