#include "node/crypto/signed_document.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "node/base/encoding.h"
#include "node/base/fields.h"
#include "node/crypto/digest.h"
#include "node/crypto/errors.h"

namespace passerelle::crypto {
namespace {

constexpr std::size_t kSignatureBytes = 64;

std::string bytes_to_sign(std::string_view type, std::string_view canonical_body) {
  std::string bytes("passerelle/");
  bytes.reserve(bytes.size() + type.size() + 1 + canonical_body.size());
  bytes.append(type).append(1, '\0').append(canonical_body);
  return bytes;
}

}  // namespace

SignedDocument::SignedDocument(std::string type,
                               std::string canonical_body,
                               PublicKey key,
                               std::string signature)
    : type_(std::move(type)),
      body_(std::move(canonical_body)),
      key_(std::move(key)),
      signature_(std::move(signature)) {}

SignedDocument SignedDocument::sign(std::string type, const Json& body, const SigningKey& key) {
  auto canonical_body = canonical_text(body);
  auto signature = key.sign(bytes_to_sign(type, canonical_body));
  return {std::move(type), std::move(canonical_body), key.public_key(), std::move(signature)};
}

Result<SignedDocument> SignedDocument::parse(const Json& envelope, std::string_view type) {
  Fields fields(envelope, "");
  auto written_type = fields.text("passerelle");
  const auto& body = fields.object("body");
  const auto key_text = fields.text("key");
  const auto signature_text = fields.text("signature");
  if (auto read = fields.done(); !read) return read.error();

  if (written_type != type) {
    return Error{CryptoError::wrong_type,
                 "a signed document of type " + std::string(type) + " is expected"};
  }
  auto key = PublicKey::parse(key_text);
  if (!key) return key.error();
  auto signature = from_base64url(signature_text);
  if (!signature || signature->size() != kSignatureBytes) {
    return Error{CryptoError::bad_signature, "a signature is 64 bytes in base64url"};
  }
  auto canonical_body = canonical(body);
  if (!canonical_body) return canonical_body.error();
  return SignedDocument(std::move(written_type), *std::move(canonical_body), *std::move(key),
                        *std::move(signature));
}

Result<Json> SignedDocument::open(const Json& envelope,
                                  std::string_view type,
                                  const PublicKey& key) {
  const auto document = parse(envelope, type);
  return document ? document->verify(key) : Result<Json>(document.error());
}

std::string SignedDocument::signed_bytes() const { return bytes_to_sign(type_, body_); }

Result<Json> SignedDocument::verify(const PublicKey& key) const {
  // The key in the envelope is not signed: were another one accepted there, one signature would
  // stand in many envelopes.
  if (key != key_) {
    return Error{CryptoError::bad_signature,
                 type_ + ": signed by another key than the one that is trusted for it"};
  }
  if (!key.verify(signed_bytes(), signature_)) {
    return Error{CryptoError::bad_signature,
                 type_ + ": the signature does not belong to this content"};
  }
  return parse_json(body_, body_.size());
}

Result<Json> SignedDocument::verify_self_signed() const { return verify(key_); }

Json SignedDocument::envelope() const {
  return {{"passerelle", type_},
          {"body", Json::parse(body_)},
          {"key", key_.text()},
          {"signature", to_base64url(signature_)}};
}

std::string SignedDocument::digest() const { return sha256_hex(signed_bytes()); }

}  // namespace passerelle::crypto
