#include "node/store/errors.h"

#include <array>

#include "node/base/error.h"

namespace passerelle::store {

std::error_code make_error_code(StoreError code) {
  static constexpr std::array kNames{"unavailable",      "busy",       "corrupt",
                                     "duplicate",        "constraint", "newer_than_program",
                                     "migration_edited", "nested",     "internal"};
  static const ErrorCategory category("store", kNames);
  return {static_cast<int>(code), category};
}

}  // namespace passerelle::store
