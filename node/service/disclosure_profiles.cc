#include "node/service/disclosure_profiles.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "node/base/fields.h"
#include "node/crypto/signed_document.h"
#include "node/service/callers.h"
#include "node/service/errors.h"
#include "node/service/node.h"

namespace passerelle::service {
namespace {

struct Kept {
  disclosure::Profile profile;
  std::string digest;
  bool is_in_force = false;
};

Result<disclosure::Profile> opened(const std::string& text) {
  const auto envelope = parse_json(text);
  if (!envelope) return envelope.error();
  const auto document = crypto::SignedDocument::parse(*envelope, disclosure::kProfileType);
  if (!document) return document.error();
  const auto body = document->verify_self_signed();
  if (!body) return body.error();
  return disclosure::profile_from_json(*body);
}

// The last version of each.
Result<std::map<std::string, Kept>> kept_profiles(store::Reader& reader) {
  const auto rows = reader.query(
      "select id, max(version), envelope, digest, withdrawn is null from disclosure_profiles"
      " group by id");
  if (!rows) return rows.error();
  std::map<std::string, Kept> kept;
  for (const auto& row : *rows) {
    auto profile = opened(row.text(2));
    if (!profile) return profile.error();
    if (profile->id != row.text(0) || profile->version != row.integer(1)) {
      return Error{ServiceError::conflict, "the profile " + row.text(0) + " is kept as another"};
    }
    kept.emplace(row.text(0), Kept{*std::move(profile), row.text(3), row.boolean(4)});
  }
  return kept;
}

bool comes_with_program(const std::string& id) {
  const auto known = disclosure::known_profiles();
  return std::find(known.begin(), known.end(), id) != known.end();
}

// What the node keeps, and what comes with the program.
Result<std::map<std::string, Kept>> all_profiles(const Node& node) {
  auto all = node.database.read([](store::Reader& reader) { return kept_profiles(reader); });
  if (!all) return all;
  for (const auto id : disclosure::known_profiles()) {
    all->try_emplace(std::string(id), Kept{disclosure::known_profile(id), "", false});
  }
  return all;
}

Json with_standing(Json told, const Kept& one) {
  const auto& id = one.profile.id;
  told["is_in_force"] = one.is_in_force;
  if (comes_with_program(id)) told["with_program"] = disclosure::known_profile(id).version;
  return told;
}

Error no_profile(const std::string& id) {
  return {ServiceError::not_found, "there is no profile " + id};
}

Result<void> check_version(const disclosure::Profile& profile,
                           const std::string& digest,
                           const Kept& kept) {
  const auto& last = kept.profile;
  if (profile.version > last.version) return {};
  if (digest == kept.digest && !kept.is_in_force) return {};
  return Error{ServiceError::conflict, "/version: version " + std::to_string(last.version) +
                                           " of " + profile.id +
                                           (kept.is_in_force ? " is in force" : " was in force") +
                                           "; another one has a later number"};
}

// A document, or one that comes with the program by its id alone.
Result<disclosure::Profile> profile_of(const Json& document) {
  if (!document.is_object() || document.contains("passerelle")) {
    return disclosure::profile_from_json(document);
  }
  Fields f(document, "");
  const auto id = f.text("id");
  if (auto read = f.done(); !read) return read.error();
  if (!comes_with_program(id)) {
    return Error{ServiceError::not_found, "no profile " + id + " comes with the program"};
  }
  return disclosure::known_profile(id);
}

}  // namespace

Result<std::vector<disclosure::Profile>> profiles_in_force(store::Reader& reader) {
  auto kept = kept_profiles(reader);
  if (!kept) return kept.error();
  std::vector<disclosure::Profile> profiles;
  for (auto& [id, one] : *kept) {
    if (one.is_in_force) profiles.push_back(std::move(one.profile));
  }
  return profiles;
}

Result<Json> list_disclosure_profiles(const Node& node) {
  const auto all = all_profiles(node);
  if (!all) return all.error();
  Json list = Json::array();
  for (const auto& [id, one] : *all) {
    auto told = disclosure::to_json(one.profile);
    for (const char* detail : {"passerelle", "basis", "uncertain"}) told.erase(detail);
    list.push_back(with_standing(std::move(told), one));
  }
  return Json{{"profiles", std::move(list)}};
}

Result<Json> show_disclosure_profile(const Node& node, const std::string& id) {
  const auto all = all_profiles(node);
  if (!all) return all.error();
  const auto found = all->find(id);
  if (found == all->end()) return no_profile(id);
  return with_standing({{"profile", disclosure::to_json(found->second.profile)}}, found->second);
}

Result<Json> install_disclosure_profile(Node& node,
                                        const identity::Caller& caller,
                                        const Json& document) {
  const auto user = require_role(caller, identity::Role::decider);
  if (!user) return user.error();
  const auto profile = profile_of(document);
  if (!profile) return profile.error();
  const auto signed_profile = crypto::SignedDocument::sign(
      std::string(disclosure::kProfileType), disclosure::to_json(*profile), node.seal_key);
  const auto digest = signed_profile.digest();
  const Json subject{{"profile", profile->id},
                     {"version", profile->version},
                     {"digest", digest},
                     {"user", user->name().text()}};
  const auto saved = node.commit(
      audit::Event::disclosure_profile_installed, subject,
      [&](store::Transaction& tx) -> Result<void> {
        const auto kept = kept_profiles(tx);
        if (!kept) return kept.error();
        const auto last = kept->find(profile->id);
        if (last != kept->end()) {
          if (auto fits = check_version(*profile, digest, last->second); !fits) return fits;
        }
        return tx.run(
            "insert into disclosure_profiles (id, version, digest, envelope, installed)"
            " values (?, ?, ?, ?, ?) on conflict (id, version) do update set withdrawn = null",
            profile->id, profile->version, digest, canonical_text(signed_profile.envelope()),
            node.now());
      });
  if (!saved) return saved.error();
  return Json{{"id", profile->id}, {"version", profile->version}, {"digest", digest}};
}

Result<Json> withdraw_disclosure_profile(Node& node,
                                         const identity::Caller& caller,
                                         const Json& request) {
  const auto user = require_role(caller, identity::Role::decider);
  if (!user) return user.error();
  Fields f(request, "");
  const auto id = f.text("id");
  const auto reason = f.text("reason");
  if (auto read = f.done(); !read) return read.error();
  const Json subject{{"profile", id}, {"reason", reason}, {"user", user->name().text()}};
  const auto saved = node.commit(
      audit::Event::disclosure_profile_withdrawn, subject,
      [&](store::Transaction& tx) -> Result<void> {
        const auto kept = kept_profiles(tx);
        if (!kept) return kept.error();
        const auto last = kept->find(id);
        if (last == kept->end() || !last->second.is_in_force) {
          return Error{ServiceError::not_found, "no profile " + id + " is in force"};
        }
        return tx.run("update disclosure_profiles set withdrawn = ? where id = ? and version = ?",
                      node.now(), id, last->second.profile.version);
      });
  if (!saved) return saved.error();
  return Json{{"id", id}, {"withdrawn", true}};
}

}  // namespace passerelle::service
