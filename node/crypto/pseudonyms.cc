#include "node/crypto/pseudonyms.h"

#include <sodium.h>

#include <array>
#include <string>

#include "node/crypto/errors.h"
#include "node/crypto/sodium.h"

namespace passerelle::crypto {

static_assert(Pseudonyms::kKeyBytes == crypto_shorthash_KEYBYTES);

Result<Pseudonyms> Pseudonyms::with_key(std::string_view key) {
  if (key.size() != kKeyBytes) return Error{CryptoError::bad_key, "a pseudonym key has 16 bytes"};
  return Pseudonyms(Secret(std::string(key)));
}

std::uint64_t Pseudonyms::of(std::string_view space, std::string_view identifier) const {
  // No name of a space holds a zero character, so no two pairs give the same text.
  std::string text;
  text.reserve(space.size() + 1 + identifier.size());
  text.append(space).append(1, '\0').append(identifier);
  std::array<unsigned char, crypto_shorthash_BYTES> hash{};
  crypto_shorthash(hash.data(), octets(std::string_view(text)), text.size(), octets(key_.reveal()));
  wipe(text);
  std::uint64_t number = 0;
  for (const auto byte : hash) number = number << 8 | byte;
  return number;
}

}  // namespace passerelle::crypto
