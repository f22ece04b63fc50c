// One country's part of an application, as the fold of its events. What is asked of a case is
// answered from the events; nothing that could be derived is stored beside them but the state.
//
// Thread safety: values and pure functions; any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "node/base/clock.h"
#include "policies/procedure/event.h"
#include "policies/procedure/procedure.h"

namespace passerelle::procedure {

// Invariants: made by the kernel only (kernel.h); events are in order of time, ids are unique.
struct CaseFile {
  State state = State::draft;
  std::optional<State>
      before;  // of awaiting_additional_information and suspended: where they return
  std::vector<CaseEvent> events;
  bool operator==(const CaseFile&) const = default;
};

// Returns the last event of a kind; null when there is none. The pointer lives as long as the case.
const CaseEvent* last(const CaseFile& file, EventKind kind);

// Returns what the last event of a kind said; null when there is none.
template <EventKind kind>
const WhatOf<kind>* last_said(const CaseFile& file) {
  const auto* event = last(file, kind);
  return event == nullptr ? nullptr : &std::get<static_cast<std::size_t>(kind)>(event->what);
}

// Returns the submission. Requires: a state other than draft.
const Submitted& submission(const CaseFile& file);

bool is_grant(Outcome outcome);

// Returns the decision that stands: the last one, unless an appeal overturned it.
const DecisionSigned* standing_decision(const CaseFile& file);

// A legal title: what acceptance, amendment and renewal give, each with an id of its own.
struct Title {
  PermitId permit;
  std::optional<PermitId> predecessor;
  std::string decision_digest;
  Instant valid_until;  // excluded
  bool operator==(const Title&) const = default;
};

// Returns every title of the case, the first one first. Only the last can be in force.
std::vector<Title> titles(const CaseFile& file);

// Says whether an interest of that person was declared: the person is locked out of the case.
bool is_locked_out(const CaseFile& file, const std::string& person);

// Returns the finding that counts, the last one on that criterion by somebody who is not locked
// out, whenever the interest was declared; null when there is none.
const FindingRecorded* finding(const CaseFile& file, Criterion criterion);

// Says whether a criterion can fail to apply: anonymous data need no legal basis of the GDPR (c),
// not every country asks for an ethics assessment (f), not every case asks for an exception from
// the opt-out (g) or for data of a regulator (68(2)(b)).
bool may_be_inapplicable(Criterion criterion);

// Says whether a step concerns this case.
bool applies(const Step& step, const CaseFile& file);

// Says whether a step has been done, or does not concern the case and those before it are done.
bool is_done(const Step& step, const CaseFile& file, const Procedure& procedure);

// Says whether every step before this one is done.
bool is_ready(const Step& step, const CaseFile& file, const Procedure& procedure);

// Returns the step being waited for in awaiting_opinion and awaiting_authorisation; null elsewhere.
const StepId* awaited_step(const CaseFile& file);

// Says whether a holder or applicant has answered the last findings put to them (Art. 63(1)).
bool has_open_views(const CaseFile& file);

}  // namespace passerelle::procedure
