// Keys that two agree on (X25519, RFC 7748), and streams of bytes under a key (ChaCha20, RFC 8439).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "node/base/result.h"
#include "node/base/secret.h"

namespace passerelle::crypto {

inline constexpr std::size_t kX25519Bytes = 32;
inline constexpr std::size_t kChaCha20KeyBytes = 32;

// Returns the public key of a secret one. Refuses a key of another length.
Result<std::string> x25519_public_key(const Secret& secret);

// Returns what both ends compute. Refuses keys of another length and public keys of low order, with
// which everybody would know the result.
Result<Secret> x25519_agree(const Secret& secret, std::string_view public_key);

// Returns the stream from its beginning, for a nonce of zeros: of use for one message per key.
// Requires: the key has its length; at most 2^32 blocks of 64 bytes.
std::string chacha20_stream(const Secret& key, std::size_t length);

}  // namespace passerelle::crypto
