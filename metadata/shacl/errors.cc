#include "metadata/shacl/errors.h"

#include <array>

#include "node/base/error.h"

namespace passerelle::shacl {

std::error_code make_error_code(ShaclError code) {
  static constexpr std::array kNames{"bad_shape", "unsupported", "recursive", "too_large",
                                     "too_costly"};
  static const ErrorCategory category("shacl", kNames);
  return {static_cast<int>(code), category};
}

}  // namespace passerelle::shacl
