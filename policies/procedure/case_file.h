// What one body knows of its part of an application: the events it took, and what follows from
// them. Made only by the kernel (kernel.h), from events; the same events give the same file.
//
// Thread safety: a value; any thread.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "node/base/clock.h"
#include "node/base/strong_id.h"
#include "policies/procedure/clock_rule.h"
#include "policies/procedure/event.h"
#include "policies/procedure/terms.h"

namespace passerelle::procedure {

// The silence of somebody, or the end of a title, that has taken effect.
struct Lapse {
  ClockRule rule = ClockRule::step;
  std::string step;  // of a step's clock
  Instant at;        // the end of the time
  bool operator==(const Lapse&) const = default;
};

struct Entry {
  CaseEvent event;
  CaseState state;            // that the event led to
  std::vector<Lapse> lapses;  // of a time_passed: what had lapsed by then, in order
  bool operator==(const Entry&) const = default;
};

struct RecordedFinding {
  Finding finding = Finding::not_met;
  std::string reason;
  std::string assessor;
  Instant at;
  bool operator==(const RecordedFinding&) const = default;
};

// How far a step of the procedure has come.
struct StepRecord {
  std::optional<Instant> asked;  // opinion, authorisation, fee: when the other was asked
  std::optional<Instant> done;
  bool is_against = false;  // unfavourable, refused, not feasible
  bool by_silence = false;
  std::optional<Opinion> opinion;
  bool operator==(const StepRecord&) const = default;
};

struct CaseFile {
  ApplicationId application;
  CaseState state = CaseState::draft;
  Instant since;  // of the state

  std::vector<Entry> history;            // every event that was taken, in order
  std::map<EventId, std::size_t> known;  // where each stands in the history

  std::optional<Submitted> submission;
  std::set<std::string> applicants;             // persons of the application and its amendments
  std::map<Role, std::set<std::string>> acted;  // who has acted in which role
  std::set<std::string> locked_out;             // who declared an interest

  std::vector<FieldQuestion> open_questions;
  std::optional<Role> asked_by;          // while information is awaited: desk officer or assessor
  std::optional<Instant> window_opened;  // Art. 68(4): the one window for completing the file
  bool desk_was_answered = false;

  std::map<std::string, StepRecord> steps;
  std::map<Criterion, RecordedFinding> findings;
  std::string trusted_holder;  // empty: Art. 72 does not apply

  std::optional<DecisionSigned> decision;  // in force: an overturned one is in the history only
  std::optional<Title> title;              // of a grant
  std::set<PermitId> title_ids;            // every id that this case has given
  std::map<access::TitleChange, Instant> changes_asked;  // and not decided yet
  bool was_renewed = false;
  bool data_were_received = false;
  bool data_are_available = false;
  std::size_t runs = 0;

  std::optional<Instant> views_asked;
  bool views_were_given = false;
  std::optional<CaseState> suspended_from;
  bool deletion_is_certified = false;
  bool results_are_published = false;

  bool operator==(const CaseFile&) const = default;
};

// Returns the last event that said such a thing; null when there is none. It lives as long as the
// case.
template <class What>
const CaseEvent* last_event(const CaseFile& file) {
  for (auto entry = file.history.rbegin(); entry != file.history.rend(); ++entry) {
    if (std::holds_alternative<What>(entry->event.what)) return &entry->event;
  }
  return nullptr;
}

// Returns what it said.
template <class What>
const What* last_said(const CaseFile& file) {
  const auto* event = last_event<What>(file);
  return event == nullptr ? nullptr : &std::get<What>(event->what);
}

}  // namespace passerelle::procedure
