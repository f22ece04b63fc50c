#include "policies/access/successor.h"

#include <algorithm>

#include "node/base/fields.h"
#include "policies/access/errors.h"
#include "policies/access/reading.h"

namespace passerelle::access {
namespace {

constexpr std::chrono::months kAskedBefore{1};

Error invalid(std::string why) { return {AccessError::invalid, std::move(why)}; }

Permit successor_of(const Permit& before, PermitId id, const std::string& decision_digest) {
  Permit next = before;
  next.id = std::move(id);
  next.version = before.version + 1;
  next.predecessor = before.id;
  next.decision_digest = decision_digest;
  return next;
}

Result<Permit> checked(Permit next) {
  if (auto valid = validate(next); !valid) return valid.error();
  return next;
}

template <class T>
void replace(T& what, const std::optional<T>& by) {
  if (by) what = *by;
}

}  // namespace

Result<Amendment> amendment_from_json(const Json& value, std::string decision_digest) {
  Fields f(value, "");
  Amendment amendment;
  amendment.decision_digest = std::move(decision_digest);
  if (f.find("persons") != nullptr) amendment.persons = read_permitted_persons(f, "persons");
  if (f.find("datasets") != nullptr) amendment.datasets = read_permitted_datasets(f, "datasets");
  if (f.find("study_digests") != nullptr) amendment.study_digests = f.texts("study_digests");
  if (f.find("peers") != nullptr) amendment.peers = read_nodes(f, "peers");
  if (f.find("conditions") != nullptr) amendment.conditions = read_conditions(f, "conditions");
  if (f.find("output") != nullptr) amendment.output = read_output_rules(f, "output");
  if (f.find("runs_max") != nullptr) amendment.runs_max = f.integer("runs_max");
  if (f.find("concurrency") != nullptr) amendment.concurrency = f.integer("concurrency");
  if (f.find("valid_until") != nullptr) amendment.valid_until = f.instant("valid_until");
  if (auto read = f.done(); !read) return read.error();
  return amendment;
}

Result<Permit> amend(const Permit& before, const Amendment& amendment, PermitId id) {
  Permit next = successor_of(before, std::move(id), amendment.decision_digest);
  replace(next.persons, amendment.persons);
  replace(next.datasets, amendment.datasets);
  replace(next.study_digests, amendment.study_digests);
  replace(next.peers, amendment.peers);
  replace(next.conditions, amendment.conditions);
  replace(next.output, amendment.output);
  replace(next.runs_max, amendment.runs_max);
  replace(next.concurrency, amendment.concurrency);
  replace(next.valid_until, amendment.valid_until);
  if (next.valid_until > before.valid_until) {
    return invalid("only a renewal makes a permit last longer");
  }
  if (next.valid_until < before.valid_until) {
    next.delete_by = std::min(before.delete_by, shifted(next.valid_until, kDeletedWithin));
  }
  return checked(std::move(next));
}

Result<Permit> renew(const Permit& before, const Renewal& renewal, PermitId id) {
  if (before.is_renewal) {
    return Error{AccessError::already_renewed, "permit " + before.id.text() +
                                                   " was renewed, and a permit is renewed once "
                                                   "(Art. 68(12))"};
  }
  if (renewal.asked_at > shifted(before.valid_until, -kAskedBefore)) {
    return Error{AccessError::renewal_too_late, "a renewal is asked for at least a month before " +
                                                    to_text(before.valid_until) + " (Art. 68(12))"};
  }
  if (renewal.valid_until <= before.valid_until) return invalid("a renewal adds time");
  if (renewal.valid_until > shifted(before.valid_until, kLongestPermit)) {
    return invalid("a renewal adds ten years at most (Art. 68(12))");
  }
  Permit next = successor_of(before, std::move(id), renewal.decision_digest);
  next.is_renewal = true;
  next.valid_until = renewal.valid_until;
  next.delete_by = shifted(renewal.valid_until, kDeletedWithin);
  return checked(std::move(next));
}

}  // namespace passerelle::access
