#include "node/crypto/key_agreement.h"

#include <sodium.h>

#include <array>
#include <cassert>

#include "node/crypto/errors.h"
#include "node/crypto/sodium.h"

namespace passerelle::crypto {

static_assert(kX25519Bytes == crypto_scalarmult_BYTES &&
              kX25519Bytes == crypto_scalarmult_SCALARBYTES);
static_assert(kChaCha20KeyBytes == crypto_stream_chacha20_ietf_KEYBYTES);

namespace {

Error wrong_length() { return {CryptoError::bad_key, "an X25519 key has 32 bytes"}; }

}  // namespace

Result<std::string> x25519_public_key(const Secret& secret) {
  start_sodium();
  if (secret.reveal().size() != kX25519Bytes) return wrong_length();
  std::string key(kX25519Bytes, '\0');
  if (crypto_scalarmult_base(octets(key), octets(secret.reveal())) != 0) {
    return Error{CryptoError::bad_key, "the secret key has no public one"};
  }
  return key;
}

Result<Secret> x25519_agree(const Secret& secret, std::string_view public_key) {
  start_sodium();
  if (secret.reveal().size() != kX25519Bytes || public_key.size() != kX25519Bytes) {
    return wrong_length();
  }
  std::string shared(kX25519Bytes, '\0');
  if (crypto_scalarmult(octets(shared), octets(secret.reveal()), octets(public_key)) != 0) {
    return Error{CryptoError::bad_key, "the public key is of low order"};
  }
  return Secret(std::move(shared));
}

std::string chacha20_stream(const Secret& key, std::size_t length) {
  start_sodium();
  assert(key.reveal().size() == kChaCha20KeyBytes);
  constexpr std::array<unsigned char, crypto_stream_chacha20_ietf_NONCEBYTES> kNonce{};
  std::string stream(length, '\0');
  crypto_stream_chacha20_ietf(octets(stream), length, kNonce.data(), octets(key.reveal()));
  return stream;
}

}  // namespace passerelle::crypto
