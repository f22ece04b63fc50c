#include "node/audit/errors.h"

#include <array>

#include "node/base/error.h"

namespace passerelle::audit {

std::error_code make_error_code(AuditError code) {
  static constexpr std::array kNames{"malformed",    "not_an_entry",  "signature",
                                     "not_included", "unknown_entry", "tampered"};
  static const ErrorCategory category("audit", kNames);
  return {static_cast<int>(code), category};
}

}  // namespace passerelle::audit
