#include "node/audit/note.h"

#include <doctest/doctest.h>

#include "node/audit/checkpoint.h"
#include "node/audit/errors.h"
#include "node/base/encoding.h"

namespace passerelle::audit {
namespace {

struct Signer {
  explicit Signer(const char* name)
      : key(crypto::SigningKey::generate()), note_key(*NoteKey::make(name, key.public_key())) {}

  std::string sign(std::string_view text) const { return sign_note(text, note_key, key); }

  crypto::SigningKey key;
  NoteKey note_key;
};

// The signature lines of a note.
std::string signatures_of(const std::string& note) { return note.substr(note.rfind("\n\n") + 2); }

TEST_CASE("what was signed is read back under the signer's key and under no other") {
  const Signer fr("passerelle/fr");
  const Signer other("passerelle/fr");
  const auto note = fr.sign("two\n\nparts é\n");
  const auto text = verify_note(note, fr.note_key);
  REQUIRE(text);
  CHECK(*text == "two\n\nparts é\n");
  const auto refused = verify_note(note, other.note_key);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == AuditError::signature);
}

TEST_CASE("a changed text or signature is refused") {
  const Signer fr("passerelle/fr");
  const auto note = fr.sign("size 8\n");
  auto changed = note;
  changed[5] = '9';
  CHECK_FALSE(verify_note(changed, fr.note_key));
  for (std::size_t i = 0; i < note.size(); ++i) {
    changed = note;
    changed[i] = static_cast<char>(changed[i] ^ 4);
    CHECK_FALSE(verify_note(changed, fr.note_key));
    CHECK_FALSE(verify_note(note.substr(0, i), fr.note_key));
  }
}

TEST_CASE("signatures of witnesses do not disturb, a second wrong one of ours does") {
  const Signer fr("passerelle/fr");
  const Signer witness("witness.example/w1");
  const auto note = fr.sign("head\n");
  CHECK(verify_note(note + signatures_of(witness.sign("head\n")), fr.note_key));
  CHECK_FALSE(verify_note(note + signatures_of(fr.sign("other\n")), fr.note_key));
  CHECK_FALSE(verify_note(witness.sign("head\n"), fr.note_key));
}

TEST_CASE("what is not a signature line refuses the note") {
  const Signer fr("passerelle/fr");
  const auto note = fr.sign("head\n");
  CHECK_FALSE(verify_note(note + "free text\n", fr.note_key));
  CHECK_FALSE(verify_note(note + "\u2014 name\n", fr.note_key));
  CHECK_FALSE(verify_note(note + "\u2014 a+b AAAAAAAA\n", fr.note_key));
  CHECK_FALSE(verify_note(note + "\u2014 name AAAA\n", fr.note_key));
  CHECK_FALSE(verify_note(note + "\u2014 name ????\n", fr.note_key));
  CHECK_FALSE(verify_note("head\n", fr.note_key));
  CHECK_FALSE(verify_note("head\n\n", fr.note_key));
  CHECK_FALSE(verify_note("", fr.note_key));
}

TEST_CASE("a note with thousands of signatures is refused before they are checked") {
  const Signer fr("passerelle/fr");
  auto note = fr.sign("head\n");
  for (int i = 0; i < 100; ++i) note += "\u2014 name AAAAAAAA\n";
  CHECK_FALSE(verify_note(note, fr.note_key));
}

TEST_CASE("a note's text is UTF-8 without control characters") {
  CHECK(is_note_text("a\nb é \xF0\x9F\x98\x80"));
  CHECK_FALSE(is_note_text("tab\t"));
  CHECK_FALSE(is_note_text(std::string_view("\0", 1)));
  CHECK_FALSE(is_note_text("\xC3"));
  CHECK_FALSE(is_note_text("\xC0\xAF"));
  CHECK_FALSE(is_note_text("\xE0\x80\xAF"));
  CHECK_FALSE(is_note_text("\xED\xA0\x80"));
  CHECK_FALSE(is_note_text("\xF4\x90\x80\x80"));
  CHECK_FALSE(is_note_text("\xFF"));
}

TEST_CASE("a verifier key is read back, and refused when a part of it does not fit") {
  const Signer fr("passerelle/fr");
  const auto text = fr.note_key.text();
  const auto read = NoteKey::parse(text);
  REQUIRE(read);
  CHECK(read->name() == "passerelle/fr");
  CHECK(read->key() == fr.key.public_key());
  auto wrong_id = text;
  wrong_id[14] = wrong_id[14] == '0' ? '1' : '0';
  CHECK_FALSE(NoteKey::parse(wrong_id));
  CHECK_FALSE(NoteKey::parse("passerelle/dk" + text.substr(13)));
  CHECK_FALSE(NoteKey::parse("passerelle/fr"));
  CHECK_FALSE(NoteKey::parse("passerelle/fr+00000000"));
  CHECK_FALSE(NoteKey::parse("passerelle/fr+00000000+AQ=="));
  CHECK_FALSE(NoteKey::make("two words", fr.key.public_key()));
  CHECK_FALSE(NoteKey::make("a+b", fr.key.public_key()));
  CHECK_FALSE(NoteKey::make("", fr.key.public_key()));
}

TEST_CASE("a head is read back, extension lines are ignored") {
  const Signer fr("passerelle/fr");
  const Checkpoint head{"passerelle/fr", 12, leaf_hash("x")};
  const auto read = verify_checkpoint(fr.sign(head.text() + "an extension\n"), fr.note_key);
  REQUIRE(read);
  CHECK(*read == head);
}

TEST_CASE("a signed text that is not a head, or the head of another log, is refused") {
  const Signer fr("passerelle/fr");
  const auto root = to_base64(leaf_hash("x"));
  const auto refused = [&](const std::string& text) {
    return !verify_checkpoint(fr.sign(text), fr.note_key);
  };
  CHECK(refused("passerelle/dk\n12\n" + root + "\n"));
  CHECK(refused("passerelle/fr\n012\n" + root + "\n"));
  CHECK(refused("passerelle/fr\n-1\n" + root + "\n"));
  CHECK(refused("passerelle/fr\n1x\n" + root + "\n"));
  CHECK(refused("passerelle/fr\n18446744073709551616\n" + root + "\n"));
  CHECK(refused("passerelle/fr\n12\nAAAA\n"));
  CHECK(refused("passerelle/fr\n12\n"));
  CHECK(refused("passerelle/fr\n\n" + root + "\n"));
  CHECK(refused("\n"));
}

}  // namespace
}  // namespace passerelle::audit
