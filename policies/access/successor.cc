#include "policies/access/successor.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "node/base/fields.h"
#include "node/crypto/digest.h"
#include "policies/access/duration.h"
#include "policies/access/errors.h"
#include "policies/access/reading.h"

namespace passerelle::access {
namespace {

Amendment read_amendment(Fields& fields) {
  Fields f(fields.object("amendment"), fields.path_of("amendment"));
  Amendment amendment;
  if (f.find("persons") != nullptr) amendment.persons = read_permitted_persons(f, "persons");
  if (f.find("datasets") != nullptr) amendment.datasets = read_permitted_datasets(f, "datasets");
  if (f.find("study_digests") != nullptr) amendment.study_digests = f.texts("study_digests");
  if (f.find("peers") != nullptr) amendment.peers = read_nodes(f, "peers");
  if (f.find("conditions") != nullptr) amendment.conditions = read_conditions(f, "conditions");
  if (f.find("output") != nullptr) amendment.output = read_output_rules(f, "output");
  if (f.find("runs_max") != nullptr) amendment.runs_max = f.integer("runs_max");
  if (f.find("concurrency") != nullptr) amendment.concurrency = f.integer("concurrency");
  if (f.find("valid_until") != nullptr) amendment.valid_until = f.instant("valid_until");
  if (auto read = f.done(); !read) fields.fail(read.error());
  return amendment;
}

Json to_json(const Amendment& amendment) {
  Json object = Json::object();
  if (amendment.persons) object["persons"] = to_json(*amendment.persons);
  if (amendment.datasets) object["datasets"] = to_json(*amendment.datasets);
  if (amendment.study_digests) object["study_digests"] = *amendment.study_digests;
  if (amendment.peers) object["peers"] = access::to_json(*amendment.peers);
  if (amendment.conditions) object["conditions"] = to_json(*amendment.conditions);
  if (amendment.output) object["output"] = to_json(*amendment.output);
  if (amendment.runs_max) object["runs_max"] = *amendment.runs_max;
  if (amendment.concurrency) object["concurrency"] = *amendment.concurrency;
  if (amendment.valid_until) object["valid_until"] = to_text(*amendment.valid_until);
  return object;
}

// What is granted stands in the decision, and nothing else does.
void check_content(Fields& f, const ChangeDecision& decision) {
  if (decision.outcome != Outcome::granted && decision.outcome != Outcome::refused) {
    f.fail("outcome", "granted or refused is expected");
  }
  if (decision.reason.find_first_not_of(" \t\r\n") == std::string::npos) {
    f.fail("reason", "a change is decided with its reason (Art. 68(9))");
  }
  if (decision.reason.size() > kMaximumTextBytes) f.fail("reason", "is too long");
  const bool grants = decision.outcome == Outcome::granted;
  const bool amends = grants && decision.change == TitleChange::amendment;
  const bool renews = grants && decision.change == TitleChange::renewal;
  if (amends != decision.amendment.has_value()) {
    f.fail("amendment", "stands exactly where an amendment is granted");
  }
  if (amends && decision.amendment == Amendment{}) f.fail("amendment", "changes nothing");
  if (renews != decision.valid_until.has_value()) {
    f.fail("valid_until", "stands exactly where a renewal is granted");
  }
}

template <class T>
void replace(T& what, const std::optional<T>& by) {
  if (by) what = *by;
}

Result<Permit> amended(Permit next, const Amendment& amendment) {
  const auto end = next.valid_until;
  replace(next.persons, amendment.persons);
  replace(next.datasets, amendment.datasets);
  replace(next.study_digests, amendment.study_digests);
  replace(next.peers, amendment.peers);
  replace(next.conditions, amendment.conditions);
  replace(next.output, amendment.output);
  replace(next.runs_max, amendment.runs_max);
  replace(next.concurrency, amendment.concurrency);
  replace(next.valid_until, amendment.valid_until);
  if (const auto fault = fault_of_amended_end(end, next.valid_until)) {
    return Error{AccessError::invalid, *fault};
  }
  if (next.valid_until < end) {
    next.delete_by = std::min(next.delete_by, shifted(next.valid_until, kDeletedWithin));
  }
  return next;
}

// Art. 71: an opt-out acts on what is approved after it, and a renewal is. An amendment, which
// gives no more time, leaves the persons of a study as they are.
Result<Permit> renewed(Permit next, Instant until, Instant approved) {
  if (const auto fault = fault_of_renewed_end(next.valid_until, until)) {
    return Error{AccessError::invalid, *fault};
  }
  next.is_renewal = true;
  next.valid_until = until;
  next.opt_out.snapshot = approved;
  next.delete_by = shifted(until, kDeletedWithin);
  return next;
}

}  // namespace

Result<ChangeDecision> change_decision_from_json(const Json& value) {
  Fields f(value, "");
  ChangeDecision decision;
  decision.application = ApplicationId(f.text("application"));
  decision.permit = PermitId(f.text("permit"));
  decision.change = read_code(f, "change", parse_title_change);
  decision.outcome = read_code(f, "outcome", parse_outcome);
  decision.decider = UserName(f.text("decider"));
  decision.at = f.instant("at");
  decision.reason = f.text("reason");
  if (f.find("amendment") != nullptr) decision.amendment = read_amendment(f);
  if (f.find("valid_until") != nullptr) decision.valid_until = f.instant("valid_until");
  if (!f.failed()) check_content(f, decision);
  if (auto read = f.done(); !read) return read.error();
  return decision;
}

Json to_json(const ChangeDecision& decision) {
  Json object{{"application", decision.application.text()},
              {"permit", decision.permit.text()},
              {"change", code(decision.change)},
              {"outcome", code(decision.outcome)},
              {"decider", decision.decider.text()},
              {"at", to_text(decision.at)},
              {"reason", decision.reason}};
  if (decision.amendment) object["amendment"] = to_json(*decision.amendment);
  if (decision.valid_until) object["valid_until"] = to_text(*decision.valid_until);
  return object;
}

std::string digest(const ChangeDecision& decision) {
  return crypto::sha256_hex(canonical_text(to_json(decision)));
}

Instant end_after(const ChangeDecision& decision, Instant end) {
  if (decision.valid_until) return *decision.valid_until;
  return decision.amendment ? decision.amendment->valid_until.value_or(end) : end;
}

Result<Permit> succeed(const Permit& before, const ChangeDecision& decision, PermitId id) {
  if (decision.permit != before.id || decision.application != before.application) {
    return Error{AccessError::invalid, "the decision is on permit " + decision.permit.text() +
                                           ", not on " + before.id.text()};
  }
  Permit next = before;
  next.id = std::move(id);
  next.version = before.version + 1;
  next.predecessor = before.id;
  next.decision_digest = digest(decision);
  auto changed = decision.amendment ? amended(std::move(next), *decision.amendment)
                 : decision.valid_until
                     ? renewed(std::move(next), *decision.valid_until, decision.at)
                     : Error{AccessError::invalid, "the decision grants no change"};
  if (!changed) return changed;
  if (auto valid = validate(*changed); !valid) return valid.error();
  return changed;
}

}  // namespace passerelle::access
