// The rules on what may leave (shared vocabulary: shared notes on disclosure, section 1; terms of
// Hundepool et al., Statistical Disclosure Control, 2012). Values; a rule is never switched off by
// zero.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "node/base/json.h"
#include "node/base/result.h"

namespace passerelle::disclosure {

// When two releases are too close, by the persons that only one of them has and those that only the
// other has, from the weakest to the strictest: one of the numbers is none and the other too small;
// neither reaches the minimum, and not both are none; any of the two is too small.
enum class Differencing { nested, close, both };

struct Rules {
  std::int64_t min_cell = 10;  // smallest allowed non-zero number of persons
  bool zeros_are_disclosive = false;
  std::int64_t min_degrees_of_freedom = 10;
  int dominance_n = 2;  // (n, k): the n largest may not exceed the share k
  double dominance_k = 0.9;
  double p_percent = 0.1;  // total - x1 - x2 >= p * x1
  // Of the ledger of releases. In JSON all are left out where they are as here, so that rules
  // written before there was a ledger stay what they are.
  Differencing differences = Differencing::close;
  bool population_is_public = true;  // how many persons are in the data
  // After so many numbers that the ledger refused of a dataset, outputs wait for an output checker:
  // refusals are answers, too. Nothing: they never do for that reason.
  std::optional<std::int64_t> refusals_before_check = {};

  bool operator==(const Rules&) const = default;
};

// Returns the stricter value of every rule.
Rules stricter(const Rules& left, const Rules& right);

// Reads "disclosure/1" rules; a field that is left out is as in `usual`; refuses values that would
// switch a rule off (min_cell < 2, shares outside (0, 1], …).
Result<Rules> rules_from_json(const Json& value, const std::string& path, const Rules& usual = {});
Json to_json(const Rules& rules);

}  // namespace passerelle::disclosure
