// The trust list in force at this node, kept in the database with all lists before it, so that an
// older one is refused also after a restart.
//
// Thread safety: any thread; synchronous, so not on an I/O thread.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "node/base/clock.h"
#include "node/base/json.h"
#include "node/identity/trust_list.h"
#include "node/store/database.h"

namespace passerelle::identity {

class TrustStore {
 public:
  // Lifetime: the database outlives the store.
  explicit TrustStore(const store::Database& database) : database_(&database) {}

  // Takes a list into force. The first one needs the fingerprint of the anchor, compared by a
  // person; later ones must be signed by the same anchor (a fingerprint given then must be its).
  // The list that is in force already is accepted again and changes nothing.
  static Result<TrustList> install(store::Transaction& transaction,
                                   const Json& envelope,
                                   const std::optional<std::string>& anchor_fingerprint,
                                   Instant now);

  // Returns the list in force; refuses when there is none or when it ended.
  Result<std::shared_ptr<const TrustList>> current(Instant now) const;

  // Returns the newest list even when it ended, for an operator who looks at it.
  Result<std::shared_ptr<const TrustList>> newest() const;

  // Returns the list that `newest` or `current` saw last, even when it ended, or null; asks no
  // database, so it can be had within a transaction.
  std::shared_ptr<const TrustList> last_read() const;

  // Returns the envelope of the newest list, as it was signed: it goes into result bundles.
  Result<Json> newest_envelope() const;

 private:
  const store::Database* database_;
  mutable std::mutex mutex_;
  // Shared because a list may be replaced while a request still reads the one before.
  mutable std::shared_ptr<const TrustList> cached_;  // guarded by mutex_
};

}  // namespace passerelle::identity
