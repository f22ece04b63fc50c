// Local people: accounts, logins.
#pragma once

#include <string>

#include "node/base/json.h"
#include "node/base/secret.h"
#include "node/service/node.h"

namespace passerelle::service {

// {"name", "roles": [...], "password"}
Result<Json> add_user(Node& node, const identity::Caller& caller, const Json& request);
Result<Json> list_users(Node& node, const identity::Caller& caller);
Result<Json> lock_user(Node& node, const identity::Caller& caller, const UserName& name);

// {"name", "password"} → {"token", "expires"}
Result<Json> login(Node& node, const Json& request);
Result<Json> logout(Node& node, const identity::Caller& caller, std::string_view token);

}  // namespace passerelle::service
