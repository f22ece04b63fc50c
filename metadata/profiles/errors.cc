#include "metadata/profiles/errors.h"

#include <array>

#include "node/base/error.h"

namespace passerelle::profiles {

std::error_code make_error_code(ProfileError code) {
  static constexpr std::array kNames{"bad_pack", "outside_pack", "unknown", "already_there",
                                     "bad_table"};
  static const ErrorCategory category("profiles", kNames);
  return {static_cast<int>(code), category};
}

}  // namespace passerelle::profiles
