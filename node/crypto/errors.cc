#include "node/crypto/errors.h"

#include <array>

#include "node/base/error.h"

namespace passerelle::crypto {

std::error_code make_error_code(CryptoError code) {
  static constexpr std::array kNames{"bad_signature", "wrong_type", "bad_key",    "bad_certificate",
                                     "exists",        "exposed",    "unreadable", "unwritable"};
  static const ErrorCategory category("crypto", kNames);
  return {static_cast<int>(code), category};
}

}  // namespace passerelle::crypto
