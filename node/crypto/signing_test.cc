#include "node/crypto/signing.h"

#include <doctest/doctest.h>

#include <array>

#include "node/base/encoding.h"
#include "node/crypto/errors.h"
#include "node/crypto/temporary_folder_test.h"

namespace passerelle::crypto {
namespace {

namespace fs = std::filesystem;

struct Vector {
  const char* seed;
  const char* public_key;
  const char* message;
  const char* signature;
};

// RFC 8032, section 7.1, tests 1 to 3.
constexpr std::array kVectors{
    Vector{
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e3970"
        "1cf9b46bd25bf5f0595bbe24655141438e7a100b"},
    Vector{
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613"
        "d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"},
    Vector{
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760"
        "984dc6594a7c15e9716ed28dc027beceea1ec40a"},
};

std::string unhex(const char* text) {
  auto bytes = from_hex(text);
  REQUIRE(bytes);
  return *bytes;
}

SigningKey key_of_seed(const char* seed) {
  const TemporaryFolder folder;
  write_text(folder / "key", "passerelle-ed25519-seed " + to_base64url(unhex(seed)) + "\n",
             kOwnerOnly);
  auto key = SigningKey::load(folder / "key");
  REQUIRE(key);
  return *std::move(key);
}

TEST_CASE("keys and signatures are those of RFC 8032") {
  for (const auto& vector : kVectors) {
    const auto key = key_of_seed(vector.seed);
    const auto message = unhex(vector.message);
    CHECK(to_hex(key.public_key().bytes()) == vector.public_key);
    CHECK(to_hex(key.sign(message)) == vector.signature);
    CHECK(key.public_key().verify(message, unhex(vector.signature)));
  }
}

TEST_CASE("a signature fits one message, one key and no changed bit") {
  const auto key = SigningKey::generate();
  const auto signature = key.sign("message");
  CHECK(key.public_key().verify("message", signature));
  CHECK_FALSE(key.public_key().verify("messagf", signature));
  CHECK_FALSE(SigningKey::generate().public_key().verify("message", signature));
  for (std::size_t i = 0; i < signature.size(); ++i) {
    auto changed = signature;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    CHECK_FALSE(key.public_key().verify("message", changed));
  }
}

TEST_CASE("a signature of another length is refused, not read past its end") {
  const auto key = SigningKey::generate();
  const auto signature = key.sign("message");
  CHECK_FALSE(key.public_key().verify("message", ""));
  CHECK_FALSE(key.public_key().verify("message", signature.substr(0, 63)));
  CHECK_FALSE(key.public_key().verify("message", signature + "x"));
}

TEST_CASE("a public key comes back from its text") {
  const auto key = SigningKey::generate().public_key();
  const auto read = PublicKey::parse(key.text());
  REQUIRE(read);
  CHECK(*read == key);
  CHECK(key.text().size() == 43);
}

TEST_CASE("the fingerprint is the SHA-256 of the 32 bytes") {
  // sha256sum of the public key of RFC 8032, test 1.
  CHECK(key_of_seed(kVectors[0].seed).public_key().fingerprint() ==
        "21fe31dfa154a261626bf854046fd2271b7bed4b6abe45aa58877ef47f9721b9");
}

TEST_CASE("text that is no public key is refused") {
  // Too short, too long, padded, not on the curve, and the point of order one.
  const std::array texts{std::string(),
                         to_base64url(std::string(31, 'x')),
                         to_base64url(std::string(33, 'x')),
                         SigningKey::generate().public_key().text() + "=",
                         to_base64url(std::string(32, '\xff')),
                         to_base64url(std::string(1, '\x01') + std::string(31, '\0'))};
  for (const auto& text : texts) {
    const auto key = PublicKey::parse(text);
    REQUIRE_FALSE(key);
    CHECK(key.error().code == CryptoError::bad_key);
  }
}

TEST_CASE("a saved key is for its owner only and comes back the same") {
  const TemporaryFolder folder;
  const auto key = SigningKey::generate();
  REQUIRE(key.save(folder / "key"));
  CHECK(fs::status(folder / "key").permissions() == kOwnerOnly);
  const auto read = SigningKey::load(folder / "key");
  REQUIRE(read);
  CHECK(read->public_key() == key.public_key());
  CHECK(read->sign("m") == key.sign("m"));
}

TEST_CASE("saving never overwrites") {
  const TemporaryFolder folder;
  REQUIRE(SigningKey::generate().save(folder / "key"));
  const auto before = read_text(folder / "key");
  const auto saved = SigningKey::generate().save(folder / "key");
  REQUIRE_FALSE(saved);
  CHECK(saved.error().code == CryptoError::exists);
  CHECK(read_text(folder / "key") == before);
}

TEST_CASE("a key that others may read or write is refused") {
  const TemporaryFolder folder;
  REQUIRE(SigningKey::generate().save(folder / "key"));
  for (const auto more : {fs::perms::group_read, fs::perms::others_read, fs::perms::group_write}) {
    fs::permissions(folder / "key", kOwnerOnly | more);
    const auto key = SigningKey::load(folder / "key");
    REQUIRE_FALSE(key);
    CHECK(key.error().code == CryptoError::exposed);
  }
}

TEST_CASE("a missing key file and one with other content are refused") {
  const TemporaryFolder folder;
  const auto missing = SigningKey::load(folder / "none");
  REQUIRE_FALSE(missing);
  CHECK(missing.error().code == CryptoError::unreadable);
  const auto seed = to_base64url(std::string(32, 'x'));
  for (const auto& text : {std::string(), "passerelle-ed25519-seed " + seed, seed + "\n",
                           "passerelle-ed25519-seed " + to_base64url("short") + "\n",
                           std::string("passerelle-ed25519-seed !\n"), std::string(70'000, 'x')}) {
    write_text(folder / "key", text, kOwnerOnly);
    CHECK_FALSE(SigningKey::load(folder / "key"));
  }
}

TEST_CASE("saving into a folder that is not there names the file") {
  const auto saved = SigningKey::generate().save("/nowhere/at/all/key");
  REQUIRE_FALSE(saved);
  CHECK(saved.error().code == CryptoError::unwritable);
  CHECK(saved.error().detail.find("/nowhere/at/all/key") != std::string::npos);
}

}  // namespace
}  // namespace passerelle::crypto
