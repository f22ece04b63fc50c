// SHA-256 (FIPS 180-4): the one digest of the house.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace passerelle::crypto {

// Returns the 32 bytes of the digest.
std::string sha256(std::string_view bytes);

// Returns the digest as 64 hex characters, the form in which digests are named in documents.
std::string sha256_hex(std::string_view bytes);

// A digest over bytes that come in pieces.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;

  void update(std::string_view bytes);

  // Returns the 32 bytes. Requires: called once.
  std::string finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace passerelle::crypto
