// Bytes at rest: sealed so that they are of no use without the key of a home, and so that nobody
// can put one sealed text in the place of another (XChaCha20-Poly1305, libsodium).
//
// Thread safety: values; const calls from any thread.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "node/base/result.h"
#include "node/base/secret.h"

namespace passerelle::crypto {

class StorageKey {
 public:
  static StorageKey generate();

  // Reads a key file that `save` wrote. Refuses a file that others may read.
  static Result<StorageKey> load(const std::filesystem::path& file);

  // Writes the key with mode 0600. Refuses to overwrite.
  Result<void> save(const std::filesystem::path& file) const;

  // Returns the bytes sealed for one place, such as "cohort 7".
  std::string seal(std::string_view bytes, std::string_view place) const;

  // Opens what `seal` gave for the same place; anything else is refused.
  Result<std::string> open(std::string_view sealed, std::string_view place) const;

  // Returns a further key, which tells nothing of this one: for `Pseudonyms`.
  Secret pseudonym_key() const;

 private:
  explicit StorageKey(Secret key) : key_(std::move(key)) {}
  Secret key_;
};

}  // namespace passerelle::crypto
