#include "node/service/people.h"

#include <nlohmann/json.hpp>

#include "node/base/fields.h"
#include "node/service/callers.h"

namespace passerelle::service {

using audit::Event;
using identity::Accounts;

Result<Json> add_user(Node& node, const identity::Caller& caller, const Json& request) {
  if (auto allowed = require_operator(caller); !allowed) return allowed.error();
  Fields f(request, "");
  const UserName name(f.text("name"));
  const auto roles = identity::parse_roles(f.texts("roles"));
  const auto body = f.text_or("body", "");
  const Secret password(f.text("password"));
  if (auto read = f.done(); !read) return read.error();
  if (!roles) return roles.error();
  Json told = {{"roles", identity::to_texts(*roles)}};
  if (!body.empty()) told["body"] = body;
  Json subject = told;
  subject["user"] = name.text();
  const auto added = node.commit(Event::user_added, subject, [&](store::Transaction& tx) {
    return Accounts::add(tx, name, *roles, body, password, node.now());
  });
  if (!added) return added.error();
  told["name"] = name.text();
  return told;
}

Result<Json> list_users(Node& node, const identity::Caller& caller) {
  if (auto allowed = require_operator(caller); !allowed) return allowed.error();
  const auto accounts =
      node.database.read([](store::Reader& reader) { return Accounts::list(reader); });
  if (!accounts) return accounts.error();
  Json list = Json::array();
  for (const auto& account : *accounts) {
    list.push_back({{"name", account.name.text()},
                    {"roles", identity::to_texts(account.roles)},
                    {"body", account.body},
                    {"locked", account.is_locked},
                    {"created", to_text(account.created)}});
  }
  return Json{{"users", list}};
}

Result<Json> lock_user(Node& node, const identity::Caller& caller, const UserName& name) {
  if (auto allowed = require_operator(caller); !allowed) return allowed.error();
  const auto locked = node.commit(Event::user_locked, {{"user", name.text()}},
                                  [&](store::Transaction& tx) { return Accounts::lock(tx, name); });
  if (!locked) return locked.error();
  return Json{{"name", name.text()}, {"locked", true}};
}

Result<Json> login(Node& node, const Json& request) {
  Fields f(request, "");
  const UserName name(f.text("name"));
  const Secret password(f.text("password"));
  if (auto read = f.done(); !read) return read.error();
  const auto session = node.accounts.login(name, password, node.now());
  // The log names the account that was tried, whether it exists or not.
  const auto noted = node.note(session ? Event::login : Event::login_failed,
                               {{"user", name.text().substr(0, 64)}});
  if (!session) return session.error();
  if (!noted) return noted.error();
  return Json{{"token", session->token.reveal()}, {"expires", to_text(session->expires)}};
}

Result<Json> logout(Node& node, const identity::Caller& caller, std::string_view token) {
  if (auto allowed = require_insider(caller); !allowed) return allowed.error();
  const auto done =
      node.database.write([&](store::Transaction& tx) { return Accounts::logout(tx, token); });
  if (!done) return done.error();
  return Json{{"logged_out", true}};
}

}  // namespace passerelle::service
