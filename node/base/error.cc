#include "node/base/error.h"

#include <array>

namespace passerelle {

std::string ErrorCategory::message(int value) const {
  const auto index = static_cast<std::size_t>(value) - 1;
  return std::string(room_) + "." + (index < names_.size() ? names_[index] : "unknown_code");
}

std::error_code make_error_code(BaseError code) {
  static constexpr std::array kNames{"malformed", "too_large", "unavailable", "internal"};
  static const ErrorCategory category("base", kNames);
  return {static_cast<int>(code), category};
}

}  // namespace passerelle
