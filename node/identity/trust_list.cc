#include "node/identity/trust_list.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "node/base/fields.h"
#include "node/crypto/signed_document.h"
#include "node/identity/errors.h"

namespace passerelle::identity {
namespace {

Result<std::vector<PeerEntry>> read_entries(const Json& list) {
  if (list.size() > kMaximumEntries) {
    return Error{IdentityError::malformed, "trust list: too many entries"};
  }
  std::vector<PeerEntry> entries;
  for (std::size_t i = 0; i < list.size(); ++i) {
    auto entry = read_peer_entry(list[i], "/entries/" + std::to_string(i));
    if (!entry) return document_error("trust list", entry.error());
    entries.push_back(*std::move(entry));
  }
  return entries;
}

}  // namespace

Result<TrustList> TrustList::read(const Json& envelope, const crypto::PublicKey& anchor) {
  const auto body = crypto::SignedDocument::open(envelope, kTrustListType, anchor);
  if (!body) return document_error("trust list", body.error());
  TrustList list(anchor);
  if (auto read = list.read_body(*body); !read) return read.error();
  if (auto checked = list.refuse_duplicates(); !checked) return checked.error();
  return list;
}

Result<void> TrustList::read_body(const Json& body) {
  Fields fields(body, "");
  sequence_ = fields.integer("sequence");
  issued_ = fields.instant("issued");
  expires_ = fields.instant("expires");
  const auto& list = fields.array("entries");
  if (sequence_ < 1) fields.fail("sequence", "counts from 1");
  if (expires_ <= issued_) fields.fail("expires", "is not after issued");
  if (auto read = fields.done(); !read) return document_error("trust list", read.error());
  auto entries = read_entries(list);
  if (!entries) return entries.error();
  entries_ = *std::move(entries);
  return {};
}

Result<void> TrustList::refuse_duplicates() const {
  std::set<std::string_view> ids;
  std::set<std::string_view> pins;
  // The anchor signs lists and nothing else; a node that has its key could sign lists too.
  std::set<std::string_view> keys{anchor_.bytes()};
  for (const auto& entry : entries_) {
    const auto& id = entry.id.text();
    if (!ids.insert(id).second) {
      return Error{IdentityError::duplicate_node, "the node " + id + " stands twice in the list"};
    }
    for (const auto& pin : entry.pins) {
      if (pins.insert(pin.sha256).second) continue;
      return Error{IdentityError::duplicate_pin,
                   "a pin of the node " + id + " stands in the list already"};
    }
    for (const auto* key : {&entry.seal_key, &entry.log_key}) {
      if (keys.insert(key->bytes()).second) continue;
      return Error{IdentityError::duplicate_key,
                   "a signing key of the node " + id + " has another use already"};
    }
  }
  return {};
}

Result<void> TrustList::check_time(Instant now) const {
  if (now < expires_) return {};
  return Error{IdentityError::list_expired, "the trust list " + std::to_string(sequence_) +
                                                " ended on " + passerelle::to_text(expires_)};
}

const PeerEntry* TrustList::find(const NodeId& id) const {
  const auto found = std::ranges::find(entries_, id, &PeerEntry::id);
  return found == entries_.end() ? nullptr : &*found;
}

const PeerEntry* TrustList::find_by_pin(std::string_view pin, Instant now) const {
  const auto found = std::ranges::find_if(
      entries_, [&](const PeerEntry& entry) { return entry.allows(pin, now); });
  return found == entries_.end() ? nullptr : &*found;
}

}  // namespace passerelle::identity
