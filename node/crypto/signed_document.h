// A JSON document with the signature over its canonical bytes.
//
// Signed bytes: "passerelle/" + type + 0x00 + RFC 8785 text of the body, so a signature over one
// type of document never passes for another. Envelope on the wire and on disk:
//   {"passerelle": "permit/1", "body": {…}, "key": "<base64url>", "signature": "<base64url>"}
// The body is readable only through `verify`; the key in the envelope says who claims to have
// signed, never whom to trust.
#pragma once

#include <string>
#include <string_view>

#include "node/base/json.h"
#include "node/crypto/signing.h"

namespace passerelle::crypto {

class SignedDocument {
 public:
  // Requires: `body` has a canonical form. `type` is "name/version", for instance "permit/1".
  static SignedDocument sign(std::string type, const Json& body, const SigningKey& key);

  // Reads an envelope; refuses another type than `type`, unknown fields and a body without a
  // canonical form. Checks no signature.
  static Result<SignedDocument> parse(const Json& envelope, std::string_view type);

  // Returns the body of an envelope of that type when `key` signed it: `parse` and `verify`.
  static Result<Json> open(const Json& envelope, std::string_view type, const PublicKey& key);

  // Returns the body when `key` signed it.
  Result<Json> verify(const PublicKey& key) const;

  // Returns the body when the key in the envelope signed it: for documents that introduce a key
  // (a node's card); everything else names the key it trusts.
  Result<Json> verify_self_signed() const;

  Json envelope() const;
  const std::string& type() const { return type_; }
  const PublicKey& claimed_key() const { return key_; }

  // Returns the SHA-256, as hex, of the signed bytes.
  std::string digest() const;

 private:
  SignedDocument(std::string type,
                 std::string canonical_body,
                 PublicKey key,
                 std::string signature);
  std::string signed_bytes() const;

  std::string type_;
  std::string body_;
  PublicKey key_;
  std::string signature_;
};

}  // namespace passerelle::crypto
