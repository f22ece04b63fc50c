#include "node/crypto/digest.h"

#include <doctest/doctest.h>

#include <array>
#include <utility>

#include "node/base/encoding.h"

namespace passerelle::crypto {
namespace {

// FIPS 180-4 examples of NIST: no block, one block, two blocks.
constexpr std::array kExamples{
    std::pair{"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    std::pair{"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    std::pair{"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
};

TEST_CASE("SHA-256 gives the digests of the NIST examples") {
  for (const auto& [message, digest] : kExamples) CHECK(sha256_hex(message) == digest);
}

TEST_CASE("a digest of pieces is the digest of the whole") {
  const std::string piece(1000, 'a');
  Sha256 digest;
  for (int i = 0; i < 1000; ++i) digest.update(piece);
  // NIST: one million times the letter a.
  CHECK(to_hex(digest.finish()) ==
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("a digest that was moved goes on where it was") {
  Sha256 first;
  first.update("a");
  Sha256 second = std::move(first);
  second.update("bc");
  CHECK(second.finish() == sha256("abc"));
}

}  // namespace
}  // namespace passerelle::crypto
