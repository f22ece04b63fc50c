// Ed25519 signatures (RFC 8032). A node has three keys, each for one use: TLS, seal and log; this
// file is about the seal and log keys (and the anchor key of a trust list).
//
// Thread safety: values; const calls from any thread.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "node/base/result.h"
#include "node/base/secret.h"

namespace passerelle::crypto {

class PublicKey {
 public:
  // Reads 32 bytes as base64url text.
  static Result<PublicKey> parse(std::string_view text);

  std::string text() const;

  // Returns 32 raw bytes.
  const std::string& bytes() const { return bytes_; }

  // Returns the SHA-256 of the key as hex: what people compare, for instance of an anchor key.
  std::string fingerprint() const;

  bool verify(std::string_view message, std::string_view signature) const;

  bool operator==(const PublicKey&) const = default;

 private:
  friend class SigningKey;
  explicit PublicKey(std::string bytes) : bytes_(std::move(bytes)) {}
  std::string bytes_;
};

class SigningKey {
 public:
  static SigningKey generate();

  // Reads a key file that `save` wrote. Refuses a file that others may read.
  static Result<SigningKey> load(const std::filesystem::path& file);

  // Writes the key with mode 0600. Refuses to overwrite.
  Result<void> save(const std::filesystem::path& file) const;

  const PublicKey& public_key() const { return public_key_; }

  // Returns the 64 bytes of the signature.
  std::string sign(std::string_view message) const;

 private:
  SigningKey(Secret seed_and_key, PublicKey public_key);
  Secret key_;
  PublicKey public_key_;
};

}  // namespace passerelle::crypto
