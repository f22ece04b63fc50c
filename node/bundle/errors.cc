#include "node/bundle/errors.h"

#include <array>

#include "node/base/error.h"

namespace passerelle::bundle {

std::error_code make_error_code(BundleError code) {
  static constexpr std::array kNames{"incomplete", "malformed",   "contradiction",
                                     "not_proved", "unsafe_path", "too_large"};
  static const ErrorCategory category("bundle", kNames);
  return {static_cast<int>(code), category};
}

}  // namespace passerelle::bundle
