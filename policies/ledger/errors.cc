#include "policies/ledger/errors.h"

#include <array>

#include "node/base/error.h"

namespace passerelle::ledger {

std::error_code make_error_code(LedgerError code) {
  static constexpr std::array kNames{"bad_set", "not_in_space", "unreadable", "moved_on", "full"};
  static const ErrorCategory category("ledger", kNames);
  return {static_cast<int>(code), category};
}

}  // namespace passerelle::ledger
