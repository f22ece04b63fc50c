#include "node/crypto/storage_key.h"

#include <sodium.h>

#include <array>
#include <utility>

#include "node/base/encoding.h"
#include "node/crypto/errors.h"
#include "node/crypto/private_file.h"
#include "node/crypto/pseudonyms.h"
#include "node/crypto/random.h"
#include "node/crypto/sodium.h"

namespace passerelle::crypto {
namespace {

constexpr std::string_view kHead = "passerelle storage key ";
constexpr std::size_t kNonce = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTag = crypto_aead_xchacha20poly1305_ietf_ABYTES;

// One key, two uses: each has a key of its own, derived under the use's number.
enum class Use : std::uint64_t { sealing = 1, pseudonyms = 2 };
constexpr std::array<char, crypto_kdf_CONTEXTBYTES> kContext{'p', 's', 'r', 'l',
                                                             's', 't', 'o', '1'};

Secret derived(const Secret& key, Use use, std::size_t size) {
  start_sodium();
  std::string bytes(size, '\0');
  crypto_kdf_derive_from_key(octets(bytes), bytes.size(), static_cast<std::uint64_t>(use),
                             kContext.data(), octets(key.reveal()));
  return Secret(std::move(bytes));
}

}  // namespace

StorageKey StorageKey::generate() { return StorageKey(Secret(random_bytes(crypto_kdf_KEYBYTES))); }

Result<StorageKey> StorageKey::load(const std::filesystem::path& file) {
  const auto text = read_private_file(file);
  if (!text) return text.error();
  auto words = text->reveal();
  if (words.ends_with('\n')) words.remove_suffix(1);
  const Error bad{CryptoError::bad_key, file.string() + ": holds no storage key"};
  if (!words.starts_with(kHead)) return bad;
  auto bytes = from_base64url(words.substr(kHead.size()));
  if (!bytes || bytes->size() != crypto_kdf_KEYBYTES) return bad;
  return StorageKey(Secret(*std::move(bytes)));
}

Result<void> StorageKey::save(const std::filesystem::path& file) const {
  const Secret text(std::string(kHead) + to_base64url(key_.reveal()) + "\n");
  return write_new_file(file, text.reveal(), Readers::owner);
}

std::string StorageKey::seal(std::string_view bytes, std::string_view place) const {
  const auto key = derived(key_, Use::sealing, crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
  auto sealed = random_bytes(kNonce);
  sealed.resize(kNonce + bytes.size() + kTag);
  unsigned long long written = 0;
  crypto_aead_xchacha20poly1305_ietf_encrypt(
      octets(sealed) + kNonce, &written, octets(bytes), bytes.size(), octets(place), place.size(),
      nullptr, octets(std::string_view(sealed)), octets(key.reveal()));
  return sealed;
}

Result<std::string> StorageKey::open(std::string_view sealed, std::string_view place) const {
  const Error bad{CryptoError::bad_signature, "what is stored was not sealed here with this key"};
  if (sealed.size() < kNonce + kTag) return bad;
  const auto key = derived(key_, Use::sealing, crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
  std::string bytes(sealed.size() - kNonce - kTag, '\0');
  unsigned long long written = 0;
  const int outcome = crypto_aead_xchacha20poly1305_ietf_decrypt(
      octets(bytes), &written, nullptr, octets(sealed) + kNonce, sealed.size() - kNonce,
      octets(place), place.size(), octets(sealed), octets(key.reveal()));
  if (outcome != 0) return bad;
  return bytes;
}

Secret StorageKey::pseudonym_key() const {
  return derived(key_, Use::pseudonyms, Pseudonyms::kKeyBytes);
}

}  // namespace passerelle::crypto
