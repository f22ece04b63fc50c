// Turns a proof (a certificate, a token, the local socket) into a Caller.
//
// Thread safety: any thread; reads the database, so not on an I/O thread.
#pragma once

#include <string_view>

#include "node/base/clock.h"
#include "node/identity/accounts.h"
#include "node/identity/caller.h"
#include "node/identity/trust_store.h"

namespace passerelle::identity {

class Identifier {
 public:
  // Lifetime: both outlive the identifier.
  Identifier(const TrustStore& trust, const Accounts& accounts)
      : trust_(&trust), accounts_(&accounts) {}

  // Returns the node whose certificate has that pin. Refused: identity.unknown_certificate,
  // identity.list_expired, identity.no_trust_list.
  // Requires: TLS proved that the peer holds the key of that pin.
  Result<Caller> identify_peer(std::string_view pin, Instant now) const;

  // For a connection that we opened: as above, and refuses with identity.another_node when it is
  // not the node we called.
  Result<PeerNode> expect_peer(const NodeId& called, std::string_view pin, Instant now) const;

  // Returns the person whose token this is. Refused: identity.bad_token.
  Result<Caller> identify_token(std::string_view token, Instant now) const;

  // Requires: the connection came through the home's socket with the owner's peer credentials, or
  // the process itself holds the home's lock.
  Caller local_operator() const { return LocalOperator(); }

  Caller anonymous() const { return Anonymous{}; }

 private:
  Result<PeerNode> peer(std::string_view pin, Instant now) const;

  const TrustStore* trust_;
  const Accounts* accounts_;
};

}  // namespace passerelle::identity
