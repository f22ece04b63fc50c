// An application while it is written: who may do what to it, one field at a time. The owner and the
// members edit; only the owner names members, submits and withdraws. As JSON: "draft/1".
//
// Invariant: `application` is the canonical text of an "application/2" without what the node
// stamps; it may be incomplete, but what stands in a field fits the field.
//
// Thread safety: values and pure functions; any thread. Errors: FormError.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "node/base/clock.h"
#include "node/base/json.h"
#include "node/base/result.h"
#include "node/base/strong_id.h"
#include "policies/form/check.h"
#include "policies/form/definition.h"

namespace passerelle::form {

using DraftId = StrongId<struct DraftTag>;

enum class DraftState { open, submitted, withdrawn };
std::string_view code(DraftState state);

struct Draft {
  DraftId id;
  UserName owner;
  std::set<UserName> members;  // the owner is none of them
  DraftState state = DraftState::open;
  Instant created;
  Instant changed;
  std::optional<DraftId> copied_from;
  std::string application;
  bool operator==(const Draft&) const = default;
};

// A field, in the common part or, with a country, in that country's.
struct FieldPlace {
  std::string field;
  std::string country;
  auto operator<=>(const FieldPlace&) const = default;
};

Draft new_draft(const Definition& definition, DraftId id, UserName owner, Instant now);

// Puts a value into a field; null empties it. Refuses a value that does not fit.
Result<Draft> set_field(const Definition& definition,
                        const Draft& draft,
                        const UserName& who,
                        const FieldPlace& place,
                        const Json& value,
                        Instant now);

// Names the countries and their nodes; the answers of a country that is no longer named go.
Result<Draft> set_countries(const Draft& draft,
                            const UserName& who,
                            const std::map<std::string, std::vector<NodeId>>& countries,
                            Instant now);

// Replaces the claims of confidentiality ("confidential" of application/2). Refuses a claim that
// cannot be.
Result<Draft> set_claims(const Definition& definition,
                         const Draft& draft,
                         const UserName& who,
                         const Json& claims,
                         Instant now);

Result<Draft> add_member(const Draft& draft, const UserName& who, UserName member, Instant now);
Result<Draft> remove_member(const Draft& draft,
                            const UserName& who,
                            const UserName& member,
                            Instant now);

// Returns a new open draft with the same answers, owned by the one who copies, in whatever state
// the source is. Files and persons stay; days, periods and confirmations go, since they are of the
// time of the first, and so does every answer that the form does not know.
Result<Draft> copy_as_new(const Definition& definition,
                          const Draft& source,
                          const UserName& who,
                          DraftId id,
                          Instant now);

// Closes a draft that has no problem at Stage::submission; `incomplete` names the first one and how
// many there are, `check` tells them all.
Result<Draft> submit(const Definition& definition,
                     const Draft& draft,
                     const UserName& who,
                     Instant now);

// Withdraws a draft, or what was submitted from it.
Result<Draft> withdraw(const Draft& draft, const UserName& who, Instant now);

// Returns the application document of a draft, for `check` and access::application_from_draft.
Json application_of(const Draft& draft);

// Reads and writes "draft/1".
Result<Draft> draft_from_json(const Json& document);
Json to_json(const Draft& draft);

}  // namespace passerelle::form
