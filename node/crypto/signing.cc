#include "node/crypto/signing.h"

#include <sodium.h>

#include "node/base/encoding.h"
#include "node/crypto/digest.h"
#include "node/crypto/errors.h"
#include "node/crypto/private_file.h"
#include "node/crypto/sodium.h"

namespace passerelle::crypto {
namespace {

// A key file is one line: this word, then the 32 byte seed of RFC 8032 as base64url.
constexpr std::string_view kKeyFileWord = "passerelle-ed25519-seed ";

struct Pair {
  Secret key;  // seed and public key, 64 bytes, as libsodium signs with it
  std::string public_bytes;
};

Pair pair_of_seed(std::string_view seed) {
  std::string secret(crypto_sign_SECRETKEYBYTES, '\0');
  std::string public_bytes(crypto_sign_PUBLICKEYBYTES, '\0');
  crypto_sign_seed_keypair(octets(public_bytes), octets(secret), octets(seed));
  return {Secret(std::move(secret)), std::move(public_bytes)};
}

}  // namespace

Result<PublicKey> PublicKey::parse(std::string_view text) {
  start_sodium();
  auto bytes = from_base64url(text);
  if (!bytes || bytes->size() != crypto_sign_PUBLICKEYBYTES) {
    return Error{CryptoError::bad_key, "a public key is 32 bytes in base64url"};
  }
  // A point of small order would accept signatures that nobody made.
  if (crypto_core_ed25519_is_valid_point(octets(*bytes)) != 1) {
    return Error{CryptoError::bad_key, "these 32 bytes are no Ed25519 public key"};
  }
  return PublicKey(*std::move(bytes));
}

std::string PublicKey::text() const { return to_base64url(bytes_); }

std::string PublicKey::fingerprint() const { return sha256_hex(bytes_); }

bool PublicKey::verify(std::string_view message, std::string_view signature) const {
  start_sodium();
  return signature.size() == crypto_sign_BYTES &&
         crypto_sign_verify_detached(octets(signature), octets(message), message.size(),
                                     octets(bytes_)) == 0;
}

SigningKey::SigningKey(Secret seed_and_key, PublicKey public_key)
    : key_(std::move(seed_and_key)), public_key_(std::move(public_key)) {}

SigningKey SigningKey::generate() {
  start_sodium();
  std::string seed(crypto_sign_SEEDBYTES, '\0');
  randombytes_buf(seed.data(), seed.size());
  const Secret kept(std::move(seed));
  auto pair = pair_of_seed(kept.reveal());
  return {std::move(pair.key), PublicKey(std::move(pair.public_bytes))};
}

Result<SigningKey> SigningKey::load(const std::filesystem::path& file) {
  start_sodium();
  auto content = read_private_file(file);
  if (!content) return content.error();
  auto line = content->reveal();
  const Error refusal{CryptoError::bad_key, file.string() + ": no Ed25519 key file"};
  if (!line.starts_with(kKeyFileWord) || !line.ends_with('\n')) return refusal;
  line.remove_prefix(kKeyFileWord.size());
  line.remove_suffix(1);
  auto decoded = from_base64url(line);
  if (!decoded) return refusal;
  const Secret seed(*std::move(decoded));
  if (seed.reveal().size() != crypto_sign_SEEDBYTES) return refusal;
  auto pair = pair_of_seed(seed.reveal());
  return SigningKey(std::move(pair.key), PublicKey(std::move(pair.public_bytes)));
}

Result<void> SigningKey::save(const std::filesystem::path& file) const {
  const Secret seed(to_base64url(key_.reveal().substr(0, crypto_sign_SEEDBYTES)));
  std::string line;
  line.reserve(kKeyFileWord.size() + seed.reveal().size() + 1);
  line.append(kKeyFileWord).append(seed.reveal()).append("\n");
  const Secret content(std::move(line));
  return write_new_file(file, content.reveal(), Readers::owner);
}

std::string SigningKey::sign(std::string_view message) const {
  std::string signature(crypto_sign_BYTES, '\0');
  crypto_sign_detached(octets(signature), nullptr, octets(message), message.size(),
                       octets(key_.reveal()));
  return signature;
}

}  // namespace passerelle::crypto
