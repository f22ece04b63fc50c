// Signed notes (C2SP signed-note): a text, an empty line and signature lines, made to be read by
// people and checked by programs of others. Ed25519 signatures only (algorithm byte 0x01).
//
// Thread safety: values; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "node/crypto/signing.h"

namespace passerelle::audit {

// Who signs: a name and a key. Written as a verifier key, "name+<key id>+<base64 of 0x01 and key>".
class NoteKey {
 public:
  // Refuses a name that cannot stand in a signature line.
  static Result<NoteKey> make(std::string name, crypto::PublicKey key);

  // Reads a verifier key; refuses another algorithm than Ed25519 and a key id that is not the
  // key's.
  static Result<NoteKey> parse(std::string_view text);

  std::string text() const;
  const std::string& name() const { return name_; }
  const crypto::PublicKey& key() const { return key_; }

  // Returns the first 4 bytes of SHA-256(name, "\n", 0x01, public key).
  std::string id() const;

 private:
  NoteKey(std::string name, crypto::PublicKey key) : name_(std::move(name)), key_(std::move(key)) {}
  std::string name_;
  crypto::PublicKey key_;
};

// Returns the note with one signature. Requires: `text` ends with a newline and `is_note_text`.
std::string sign_note(std::string_view text, const NoteKey& signer, const crypto::SigningKey& key);

// Returns the text of a note that `signer` signed. Signatures of others are ignored; a wrong one
// under the signer's name and key id refuses the note.
Result<std::string> verify_note(std::string_view note, const NoteKey& signer);

// Whether the bytes may be a note's text: UTF-8 without control characters but newlines.
bool is_note_text(std::string_view text);

}  // namespace passerelle::audit
