#include "policies/privacy/errors.h"

#include <array>

#include "node/base/error.h"

namespace passerelle::privacy {

std::error_code make_error_code(PrivacyError code) {
  static constexpr std::array kNames{"bad_statement",    "bad_file",          "unknown_dataset",
                                     "no_person_column", "nobody_identified", "statements_missing"};
  static const ErrorCategory category("opt_out", kNames);
  return {static_cast<int>(code), category};
}

}  // namespace passerelle::privacy
