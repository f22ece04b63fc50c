#include "node/audit/note.h"

#include <algorithm>
#include <cassert>
#include <optional>

#include "node/audit/errors.h"
#include "node/base/encoding.h"
#include "node/crypto/digest.h"

namespace passerelle::audit {
namespace {

constexpr std::string_view kEd25519("\x01", 1);
constexpr std::string_view kSignatureMark = "\u2014 ";  // an em dash and a space
constexpr std::size_t kKeyIdBytes = 4;
constexpr std::size_t kMaximumNoteBytes = std::size_t{64} << 10;
constexpr int kMaximumSignatures = 100;

// Returns how many bytes the UTF-8 character at the start takes, 0 when it is none (RFC 3629).
std::size_t character_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto first = byte(0);
  if (first < 0x80) return 1;
  const std::size_t length = first < 0xC2   ? 0
                             : first < 0xE0 ? 2
                             : first < 0xF0 ? 3
                             : first < 0xF5 ? 4
                                            : 0;
  if (length == 0 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  const bool is_overlong = (first == 0xE0 && byte(1) < 0xA0) || (first == 0xF0 && byte(1) < 0x90);
  const bool is_surrogate = first == 0xED && byte(1) >= 0xA0;
  const bool is_beyond = first == 0xF4 && byte(1) >= 0x90;
  return is_overlong || is_surrogate || is_beyond ? 0 : length;
}

// C2SP allows any characters but spaces and plus; ours are ASCII, and nothing else looks like them.
bool is_name(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(),
                                      [](char c) { return c > ' ' && c < 0x7F && c != '+'; });
}

struct Signature {
  std::string name;
  std::string key_id;
  std::string bytes;
};

std::optional<Signature> parse_signature(std::string_view line) {
  if (!line.starts_with(kSignatureMark)) return std::nullopt;
  line.remove_prefix(kSignatureMark.size());
  const auto space = line.find(' ');
  if (space == 0 || space == std::string_view::npos) return std::nullopt;
  const auto name = line.substr(0, space);
  if (name.find('+') != std::string_view::npos) return std::nullopt;
  const auto decoded = from_base64(line.substr(space + 1));
  if (!decoded || decoded->size() <= kKeyIdBytes) return std::nullopt;
  return Signature{std::string(name), decoded->substr(0, kKeyIdBytes),
                   decoded->substr(kKeyIdBytes)};
}

Error malformed(const char* why) { return Error{AuditError::malformed, why}; }

}  // namespace

bool is_note_text(std::string_view text) {
  while (!text.empty()) {
    const auto length = character_length(text);
    if (length == 0) return false;
    const auto c = static_cast<unsigned char>(text.front());
    if (c < 0x20 && c != '\n') return false;
    text.remove_prefix(length);
  }
  return true;
}

Result<NoteKey> NoteKey::make(std::string name, crypto::PublicKey key) {
  if (!is_name(name)) return malformed("a key name is ASCII without spaces and plus signs");
  return NoteKey(std::move(name), std::move(key));
}

Result<NoteKey> NoteKey::parse(std::string_view text) {
  const auto first = text.find('+');
  const auto second = first == std::string_view::npos ? first : text.find('+', first + 1);
  if (second == std::string_view::npos) return malformed("a verifier key has three parts");
  const auto id = from_hex(text.substr(first + 1, second - first - 1));
  const auto typed = from_base64(text.substr(second + 1));
  if (!id || !typed || !typed->starts_with(kEd25519)) {
    return malformed("not the verifier key of an Ed25519 key");
  }
  auto key = crypto::PublicKey::parse(to_base64url(typed->substr(kEd25519.size())));
  if (!key) return malformed("not the verifier key of an Ed25519 key");
  auto named = make(std::string(text.substr(0, first)), *std::move(key));
  if (named && named->id() != *id) return malformed("a verifier key with the id of another key");
  return named;
}

std::string NoteKey::id() const {
  return crypto::sha256(name_ + "\n" + std::string(kEd25519) + key_.bytes()).substr(0, kKeyIdBytes);
}

std::string NoteKey::text() const {
  return name_ + "+" + to_hex(id()) + "+" + to_base64(std::string(kEd25519) + key_.bytes());
}

std::string sign_note(std::string_view text, const NoteKey& signer, const crypto::SigningKey& key) {
  assert(text.ends_with('\n') && is_note_text(text));
  std::string note(text);
  note += "\n";
  note += kSignatureMark;
  note += signer.name() + " " + to_base64(signer.id() + key.sign(text)) + "\n";
  return note;
}

Result<std::string> verify_note(std::string_view note, const NoteKey& signer) {
  if (note.size() > kMaximumNoteBytes) return malformed("a note that is too long");
  if (!note.ends_with('\n') || !is_note_text(note))
    return malformed("not the characters of a note");
  // The last empty line parts text and signatures: the text itself may have empty lines.
  const auto part = note.rfind("\n\n");
  if (part == std::string_view::npos) return malformed("a note without signatures");
  const auto text = note.substr(0, part + 1);
  auto lines = note.substr(part + 2);
  if (lines.empty()) return malformed("a note without signatures");

  int count = 0;
  bool is_signed = false;
  while (!lines.empty()) {
    const auto end = lines.find('\n');
    const auto signature = parse_signature(lines.substr(0, end));
    lines.remove_prefix(end + 1);
    if (!signature || ++count > kMaximumSignatures) return malformed("not the signature of a note");
    if (signature->name != signer.name() || signature->key_id != signer.id()) continue;
    if (!signer.key().verify(text, signature->bytes)) {
      return Error{AuditError::signature, "the signature of " + signer.name() + " is wrong"};
    }
    is_signed = true;
  }
  if (!is_signed) return Error{AuditError::signature, "not signed by " + signer.name()};
  return std::string(text);
}

}  // namespace passerelle::audit
