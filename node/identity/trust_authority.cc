#include "node/identity/trust_authority.h"

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>
#include <system_error>
#include <utility>

#include "node/base/fields.h"
#include "node/crypto/errors.h"
#include "node/crypto/private_file.h"
#include "node/crypto/signed_document.h"
#include "node/identity/errors.h"
#include "node/identity/node_card.h"

namespace passerelle::identity {
namespace {

namespace fs = std::filesystem;

constexpr const char* kKeyFile = "anchor.key";
constexpr const char* kDraftFile = "draft.json";

Error unavailable(const Error& error) { return {IdentityError::unavailable, error.detail}; }

Json draft_of(std::int64_t sequence, const std::vector<PeerEntry>& entries) {
  Json list = Json::array();
  for (const auto& entry : entries) list.push_back(to_json(entry));
  return {{"sequence", sequence}, {"entries", std::move(list)}};
}

// The pins of the older card that outlive the change: no longer than before, nor after `until`.
std::vector<Pin> kept_pins(const PeerEntry& older, const PeerEntry& newer, Instant until) {
  std::vector<Pin> kept;
  for (auto pin : older.pins) {
    const bool is_renewed =
        std::ranges::find(newer.pins, pin.sha256, &Pin::sha256) != newer.pins.end();
    pin.valid_until = std::min(pin.valid_until, until);
    if (!is_renewed && pin.valid_from < pin.valid_until) kept.push_back(std::move(pin));
  }
  return kept;
}

}  // namespace

TrustAuthority::TrustAuthority(fs::path folder, crypto::SigningKey key)
    : folder_(std::move(folder)), key_(std::move(key)) {}

Result<TrustAuthority> TrustAuthority::create(const fs::path& folder) {
  std::error_code failed;
  fs::create_directories(folder, failed);
  if (failed) {
    return Error{IdentityError::unavailable, folder.string() + ": " + failed.message()};
  }
  auto key = crypto::SigningKey::generate();
  if (auto saved = key.save(folder / kKeyFile); !saved) {
    if (saved.error().code == crypto::CryptoError::exists) {
      return Error{IdentityError::exists, folder.string() + " holds an anchor key already"};
    }
    return unavailable(saved.error());
  }
  TrustAuthority authority(folder, std::move(key));
  if (auto written = authority.write_draft(0, {}); !written) return written.error();
  return authority;
}

Result<TrustAuthority> TrustAuthority::open(const fs::path& folder) {
  auto key = crypto::SigningKey::load(folder / kKeyFile);
  if (!key) return unavailable(key.error());
  TrustAuthority authority(folder, *std::move(key));
  if (auto read = authority.read_draft(); !read) return read.error();
  return authority;
}

Result<void> TrustAuthority::read_draft() {
  const auto text = crypto::read_public_file(folder_ / kDraftFile);
  if (!text) return unavailable(text.error());
  const auto json = parse_json(*text);
  if (!json) return unavailable(json.error());
  Fields fields(*json, "");
  sequence_ = fields.integer("sequence");
  const auto& list = fields.array("entries");
  if (auto read = fields.done(); !read) return unavailable(read.error());
  for (std::size_t i = 0; i < list.size(); ++i) {
    auto entry = read_peer_entry(list[i], "/entries/" + std::to_string(i));
    if (!entry) return unavailable(entry.error());
    entries_.push_back(*std::move(entry));
  }
  return {};
}

// Writes a new file and puts it in the place of the old one, so that a reader, or a program that
// starts after a crash, sees one or the other.
Result<void> TrustAuthority::write_draft(std::int64_t sequence,
                                         const std::vector<PeerEntry>& entries) {
  const auto file = folder_ / kDraftFile;
  const auto fresh = folder_ / (std::string(kDraftFile) + ".new");
  std::error_code failed;
  fs::remove(fresh, failed);
  const auto text = canonical_text(draft_of(sequence, entries)) + "\n";
  auto written = crypto::write_new_file(fresh, text, crypto::Readers::everyone);
  if (!written) return unavailable(written.error());
  fs::rename(fresh, file, failed);
  if (failed) return Error{IdentityError::unavailable, file.string() + ": " + failed.message()};
  sequence_ = sequence;
  entries_ = entries;
  return {};
}

Result<Addition> TrustAuthority::add(const Json& card_envelope,
                                     std::optional<Instant> keep_older_pins_until) {
  auto card = read_node_card(card_envelope);
  if (!card) return card.error();
  auto entries = entries_;
  auto place = std::ranges::find(entries, card->id, &PeerEntry::id);
  auto addition = Addition::first;
  if (place == entries.end()) {
    entries.push_back(*std::move(card));
  } else {
    addition = place->seal_key == card->seal_key ? Addition::renewed : Addition::rekeyed;
    if (keep_older_pins_until) {
      auto kept = kept_pins(*place, *card, *keep_older_pins_until);
      std::ranges::move(kept, std::back_inserter(card->pins));
    }
    if (card->pins.size() > kMaximumPins) {
      return Error{IdentityError::malformed, "the node would have too many pins at once"};
    }
    *place = *std::move(card);
  }
  std::ranges::sort(entries, {}, &PeerEntry::id);
  if (auto written = write_draft(sequence_, entries); !written) return written.error();
  return addition;
}

Result<void> TrustAuthority::remove(const NodeId& id) {
  auto entries = entries_;
  if (std::erase_if(entries, [&](const PeerEntry& entry) { return entry.id == id; }) == 0) {
    return Error{IdentityError::unknown_node, "the draft has no node " + id.text()};
  }
  return write_draft(sequence_, entries);
}

Result<Json> TrustAuthority::sign(int valid_days, Instant now) {
  if (valid_days < 1) {
    return Error{IdentityError::malformed, "a trust list is valid for at least one day"};
  }
  auto body = draft_of(sequence_ + 1, entries_);
  body["issued"] = passerelle::to_text(now);
  body["expires"] = passerelle::to_text(now + std::chrono::days(valid_days));
  auto envelope = crypto::SignedDocument::sign(std::string(kTrustListType), body, key_).envelope();
  // What a node would refuse is not given out.
  if (auto list = TrustList::read(envelope, anchor()); !list) return list.error();
  // The sequence is used up before anybody sees the list.
  if (auto written = write_draft(sequence_ + 1, entries_); !written) return written.error();
  return envelope;
}

}  // namespace passerelle::identity
