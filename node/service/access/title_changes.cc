#include "node/service/access/title_changes.h"

#include <nlohmann/json.hpp>

#include "node/crypto/random.h"
#include "node/service/access/case_acts.h"
#include "node/service/access/case_consequences.h"
#include "node/service/access/decisions.h"
#include "node/service/access/notices.h"
#include "node/service/callers.h"
#include "node/service/catalogue/records.h"
#include "node/service/errors.h"
#include "policies/procedure/title.h"

namespace passerelle::service {
namespace {

constexpr SignedPaper kChange{access::kChangeDecisionType, "change", "change.json"};

// The case, the decider, the time and the permit are known here, whatever the request says.
Result<access::ChangeDecision> read_decision(const Node& node,
                                             const Case& one,
                                             const identity::User& decider,
                                             const Json& request) {
  if (!one.file.title) {
    return Error{ServiceError::conflict, "the case " + one.id().text() + " has given no title"};
  }
  Json written = request;
  if (written.is_object()) {
    written["application"] = one.id().text();
    written["permit"] = one.file.title->id.text();
    written["decider"] = decider.name().text();
    written["at"] = to_text(node.now());
  }
  return access::change_decision_from_json(written);
}

// What a grant of other terms or more time needs as the first grant did.
Result<void> require_grantable(Node& node,
                               store::Transaction& tx,
                               const Case& one,
                               const access::ChangeDecision& decision) {
  if (!access::gives_permit(decision.outcome)) return {};
  if (auto open = require_not_excluded(node, tx, one); !open) return open;
  std::vector<DatasetId> datasets = datasets_of(one.application.current());
  if (decision.amendment && decision.amendment->datasets) {
    datasets.clear();
    for (const auto& dataset : *decision.amendment->datasets) datasets.push_back(dataset.id);
  }
  return require_orderable(node, tx, datasets);
}

}  // namespace

Result<Json> decide_change(Node& node,
                           const identity::Caller& caller,
                           const ApplicationId& id,
                           const Json& request) {
  const auto user = require_role(caller, identity::Role::decider);
  if (!user) return user.error();
  const auto done = node.commit([&](store::Transaction& tx) -> Result<Case> {
    auto one = find_case(tx, id);
    if (!one) return one;
    const auto decision = read_decision(node, *one, *user, request);
    if (!decision) return decision.error();
    if (auto may = require_grantable(node, tx, *one, *decision); !may) return may.error();
    const PermitId permit(node.id().text() + "-" + crypto::random_id());
    procedure::CaseEvent event{
        new_event_id(node), id, node.now(), {}, procedure::change_of(one->file, *decision, permit)};
    const auto actor = staff_of(node, caller, *one, event.type());
    if (!actor) return actor.error();
    event.actor = *actor;
    const auto kept = keep_signed(node, tx, id, kChange, access::to_json(*decision));
    if (!kept) return kept.error();
    if (auto taken = take_with_consequences(node, tx, *one, event); !taken) return taken.error();
    const auto logged = node.log.append(
        tx, node.entry(audit::Event::decision_made, {{"application", id.text()},
                                                     {"outcome", access::code(decision->outcome)},
                                                     {"decider", user->name().text()},
                                                     {"digest", access::digest(*decision)}}));
    if (!logged) return logged.error();
    return one;
  });
  if (!done) return done.error();
  stop_what_ended(node, *done);
  Json answer = brief(*done);
  answer["permit"] = done->file.title->id.text();
  return answer;
}

Result<access::ChangeDecision> find_change(store::Reader& reader, const Case& one) {
  const auto body = find_paper(reader, one.id(), *procedure::changed_by(one.file));
  if (!body) return body.error();
  return access::change_decision_from_json(*body);
}

Result<std::optional<Json>> signed_change(store::Reader& reader, const ApplicationId& id) {
  return newest_signed(reader, id, kChange);
}

}  // namespace passerelle::service
