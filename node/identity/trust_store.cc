#include "node/identity/trust_store.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "node/crypto/errors.h"
#include "node/crypto/signed_document.h"
#include "node/identity/errors.h"

namespace passerelle::identity {
namespace {

struct Stored {
  std::int64_t sequence;
  std::string envelope;
  crypto::PublicKey anchor;
};

Result<std::optional<Stored>> newest_row(store::Reader& reader) {
  const auto row = reader.query_one(
      "select sequence, envelope, anchor from trust_list order by sequence desc limit 1");
  if (!row) return row.error();
  if (!*row) return std::optional<Stored>();
  auto anchor = crypto::PublicKey::parse((*row)->text(2));
  if (!anchor) return anchor.error();
  return std::optional(Stored{(*row)->integer(0), (*row)->text(1), *std::move(anchor)});
}

Result<Stored> newest_or_refuse(const store::Database& database) {
  auto row = database.read([](store::Reader& reader) { return newest_row(reader); });
  if (!row) return row.error();
  if (!*row) {
    return Error{IdentityError::no_trust_list, "no trust list is installed at this node"};
  }
  return **std::move(row);
}

// The key the list claims to be signed with, when it is the one to trust; TrustList::read then
// checks the signature with it.
Result<crypto::PublicKey> anchor_to_trust(const Json& envelope,
                                          const std::optional<Stored>& newest,
                                          const std::optional<std::string>& fingerprint) {
  const auto document = crypto::SignedDocument::parse(envelope, kTrustListType);
  if (!document) return Error{IdentityError::malformed, "trust list: " + document.error().detail};
  const auto& claimed = document->claimed_key();
  if (!newest && !fingerprint) {
    return Error{IdentityError::anchor_needed,
                 "this is the first trust list here: give the fingerprint of the anchor, as the "
                 "authority told it; the list claims " +
                     claimed.fingerprint()};
  }
  if (fingerprint && claimed.fingerprint() != *fingerprint) {
    return Error{IdentityError::wrong_anchor, "the list is signed by the anchor " +
                                                  claimed.fingerprint() +
                                                  ", not by the one that was given"};
  }
  if (newest && newest->anchor != claimed) {
    return Error{IdentityError::wrong_anchor, "the list is signed by the anchor " +
                                                  claimed.fingerprint() + ", this node trusts " +
                                                  newest->anchor.fingerprint()};
  }
  return claimed;
}

}  // namespace

Result<TrustList> TrustStore::install(store::Transaction& transaction,
                                      const Json& envelope,
                                      const std::optional<std::string>& anchor_fingerprint,
                                      Instant now) {
  const auto newest = newest_row(transaction);
  if (!newest) return newest.error();
  const auto anchor = anchor_to_trust(envelope, *newest, anchor_fingerprint);
  if (!anchor) return anchor.error();
  auto list = TrustList::read(envelope, *anchor);
  if (!list) return list.error();
  if (auto checked = list->check_time(now); !checked) return checked.error();

  auto text = canonical_text(envelope);
  if (*newest && list->sequence() < (*newest)->sequence) {
    return Error{IdentityError::older_list,
                 "the list has the sequence " + std::to_string(list->sequence()) +
                     ", this node has seen " + std::to_string((*newest)->sequence)};
  }
  if (*newest && list->sequence() == (*newest)->sequence) {
    if (text == (*newest)->envelope) return list;
    return Error{IdentityError::conflicting_list, "another list with the sequence " +
                                                      std::to_string(list->sequence()) +
                                                      " is installed: the authority signed two"};
  }
  auto saved = transaction.run(
      "insert into trust_list (sequence, envelope, anchor, installed_at) values (?, ?, ?, ?)",
      list->sequence(), text, anchor->text(), now);
  if (!saved) return saved.error();
  return list;
}

Result<std::shared_ptr<const TrustList>> TrustStore::newest() const {
  const auto sequence = database_->read([](store::Reader& reader) {
    return reader.query_one("select max(sequence) from trust_list");
  });
  if (!sequence) return sequence.error();
  const std::scoped_lock lock(mutex_);
  if (cached_ && *sequence && cached_->sequence() == (*sequence)->integer(0)) return cached_;

  const auto stored = newest_or_refuse(*database_);
  if (!stored) return stored.error();
  const auto envelope = parse_json(stored->envelope);
  if (!envelope) return envelope.error();
  auto list = TrustList::read(*envelope, stored->anchor);
  if (!list) return list.error();
  cached_ = std::make_shared<const TrustList>(*std::move(list));
  return cached_;
}

Result<std::shared_ptr<const TrustList>> TrustStore::current(Instant now) const {
  auto list = newest();
  if (!list) return list;
  if (auto checked = (*list)->check_time(now); !checked) return checked.error();
  return list;
}

std::shared_ptr<const TrustList> TrustStore::last_read() const {
  const std::scoped_lock lock(mutex_);
  return cached_;
}

Result<Json> TrustStore::newest_envelope() const {
  const auto stored = newest_or_refuse(*database_);
  if (!stored) return stored.error();
  return parse_json(stored->envelope);
}

}  // namespace passerelle::identity
