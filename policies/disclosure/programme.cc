#include "policies/disclosure/programme.h"

#include <algorithm>

namespace passerelle::disclosure {

std::string to_text(Reason reason) {
  switch (reason) {
    case Reason::low_count: return "LOW_COUNT";
    case Reason::zero: return "ZERO";
    case Reason::complementary: return "COMPLEMENTARY";
    case Reason::group_of_cells: return "GROUP_OF_CELLS";
    case Reason::needs_hidden_cell: return "NEEDS_HIDDEN_CELL";
    case Reason::dominance: return "NK";
    case Reason::p_percent: return "P_PERCENT";
    case Reason::all_equal: return "ALL_EQUAL";
    case Reason::low_degrees_of_freedom: return "LOW_DOF";
    case Reason::small_level: return "SMALL_LEVEL";
    case Reason::leverage: return "LEVERAGE";
    case Reason::few_effective: return "FEW_EFFECTIVE";
    case Reason::perfect_fit: return "PERFECT_FIT";
    case Reason::too_close: return "TOO_CLOSE";
    case Reason::inconsistent: return "INCONSISTENT";
    case Reason::low_entities: return "LOW_ENTITIES";
    case Reason::group_disclosure: return "GROUP_DISCLOSURE";
    case Reason::quantile_tail: return "QUANTILE_TAIL";
    case Reason::endpoint: return "ENDPOINT";
    case Reason::saturated: return "SATURATED";
    case Reason::low_events: return "LOW_EVENTS";
    case Reason::low_step: return "LOW_STEP";
    case Reason::low_at_risk: return "LOW_AT_RISK";
    case Reason::low_censored: return "LOW_CENSORED";
    case Reason::unit_record: return "UNIT_RECORD";
    case Reason::unknown_kind: return "UNKNOWN_KIND";
  }
  return "UNKNOWN";
}

bool is_low(std::int64_t persons, std::int64_t min_cell) {
  return persons != 0 && persons < min_cell;
}

bool is_low(std::int64_t persons, const Rules& rules) { return is_low(persons, rules.min_cell); }

bool all_releasable(const std::vector<std::int64_t>& persons, const Rules& rules) {
  return std::none_of(persons.begin(), persons.end(), [&](std::int64_t count) {
    return is_low(count, rules) || (count == 0 && rules.zeros_are_disclosive);
  });
}

}  // namespace passerelle::disclosure
