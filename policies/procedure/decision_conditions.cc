#include <algorithm>

#include "policies/access/reading.h"
#include "policies/procedure/conditions.h"
#include "policies/procedure/errors.h"

namespace passerelle::procedure {
namespace {

using std::chrono::local_days;
using std::chrono::months;
using std::chrono::year_month_day;

// The day with the same number some months later, or the last day of that month.
local_days months_later(local_days day, months count) {
  const year_month_day from(day);
  const auto month = from.year() / from.month() + count;
  const year_month_day same(month.year(), month.month(), from.day());
  return same.ok() ? local_days(same) : local_days(month / std::chrono::last);
}

// Art. 68(12): ten years at most. The end is excluded, so it may be ten years later to the day.
Result<void> check_length(const Situation& situation, Instant from, Instant until) {
  const auto& calendar = situation.calendar;
  if (until <= from) return Error{Refusal::bad_validity, "the end is not after the beginning"};
  const auto longest = months_later(calendar.day_of(from), months(12 * kMaximumYears));
  if (until > calendar.end_of_day(longest)) {
    return Error{Refusal::bad_validity, "a title lasts ten years at most (Art. 68(12))"};
  }
  return {};
}

// A grant with a criterion not met, or not assessed, is none (Art. 68(1), (2)).
Result<void> check_findings(const CaseFile& file) {
  for (std::size_t i = 0; i < kCriteria; ++i) {
    const auto criterion = static_cast<Criterion>(i);
    const auto* found = finding(file, criterion);
    if (found == nullptr || found->verdict == Verdict::not_met) {
      return Error{Refusal::finding_missing,
                   "no finding on " + std::string(code(criterion)) + " allows a grant"};
    }
  }
  return {};
}

// The decider is not the only assessor (4.1): somebody else recorded a finding that counts.
Result<void> check_second_person(const Situation& situation) {
  for (const auto& event : situation.file.events) {
    const auto* one = std::get_if<FindingRecorded>(&event.what);
    if (one != nullptr && one == finding(situation.file, one->criterion) &&
        event.actor.name != situation.event.actor.name) {
      return {};
    }
  }
  return Error{Refusal::separation, "who decides is not the only assessor"};
}

Result<void> check_steps(const Situation& situation) {
  const auto& file = situation.file;
  for (const auto& step : situation.procedure.steps) {
    if (step.type != StepType::decision && !is_done(step, file, situation.procedure)) {
      return Error{Refusal::step_not_ready, step.id.text() + " is not done"};
    }
  }
  for (const auto& event : file.events) {
    bool is_refused = false;
    if (const auto* given = std::get_if<AuthorisationGiven>(&event.what)) {
      is_refused = given->authorisation == Authorisation::refused;
    } else if (const auto* passed = std::get_if<TimePassed>(&event.what); passed && passed->step) {
      const auto* step = situation.procedure.find(*passed->step);
      is_refused = step != nullptr && step->type == StepType::authorisation &&
                   step->silence == Silence::unfavourable;
    }
    if (is_refused) {
      return Error{Refusal::authorisation_refused, "an authorisation was refused"};
    }
  }
  return {};
}

Result<void> check_consent(const CaseFile& file) {
  const auto* chosen = last_said<EventKind::applicant_chose>(file);
  if (chosen != nullptr && chosen->choice == Choice::statistics_instead) return {};
  return Error{Refusal::consent_missing,
               "statistics instead of data need the applicant's consent (Art. 68(3))"};
}

}  // namespace

Result<void> check_decision(const Situation& situation, const DecisionSigned& decision) {
  const auto& file = situation.file;
  if (decision.outcome == Outcome::refused || decision.outcome == Outcome::partially_granted) {
    if (access::count_words(decision.reason) == 0) {
      return Error{Refusal::reason_missing, "a refusal gives its reason (Art. 68(9))"};
    }
  }
  if (decision.outcome == Outcome::refused) return {};

  if (auto checked = check_findings(file); !checked) return checked;
  if (auto checked = check_second_person(situation); !checked) return checked;
  if (auto checked = check_steps(situation); !checked) return checked;
  if (decision.outcome == Outcome::answered_as_request) {
    if (auto checked = check_consent(file); !checked) return checked;
  }
  if (!decision.permit || !decision.valid_until) {
    return Error{Refusal::not_granted, "a grant names its permit and how long it is valid"};
  }
  if (auto checked = check_title(situation, *decision.permit); !checked) return checked;
  return check_length(situation, situation.event.at, *decision.valid_until);
}

Result<void> check_title(const Situation& situation, const PermitId& permit) {
  const auto known = titles(situation.file);
  if (std::ranges::find(known, permit, &Title::permit) == known.end()) return {};
  return Error{Refusal::permit_repeated, permit.text() + " is the id of an earlier title"};
}

Result<void> check_renewal(const Situation& situation, const Renewed& renewed) {
  const auto& calendar = situation.calendar;
  if (last(situation.file, EventKind::renewed) != nullptr) {
    return Error{Refusal::already_renewed, "a title is renewed once (Art. 68(12))"};
  }
  if (auto checked = check_title(situation, renewed.permit); !checked) return checked;
  const Instant end = titles(situation.file).back().valid_until;
  if (renewed.asked_at > situation.event.at ||
      months_later(calendar.day_of(renewed.asked_at), months(1)) > calendar.day_of(end)) {
    return Error{Refusal::too_late, "a renewal is asked for a month before the end (Art. 68(12))"};
  }
  return check_length(situation, end, renewed.valid_until);
}

}  // namespace passerelle::procedure
