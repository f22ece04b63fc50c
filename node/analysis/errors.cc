#include "node/analysis/errors.h"

#include <array>

#include "node/analysis/frame.h"
#include "node/base/error.h"

namespace passerelle::analysis {

std::error_code make_error_code(AnalysisError code) {
  static constexpr std::array kNames{"malformed",  "unknown_name", "duplicate", "not_offered",
                                     "wrong_kind", "incomplete",   "too_large", "too_few_nodes"};
  static const ErrorCategory category("study", kNames);
  return {static_cast<int>(code), category};
}

std::error_code make_error_code(DataError code) {
  static constexpr std::array kNames{"outside_levels", "missing_refused", "wrong_type",
                                     "not_a_number",   "missing_person",  "wrong_shape",
                                     "late_entry"};
  static const ErrorCategory category("data", kNames);
  return {static_cast<int>(code), category};
}

}  // namespace passerelle::analysis
