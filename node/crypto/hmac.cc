#include "node/crypto/hmac.h"

#include <sodium.h>

#include <cassert>

#include "node/crypto/sodium.h"

namespace passerelle::crypto {

std::string hmac_sha256(std::string_view key, std::string_view bytes) {
  start_sodium();
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, octets(key), key.size());
  crypto_auth_hmacsha256_update(&state, octets(bytes), bytes.size());
  std::string digest(crypto_auth_hmacsha256_BYTES, '\0');
  crypto_auth_hmacsha256_final(&state, octets(digest));
  sodium_memzero(&state, sizeof state);
  return digest;
}

Secret hkdf_sha256(std::string_view salt,
                   const Secret& secret,
                   std::string_view info,
                   std::size_t length) {
  assert(length <= 255 * crypto_auth_hmacsha256_BYTES);
  const Secret extracted(hmac_sha256(salt, secret.reveal()));
  std::string key, block;
  key.reserve(length + crypto_auth_hmacsha256_BYTES);
  for (char number = 1; key.size() < length; ++number) {
    auto input = block + std::string(info) + number;
    wipe(block);
    block = hmac_sha256(extracted.reveal(), input);
    wipe(input);
    key += block;
  }
  wipe(block);
  key.resize(length);
  return Secret(std::move(key));
}

}  // namespace passerelle::crypto
