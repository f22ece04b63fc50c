#include "node/crypto/pseudonyms.h"

#include <sodium.h>
#include <string.h>

#include <algorithm>
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
  // No name of a space holds a zero character, so no two pairs give the same text. Of every row one
  // is made, so there is a place for all but the longest.
  std::array<char, 256> place;
  std::string longer;
  const std::size_t size = space.size() + 1 + identifier.size();
  if (size > place.size()) longer.resize(size);
  char* text = longer.empty() ? place.data() : longer.data();
  char* end = std::copy(space.begin(), space.end(), text);
  *end = '\0';
  std::copy(identifier.begin(), identifier.end(), end + 1);
  std::array<unsigned char, crypto_shorthash_BYTES> hash{};
  crypto_shorthash(hash.data(), octets(std::string_view(text, size)), size, octets(key_.reveal()));
  ::explicit_bzero(text, size);
  std::uint64_t number = 0;
  for (const auto byte : hash) number = number << 8 | byte;
  return number;
}

}  // namespace passerelle::crypto
