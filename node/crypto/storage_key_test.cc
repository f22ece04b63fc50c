#include "node/crypto/storage_key.h"

#include <doctest/doctest.h>

#include <fstream>

#include "node/crypto/errors.h"
#include "node/crypto/pseudonyms.h"
#include "node/crypto/temporary_folder_test.h"

namespace passerelle::crypto {
namespace {

TEST_CASE("what is sealed opens with the same key for the same place, and for no other") {
  const auto key = StorageKey::generate();
  const std::string text("cohort\0bytes", 12);
  const auto sealed = key.seal(text, "cohort 7");
  CHECK(*key.open(sealed, "cohort 7") == text);
  CHECK(sealed.find("cohort") == std::string::npos);
  CHECK(key.open(sealed, "cohort 8").error().code == CryptoError::bad_signature);
  CHECK_FALSE(StorageKey::generate().open(sealed, "cohort 7"));
  CHECK(*key.open(key.seal("", "x"), "x") == "");
}

TEST_CASE("the same bytes are never sealed the same way twice") {
  const auto key = StorageKey::generate();
  CHECK(key.seal("bytes", "place") != key.seal("bytes", "place"));
}

TEST_CASE("a changed or shortened byte does not open") {
  const auto key = StorageKey::generate();
  auto sealed = key.seal("bytes", "place");
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    auto changed = sealed;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    CHECK_FALSE(key.open(changed, "place"));
    CHECK_FALSE(key.open(sealed.substr(0, i), "place"));
  }
}

TEST_CASE("a key file is made once, for its owner alone, and reads back") {
  const TemporaryFolder folder;
  const auto file = folder / "ledger.key";
  const auto key = StorageKey::generate();
  REQUIRE(key.save(file));
  CHECK(key.save(file).error().code == CryptoError::exists);
  const auto read = StorageKey::load(file);
  REQUIRE(read);
  CHECK(*read->open(key.seal("bytes", "place"), "place") == "bytes");
  CHECK(read->pseudonym_key().reveal() == key.pseudonym_key().reveal());
  std::filesystem::permissions(file, std::filesystem::perms(0644));
  CHECK(StorageKey::load(file).error().code == CryptoError::exposed);
}

TEST_CASE("a file that holds something else is no key") {
  const TemporaryFolder folder;
  for (const auto* text : {"", "passerelle storage key AAAA\n", "passerelle seal key\n"}) {
    const auto file = folder / "other.key";
    std::ofstream(file) << text;
    std::filesystem::permissions(file, std::filesystem::perms(0600));
    CHECK(StorageKey::load(file).error().code == CryptoError::bad_key);
    std::filesystem::remove(file);
  }
}

TEST_CASE("a person has one pseudonym in one space, and another in another and with another key") {
  const auto key = StorageKey::generate(), other = StorageKey::generate();
  const auto one = Pseudonyms::with_key(key.pseudonym_key().reveal());
  const auto two = Pseudonyms::with_key(other.pseudonym_key().reveal());
  REQUIRE(one);
  REQUIRE(two);
  CHECK(one->of("a", "17") == one->of("a", "17"));
  CHECK(one->of("a", "17") != one->of("a", "18"));
  CHECK(one->of("a", "17") != one->of("b", "17"));
  CHECK(one->of("a", "17") != two->of("a", "17"));
  CHECK_FALSE(Pseudonyms::with_key("short"));
}

// SipHash-2-4 of the bytes 00 … 0e under the key 00 … 0f (Aumasson and Bernstein, SipHash, 2012,
// appendix A): 0xa129ca6149be45e5, whose bytes libsodium gives from the lowest on.
TEST_CASE("pseudonyms are SipHash-2-4") {
  std::string key;
  for (char c = 0; c < 16; ++c) key.push_back(c);
  const auto pseudonyms = Pseudonyms::with_key(key);
  REQUIRE(pseudonyms);
  std::string rest;
  for (char c = 1; c < 15; ++c) rest.push_back(c);
  // The separator is the byte 00 of the vector.
  CHECK(pseudonyms->of("", rest) == 0xe545be4961ca29a1U);
}

}  // namespace
}  // namespace passerelle::crypto
