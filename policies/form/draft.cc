#include "policies/form/draft.h"

#include <nlohmann/json.hpp>

#include "policies/access/application.h"
#include "policies/access/reading.h"
#include "policies/form/errors.h"
#include "policies/form/place.h"
#include "policies/form/view.h"

namespace passerelle::form {
namespace {

bool may_edit(const Draft& draft, const UserName& who) {
  return who == draft.owner || draft.members.contains(who);
}

Result<void> require_open(const Draft& draft) {
  if (draft.state == DraftState::open) return {};
  return Error{FormError::not_open,
               "the draft is " + std::string(code(draft.state)) + " and cannot be changed"};
}

Result<void> require_editor(const Draft& draft, const UserName& who) {
  if (!may_edit(draft, who)) {
    return Error{FormError::not_allowed, "only the owner and the members edit a draft"};
  }
  return require_open(draft);
}

Result<void> require_owner(const Draft& draft, const UserName& who) {
  if (who == draft.owner) return {};
  return Error{FormError::not_allowed,
               "only the owner of a draft names members, submits and withdraws"};
}

Result<Draft> changed(const Draft& draft, const Json& application, Instant now) {
  auto text = canonical(application);
  if (!text) return text.error();
  Draft next = draft;
  next.application = *std::move(text);
  next.changed = now;
  return next;
}

// What belongs to the time of the first application and is told anew in a copy.
bool is_of_its_time(FieldKind kind) {
  return kind == FieldKind::date || kind == FieldKind::period || kind == FieldKind::confirmation;
}

// A claim whose answer is gone has nothing to protect.
void drop_empty_claims(const Definition& definition, Json& application) {
  const View view(definition, application);
  Json kept = Json::array();
  for (const auto& claim : application["confidential"]) {
    const Field* field = definition.field(claim["field"].get<std::string>());
    if (field != nullptr && view.value(*field, claim.value("country", std::string())) != nullptr) {
      kept.push_back(claim);
    }
  }
  application["confidential"] = std::move(kept);
}

}  // namespace

Draft new_draft(const Definition& definition, DraftId id, UserName owner, Instant now) {
  Draft draft;
  draft.id = std::move(id);
  draft.owner = std::move(owner);
  draft.created = draft.changed = now;
  draft.application = canonical_text({{"passerelle", access::kApplicationType},
                                      {"form", definition.id},
                                      {"answers", Json::object()},
                                      {"countries", Json::object()},
                                      {"confidential", Json::array()}});
  return draft;
}

Result<Draft> set_field(const Definition& definition,
                        const Draft& draft,
                        const UserName& who,
                        const FieldPlace& place,
                        const Json& value,
                        Instant now) {
  if (auto allowed = require_editor(draft, who); !allowed) return allowed.error();
  Json application = application_of(draft);
  if (auto set = put(definition, application, place, value); !set) return set.error();
  if (value.is_null()) drop_empty_claims(definition, application);
  return changed(draft, application, now);
}

Result<Draft> set_countries(const Draft& draft,
                            const UserName& who,
                            const std::map<std::string, std::vector<NodeId>>& countries,
                            Instant now) {
  if (auto allowed = require_editor(draft, who); !allowed) return allowed.error();
  Json application = application_of(draft);
  const Json before = application["countries"];
  Json after = Json::object();
  for (const auto& [country, nodes] : countries) {
    if (!access::is_country(country) || nodes.empty()) {
      return Error{FormError::bad_value,
                   access::shown(country) + ": a country is a code such as \"FI\" with its nodes"};
    }
    const Json* part = member(&before, country);
    after[country] = {{"nodes", access::to_json(nodes)},
                      {"answers", part == nullptr ? Json::object() : part->at("answers")}};
  }
  application["countries"] = std::move(after);
  Json claims = Json::array();
  for (const auto& claim : application["confidential"]) {
    const auto country = claim.value("country", std::string());
    if (country.empty() || countries.contains(country)) claims.push_back(claim);
  }
  application["confidential"] = std::move(claims);
  return changed(draft, application, now);
}

Result<Draft> set_claims(const Definition& definition,
                         const Draft& draft,
                         const UserName& who,
                         const Json& claims,
                         Instant now) {
  if (auto allowed = require_editor(draft, who); !allowed) return allowed.error();
  if (!claims.is_array()) return Error{FormError::bad_value, "a list of claims is expected"};
  Json application = application_of(draft);
  application["confidential"] = claims;
  for (const auto& problem : check(definition, application, Stage::draft)) {
    if (problem.code == ProblemCode::bad_claim || problem.code == ProblemCode::unknown_field) {
      return Error{FormError::bad_value, problem.sentence.en};
    }
  }
  return changed(draft, application, now);
}

Result<Draft> add_member(const Draft& draft, const UserName& who, UserName member, Instant now) {
  if (auto allowed = require_owner(draft, who); !allowed) return allowed.error();
  if (auto open = require_open(draft); !open) return open.error();
  if (member.empty() || member == draft.owner) {
    return Error{FormError::bad_value, "a member is another account than the owner"};
  }
  Draft next = draft;
  next.members.insert(std::move(member));
  next.changed = now;
  return next;
}

Result<Draft> remove_member(const Draft& draft,
                            const UserName& who,
                            const UserName& member,
                            Instant now) {
  if (auto allowed = require_owner(draft, who); !allowed) return allowed.error();
  if (auto open = require_open(draft); !open) return open.error();
  Draft next = draft;
  if (next.members.erase(member) == 0) {
    return Error{FormError::bad_value, access::shown(member.text()) + " is no member of the draft"};
  }
  next.changed = now;
  return next;
}

Result<Draft> copy_as_new(const Definition& definition,
                          const Draft& source,
                          const UserName& who,
                          DraftId id,
                          Instant now) {
  if (!may_edit(source, who)) {
    return Error{FormError::not_allowed, "only the owner and the members copy a draft"};
  }
  const Json before = application_of(source);
  const View view(definition, before);
  Draft copy = new_draft(definition, std::move(id), who, now);
  copy.copied_from = source.id;
  Json after = application_of(copy);
  for (const auto& country : view.countries()) {
    after["countries"][country] = {{"nodes", before["countries"][country]["nodes"]},
                                   {"answers", Json::object()}};
  }
  for (const auto& section : definition.sections) {
    for (const auto& field : section.fields) {
      if (is_of_its_time(field.kind)) continue;
      for (const auto& country : view.places(field)) {
        const Json* value = view.value(field, country);
        if (value == nullptr) continue;
        // A value that an older form allowed and this one does not is asked anew.
        if (auto set = put(definition, after, {field.id, country}, *value); !set) continue;
      }
    }
  }
  after["confidential"] = before["confidential"];
  drop_empty_claims(definition, after);
  copy.application = canonical_text(after);
  return copy;
}

Result<Draft> submit(const Definition& definition,
                     const Draft& draft,
                     const UserName& who,
                     Instant now) {
  if (auto allowed = require_owner(draft, who); !allowed) return allowed.error();
  if (auto open = require_open(draft); !open) return open.error();
  if (auto complete = require_complete(definition, application_of(draft)); !complete) {
    return complete.error();
  }
  Draft next = draft;
  next.state = DraftState::submitted;
  next.changed = now;
  return next;
}

Result<Draft> withdraw(const Draft& draft, const UserName& who, Instant now) {
  if (auto allowed = require_owner(draft, who); !allowed) return allowed.error();
  if (draft.state == DraftState::withdrawn) {
    return Error{FormError::not_open, "the draft is withdrawn already"};
  }
  Draft next = draft;
  next.state = DraftState::withdrawn;
  next.changed = now;
  return next;
}

}  // namespace passerelle::form
