// The settings that a single output is checked with, and their usual values. Unlike the rules of a
// node (rules.h) an output checker may switch some of them off.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "node/base/json.h"
#include "node/base/result.h"

namespace passerelle::disclosure::outputs {

// The n largest contributors may not hold more than the share k.
struct Dominance {
  std::size_t n = 2;
  double k = 0.9;
};

enum class OnViolation { suppress, refuse };

struct Settings {
  std::int64_t threshold = 10;  // smallest allowed non-zero number of persons
  bool zeros_are_disclosive = false;
  std::optional<Dominance> dominance = Dominance{};
  std::optional<double> p_percent = 0.1;
  std::int64_t min_degrees_of_freedom = 10;
  double group_share_max = 1;
  std::int64_t step_threshold = 10;   // as `threshold` where it is not given
  std::int64_t entity_threshold = 0;  // of hospitals or professionals; 0: no such rule
  OnViolation on_violation = OnViolation::suppress;  // what becomes of a table
};

Result<Settings> read_settings(const Json& settings, const std::string& path);

}  // namespace passerelle::disclosure::outputs
