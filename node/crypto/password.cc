#include "node/crypto/password.h"

#include <sodium.h>

#include <array>
#include <new>

#include "node/crypto/sodium.h"

namespace passerelle::crypto {

std::string hash_password(const Secret& password) {
  start_sodium();
  std::array<char, crypto_pwhash_STRBYTES> hash{};
  const auto bytes = password.reveal();
  const int outcome = crypto_pwhash_str_alg(
      hash.data(), bytes.data(), bytes.size(), crypto_pwhash_OPSLIMIT_INTERACTIVE,
      crypto_pwhash_MEMLIMIT_INTERACTIVE, crypto_pwhash_ALG_ARGON2ID13);
  if (outcome != 0) throw std::bad_alloc();  // the only way it fails
  return hash.data();
}

bool verify_password(const std::string& hash, const Secret& password) {
  start_sodium();
  if (hash.size() >= crypto_pwhash_STRBYTES) return false;
  const auto bytes = password.reveal();
  return crypto_pwhash_str_verify(hash.c_str(), bytes.data(), bytes.size()) == 0;
}

bool constant_time_equal(std::string_view left, std::string_view right) {
  return left.size() == right.size() && sodium_memcmp(left.data(), right.data(), left.size()) == 0;
}

}  // namespace passerelle::crypto
