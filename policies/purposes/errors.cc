#include "policies/purposes/errors.h"

#include <array>

#include "node/base/error.h"

namespace passerelle::purposes {

std::error_code make_error_code(PurposeError code) {
  static constexpr std::array kNames{"unknown", "unknown_category", "not_open"};
  static const ErrorCategory category("purpose", kNames);
  return {static_cast<int>(code), category};
}

}  // namespace passerelle::purposes
