#include "node/service/callers.h"

#include "node/service/errors.h"

namespace passerelle::service {

using identity::Caller;
using identity::LocalOperator;
using identity::PeerNode;
using identity::Role;
using identity::User;

Result<User> require_user(const Caller& caller) {
  if (const auto* user = std::get_if<User>(&caller)) return *user;
  return Error{ServiceError::login_required,
               "this is an act of a person; log in with `passerelle login USER`"};
}

Result<User> require_role(const Caller& caller, Role role) {
  auto user = require_user(caller);
  if (!user) return user;
  if (!user->has(role)) {
    return Error{ServiceError::not_allowed, user->name().text() + " does not have the role " +
                                                std::string(identity::to_text(role))};
  }
  return user;
}

Result<User> require_staff(const Caller& caller) {
  const auto user = require_user(caller);
  if (!user) return user;
  for (const auto role : user->roles()) {
    if (role != Role::applicant && role != Role::operator_) return *user;
  }
  return Error{ServiceError::not_allowed,
               user->name().text() + " has no role of the body that decides here"};
}

Result<PeerNode> require_peer(const Caller& caller) {
  if (const auto* peer = std::get_if<PeerNode>(&caller)) return *peer;
  return Error{ServiceError::not_allowed, "only a node of the federation may do that"};
}

Result<void> require_operator(const Caller& caller) {
  if (std::holds_alternative<LocalOperator>(caller)) return {};
  if (auto user = require_role(caller, Role::operator_); !user) return user.error();
  return {};
}

Result<void> require_auditor(const Caller& caller) {
  if (require_operator(caller)) return {};
  if (auto user = require_role(caller, Role::auditor); !user) return user.error();
  return {};
}

Result<void> require_insider(const Caller& caller) {
  if (std::holds_alternative<LocalOperator>(caller) || std::holds_alternative<User>(caller)) {
    return {};
  }
  return Error{ServiceError::login_required, "log in with `passerelle login USER`"};
}

}  // namespace passerelle::service
