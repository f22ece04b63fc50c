#include "node/crypto/signed_document.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "node/base/encoding.h"
#include "node/crypto/digest.h"
#include "node/crypto/errors.h"

namespace passerelle::crypto {
namespace {

const SigningKey& key() {
  static const auto generated = SigningKey::generate();
  return generated;
}

Json body() { return {{"permit", "p-1"}, {"runs", 3}, {"share", 0.25}, {"name", "Élan"}}; }

Json signed_envelope() { return SignedDocument::sign("permit/1", body(), key()).envelope(); }

// The error of reading and verifying an envelope, or an empty code.
std::error_code refusal(const Json& envelope) {
  const auto document = SignedDocument::parse(envelope, "permit/1");
  if (!document) return document.error().code;
  const auto verified = document->verify(key().public_key());
  return verified ? std::error_code() : verified.error().code;
}

TEST_CASE("a signed document gives its body to whoever trusts the key") {
  const auto document = SignedDocument::parse(signed_envelope(), "permit/1");
  REQUIRE(document);
  const auto verified = document->verify(key().public_key());
  REQUIRE(verified);
  CHECK(*verified == body());
  CHECK(document->type() == "permit/1");
  CHECK(document->claimed_key() == key().public_key());
}

TEST_CASE("an envelope survives being written and read as text") {
  const auto text = signed_envelope().dump(4);
  const auto read = parse_json(text);
  REQUIRE(read);
  CHECK_FALSE(refusal(*read));
}

TEST_CASE("the signed bytes are the type, a zero byte and the canonical body") {
  const auto document = SignedDocument::sign("permit/1", body(), key());
  const std::string bytes = std::string("passerelle/permit/1") + '\0' + canonical_text(body());
  CHECK(document.digest() == sha256_hex(bytes));
  const auto signature = from_base64url(document.envelope()["signature"].get<std::string>());
  REQUIRE(signature);
  CHECK(key().public_key().verify(bytes, *signature));
}

TEST_CASE("a changed body is refused wherever it was changed") {
  for (const char* pointer : {"/body/permit", "/body/runs", "/body/share", "/body/name"}) {
    auto envelope = signed_envelope();
    envelope[Json::json_pointer(pointer)] = "other";
    CHECK(refusal(envelope) == CryptoError::bad_signature);
  }
  auto added = signed_envelope();
  added["body"]["more"] = true;
  CHECK(refusal(added) == CryptoError::bad_signature);
  auto removed = signed_envelope();
  removed["body"].erase("runs");
  CHECK(refusal(removed) == CryptoError::bad_signature);
}

TEST_CASE("a changed signature is refused") {
  auto envelope = signed_envelope();
  auto bytes = *from_base64url(envelope["signature"].get<std::string>());
  for (const std::size_t i : {std::size_t{0}, std::size_t{31}, std::size_t{32}, std::size_t{63}}) {
    auto changed = bytes;
    changed[i] = static_cast<char>(changed[i] ^ 4);
    envelope["signature"] = to_base64url(changed);
    CHECK(refusal(envelope) == CryptoError::bad_signature);
  }
  envelope["signature"] = to_base64url(bytes.substr(1));
  CHECK(refusal(envelope) == CryptoError::bad_signature);
}

TEST_CASE("the key in the envelope is never the reason to trust it") {
  const auto stranger = SigningKey::generate();
  const auto forged = SignedDocument::sign("permit/1", body(), stranger).envelope();
  CHECK(refusal(forged) == CryptoError::bad_signature);

  auto relabelled = forged;
  relabelled["key"] = key().public_key().text();
  CHECK(refusal(relabelled) == CryptoError::bad_signature);

  auto borrowed = signed_envelope();
  borrowed["key"] = stranger.public_key().text();
  CHECK(refusal(borrowed) == CryptoError::bad_signature);
}

TEST_CASE("a document of another type is refused, and so is a relabelled one") {
  const auto order = SignedDocument::sign("order/1", body(), key()).envelope();
  CHECK(refusal(order) == CryptoError::wrong_type);
  auto relabelled = order;
  relabelled["passerelle"] = "permit/1";
  CHECK(refusal(relabelled) == CryptoError::bad_signature);
  const auto next_version = SignedDocument::sign("permit/2", body(), key()).envelope();
  CHECK(refusal(next_version) == CryptoError::wrong_type);
}

TEST_CASE("a type and a body cannot share bytes in two ways") {
  const auto document = SignedDocument::sign("permit/1", Json::object(), key());
  const auto longer = SignedDocument::sign("permit/12", Json::object(), key());
  CHECK(document.digest() != longer.digest());
}

TEST_CASE("an envelope with a missing, unknown or wrong field is refused") {
  for (const char* name : {"passerelle", "body", "key", "signature"}) {
    auto missing = signed_envelope();
    missing.erase(name);
    CHECK(refusal(missing) == BaseError::malformed);
    auto wrong = signed_envelope();
    wrong[name] = 7;
    CHECK(refusal(wrong) == BaseError::malformed);
  }
  auto unknown = signed_envelope();
  unknown["comment"] = "x";
  CHECK(refusal(unknown) == BaseError::malformed);
  CHECK(refusal(Json::array()) == BaseError::malformed);
  auto bad_key = signed_envelope();
  bad_key["key"] = "AAAA";
  CHECK(refusal(bad_key) == CryptoError::bad_key);
}

TEST_CASE("a body without a canonical form is refused") {
  auto envelope = signed_envelope();
  envelope["body"]["big"] = std::int64_t{1} << 60;
  CHECK_FALSE(SignedDocument::parse(envelope, "permit/1"));
}

TEST_CASE("a document that introduces a key is verified with that key") {
  const auto good = SignedDocument::parse(signed_envelope(), "permit/1");
  REQUIRE(good);
  CHECK(good->verify_self_signed());
  auto changed = signed_envelope();
  changed["body"]["runs"] = 4;
  const auto bad = SignedDocument::parse(changed, "permit/1");
  REQUIRE(bad);
  CHECK_FALSE(bad->verify_self_signed());
}

}  // namespace
}  // namespace passerelle::crypto
