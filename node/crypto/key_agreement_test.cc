#include "node/crypto/key_agreement.h"

#include <doctest/doctest.h>

#include "node/base/encoding.h"
#include "node/crypto/hmac.h"

namespace passerelle::crypto {
namespace {

std::string hex(std::string_view text) {
  const auto bytes = from_hex(text);
  REQUIRE(bytes);
  return *bytes;
}

}  // namespace

TEST_CASE("keyed digests are those of RFC 4231, with short and long keys") {
  CHECK(to_hex(hmac_sha256(std::string(20, '\x0b'), "Hi There")) ==
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  CHECK(to_hex(hmac_sha256("Jefe", "what do ya want for nothing?")) ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  CHECK(to_hex(hmac_sha256(std::string(131, '\xaa'),
                           "Test Using Larger Than Block-Size Key - Hash Key First")) ==
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST_CASE("keys made of a secret are those of RFC 5869, of one block and of several") {
  const Secret secret(std::string(22, '\x0b'));
  CHECK(
      to_hex(hkdf_sha256(hex("000102030405060708090a0b0c"), secret, hex("f0f1f2f3f4f5f6f7f8f9"), 42)
                 .reveal()) ==
      "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
  CHECK(to_hex(hkdf_sha256("", secret, "", 42).reveal()) ==
        "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
}

TEST_CASE("two agree on the key of RFC 7748") {
  const Secret alice(
      hex("77076d0a7318a57d3c16c17251b26645df4c2f87ebc099"
          "2ab177fba51db92c2a"));
  const Secret bob(hex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb"));
  const auto of_alice = x25519_public_key(alice), of_bob = x25519_public_key(bob);
  REQUIRE((of_alice && of_bob));
  CHECK(to_hex(*of_alice) == "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
  CHECK(to_hex(*of_bob) == "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f");
  const auto left = x25519_agree(alice, *of_bob), right = x25519_agree(bob, *of_alice);
  REQUIRE((left && right));
  CHECK(to_hex(left->reveal()) ==
        "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742");
  CHECK(left->reveal() == right->reveal());
}

TEST_CASE("keys of another length and of low order are refused") {
  const Secret secret(std::string(32, '\x01'));
  CHECK(!x25519_public_key(Secret("short")));
  CHECK(!x25519_agree(secret, "short"));
  CHECK(!x25519_agree(secret, std::string(32, '\0')));
  CHECK(!x25519_agree(secret, '\x01' + std::string(31, '\0')));
}

TEST_CASE("the stream of a key of zeros is that of RFC 8439, A.1") {
  const auto stream = chacha20_stream(Secret(std::string(32, '\0')), 70);
  CHECK(to_hex(stream) ==
        "76b8e0ada0f13d90405d6ae55386bd28bdd219b8a08ded1aa836efcc8b770dc7"
        "da41597c5157488d7724e03fb8d84a376a43b8f41518a11cc387b669b2ee6586"
        "9f07e7be5551");
}

}  // namespace passerelle::crypto
