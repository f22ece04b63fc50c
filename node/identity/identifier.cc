#include "node/identity/identifier.h"

#include <utility>

#include "node/identity/errors.h"

namespace passerelle::identity {

Result<PeerNode> Identifier::peer(std::string_view pin, Instant now) const {
  const auto list = trust_->current(now);
  if (!list) return list.error();
  const auto* entry = (*list)->find_by_pin(pin, now);
  if (entry == nullptr) {
    return Error{IdentityError::unknown_certificate,
                 "the trust list knows no node with this certificate at this time"};
  }
  return PeerNode(*entry);
}

Result<Caller> Identifier::identify_peer(std::string_view pin, Instant now) const {
  auto known = peer(pin, now);
  if (!known) return known.error();
  return Caller(*std::move(known));
}

Result<PeerNode> Identifier::expect_peer(const NodeId& called,
                                         std::string_view pin,
                                         Instant now) const {
  auto known = peer(pin, now);
  if (!known) return known;
  if (known->id() != called) {
    return Error{IdentityError::another_node, "the node " + called.text() +
                                                  " was called, the certificate is that of " +
                                                  known->id().text()};
  }
  return known;
}

Result<Caller> Identifier::identify_token(std::string_view token, Instant now) const {
  auto account = accounts_->holder(token, now);
  if (!account) return account.error();
  return Caller(
      User(std::move(account->name), std::move(account->roles), std::move(account->body)));
}

}  // namespace passerelle::identity
