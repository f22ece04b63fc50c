#include "node/crypto/pseudonyms.h"

#include <string.h>

#include <bit>
#include <string>

#include "node/crypto/errors.h"

namespace passerelle::crypto {
namespace {

constexpr std::size_t kWord = 8;

std::uint64_t word_of(std::string_view bytes) {
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    word |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
  }
  return word;
}

}  // namespace

// Aumasson and Bernstein, SipHash: a fast short-input PRF (2012), with 2 rounds a word and 4 at the
// end. libsodium, which hashes a text at once, would go over the name of the space for every row.
SpacePseudonyms::Lanes SpacePseudonyms::mixed(Lanes lanes, int rounds) {
  auto [a, b, c, d] = lanes;
  for (; rounds > 0; --rounds) {
    a += b;
    c += d;
    b = std::rotl(b, 13) ^ a;
    d = std::rotl(d, 16) ^ c;
    a = std::rotl(a, 32);
    c += b;
    a += d;
    b = std::rotl(b, 17) ^ c;
    d = std::rotl(d, 21) ^ a;
    c = std::rotl(c, 32);
  }
  return {a, b, c, d};
}

void SpacePseudonyms::State::take(std::uint64_t full) {
  v[3] ^= full;
  v = mixed(v, 2);
  v[0] ^= full;
}

void SpacePseudonyms::State::take(std::string_view text) {
  for (const char c : text) {
    word |= std::uint64_t{static_cast<unsigned char>(c)} << (8 * (size++ % kWord));
    if (size % kWord != 0) continue;
    take(word);
    word = 0;
  }
}

std::uint64_t SpacePseudonyms::State::finish() {
  take(word | std::uint64_t{size} << 56);
  v[2] ^= 0xFF;
  v = mixed(v, 4);
  return v[0] ^ v[1] ^ v[2] ^ v[3];
}

SpacePseudonyms::SpacePseudonyms(std::string_view key, std::string_view space) {
  const auto low = word_of(key.substr(0, kWord));
  const auto high = word_of(key.substr(kWord));
  state_.v = {low ^ 0x736f6d6570736575, high ^ 0x646f72616e646f6d, low ^ 0x6c7967656e657261,
              high ^ 0x7465646279746573};
  state_.take(space);
  // No name of a space holds a zero character, so no two pairs give the same text.
  state_.take(std::string_view("\0", 1));
}

SpacePseudonyms::~SpacePseudonyms() { ::explicit_bzero(&state_, sizeof state_); }

std::uint64_t SpacePseudonyms::of(std::string_view identifier) const {
  auto state = state_;
  state.take(identifier);
  const auto hash = state.finish();
  ::explicit_bzero(&state, sizeof state);  // holds the end of an identifier
  // The bytes of the hash, the lowest first, are read as a number with the highest first.
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < kWord; ++i) number = number << 8 | (hash >> (8 * i) & 0xFF);
  return number;
}

Result<Pseudonyms> Pseudonyms::with_key(std::string_view key) {
  if (key.size() != kKeyBytes) return Error{CryptoError::bad_key, "a pseudonym key has 16 bytes"};
  return Pseudonyms(Secret(std::string(key)));
}

SpacePseudonyms Pseudonyms::in(std::string_view space) const { return {key_.reveal(), space}; }

std::uint64_t Pseudonyms::of(std::string_view space, std::string_view identifier) const {
  return in(space).of(identifier);
}

}  // namespace passerelle::crypto
