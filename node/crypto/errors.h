// The codes of this room.
#pragma once

#include <system_error>

namespace passerelle::crypto {

enum class CryptoError {
  bad_signature = 1,  // the signature is not that key's over those bytes
  wrong_type,         // a signed document of another type than the one asked for
  bad_key,            // bytes that are no key
  bad_certificate,    // bytes that are no X.509 certificate, or one that cannot be used
  exists,             // a key or certificate file would be overwritten
  exposed,            // a private file that others may read
  unreadable,         // a file that cannot be read
  unwritable,         // a file that cannot be written
};
std::error_code make_error_code(CryptoError code);

}  // namespace passerelle::crypto

template <>
struct std::is_error_code_enum<passerelle::crypto::CryptoError> : std::true_type {};
