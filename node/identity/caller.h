// Who is speaking. Every function of the service takes a Caller; only an Identifier makes one, so
// whoever holds a PeerNode, a User or the LocalOperator knows that somebody proved it.
//
// Thread safety: values; any thread.
#pragma once

#include <string>
#include <utility>
#include <variant>

#include "node/base/strong_id.h"
#include "node/identity/peer_entry.h"
#include "node/identity/role.h"

namespace passerelle::identity {

// Another node: who the trust list says for its certificate, never who a message says.
class PeerNode {
 public:
  const PeerEntry& entry() const { return entry_; }
  const NodeId& id() const { return entry_.id; }

 private:
  friend class Identifier;
  explicit PeerNode(PeerEntry entry) : entry_(std::move(entry)) {}
  PeerEntry entry_;
};

// A person with an account here who is logged in.
class User {
 public:
  const UserName& name() const { return name_; }
  const Roles& roles() const { return roles_; }
  bool has(Role role) const { return roles_.contains(role); }

  // The committee or holder they act for; empty: this node's own body.
  const std::string& body() const { return body_; }

 private:
  friend class Identifier;
  User(UserName name, Roles roles, std::string body)
      : name_(std::move(name)), roles_(std::move(roles)), body_(std::move(body)) {}
  UserName name_;
  Roles roles_;
  std::string body_;
};

// Whoever speaks through the home's own socket. Runs the node; never applies or decides.
class LocalOperator {
 private:
  friend class Identifier;
  LocalOperator() = default;
};

struct Anonymous {};

using Caller = std::variant<Anonymous, PeerNode, User, LocalOperator>;

}  // namespace passerelle::identity
