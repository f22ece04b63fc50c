// What ties a readable document to its signed twin, which is the one that counts for machines.
//
// Thread safety: values.
#pragma once

#include <string>

namespace passerelle::documents {

struct Seal {
  std::string digest;  // SHA-256 of the signed bytes, hex: crypto::SignedDocument::digest
  std::string key;     // the key that signed, base64url
};

}  // namespace passerelle::documents
