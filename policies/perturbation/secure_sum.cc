#include "policies/perturbation/secure_sum.h"

#include <algorithm>
#include <cassert>
#include <limits>

#include "node/crypto/digest.h"
#include "node/crypto/hmac.h"
#include "node/crypto/key_agreement.h"

namespace passerelle::perturbation {
namespace {

constexpr std::size_t kWordBytes = 8;

std::string little_endian(const Words& words) {
  std::string bytes;
  bytes.reserve(words.size() * kWordBytes);
  for (const auto word : words) {
    for (std::size_t i = 0; i < kWordBytes; ++i) {
      bytes += static_cast<char>(static_cast<std::uint8_t>(word >> (8 * i)));
    }
  }
  return bytes;
}

std::uint64_t word_at(std::string_view bytes, std::size_t index) {
  std::uint64_t word = 0;
  for (std::size_t i = kWordBytes; i-- > 0;) {
    word = word << 8 | static_cast<std::uint8_t>(bytes[index * kWordBytes + i]);
  }
  return word;
}

}  // namespace

Result<Secret> pair_key(std::string_view run_id,
                        const std::string& own_id,
                        const Secret& own_secret,
                        const std::string& other_id,
                        std::string_view other_public_key) {
  const auto shared = crypto::x25519_agree(own_secret, other_public_key);
  if (!shared) return shared.error();
  const auto& [lower, higher] = std::minmax(own_id, other_id);
  return crypto::hkdf_sha256(run_id, *shared, "passerelle-secagg-v1|" + lower + "|" + higher,
                             crypto::kChaCha20KeyBytes);
}

Words masked(const Values& values,
             const std::string& own_id,
             const std::map<std::string, Secret>& keys) {
  Words words;
  for (const auto value : values) words.push_back(static_cast<std::uint64_t>(value));
  for (const auto& [other_id, key] : keys) {
    auto mask = crypto::chacha20_stream(key, words.size() * kWordBytes);
    for (std::size_t i = 0; i < words.size(); ++i) {
      const auto word = word_at(mask, i);
      words[i] += own_id < other_id ? word : -word;
    }
    wipe(mask);
  }
  return words;
}

std::string commitment(std::string_view run_id, const std::string& id, const Words& words) {
  std::string bytes(1, '\0');
  bytes += run_id;
  bytes += id + "|" + little_endian(words);
  return crypto::sha256(bytes);
}

std::int64_t greatest_value(std::size_t nodes) {
  return std::numeric_limits<std::int64_t>::max() / static_cast<std::int64_t>(nodes);
}

Values opened(const std::vector<Words>& masked) {
  assert(!masked.empty());
  Values sum;
  for (std::size_t i = 0; i < masked.front().size(); ++i) {
    std::uint64_t word = 0;
    for (const auto& words : masked) word += words[i];
    sum.push_back(static_cast<std::int64_t>(word));
  }
  return sum;
}

}  // namespace passerelle::perturbation
