// Keyed digests (HMAC-SHA-256, RFC 2104) and keys made of a secret by them (HKDF, RFC 5869).
// libsodium has HKDF from 1.0.19 on; Debian 12 has 1.0.18.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "node/base/secret.h"

namespace passerelle::crypto {

// Returns the 32 bytes of the keyed digest. The key may have any length.
std::string hmac_sha256(std::string_view key, std::string_view bytes);

// Returns so many bytes of key. Requires: length is at most 255 * 32.
Secret hkdf_sha256(std::string_view salt,
                   const Secret& secret,
                   std::string_view info,
                   std::size_t length);

}  // namespace passerelle::crypto
