#include "policies/procedure/clocks.h"

#include <algorithm>

namespace passerelle::procedure {
namespace {

using calendar::Calendar;
using std::chrono::local_days;

// The last day of a period whose limit (excluded) is `due`.
local_days last_day(Instant due, const Calendar& calendar) {
  return calendar.day_of(due - std::chrono::milliseconds(1));
}

// What was left of the period when it stopped is counted from the day it goes on.
Instant moved(Instant due, std::chrono::days by, const Calendar& calendar) {
  if (by.count() <= 0) return due;
  auto day = last_day(due, calendar) + by;
  while (!calendar.is_working_day(day)) day += std::chrono::days(1);
  return calendar.end_of_day(day);
}

Instant due_of(const Clock& clock, const Calendar& calendar, Instant now) {
  Period period = clock.period;
  std::vector<Period> other_units;
  for (const auto& extension : clock.extensions) {
    if (extension.period.unit == period.unit) {
      period.count += extension.period.count;
    } else {
      other_units.push_back(extension.period);
    }
  }
  Instant due = calendar.due(clock.started, period);
  for (const auto& longer : other_units) {
    due = calendar.due(due - std::chrono::milliseconds(1), longer);
  }
  for (const auto& pause : clock.pauses) {
    due = moved(due, calendar.day_of(pause.until.value_or(now)) - calendar.day_of(pause.from),
                calendar);
  }
  return due;
}

// Follows the events and keeps the clocks they start, stop and move.
class Book {
 public:
  Book(const Procedure& procedure, const Calendar& calendar, Instant now)
      : procedure_(&procedure), calendar_(&calendar), now_(now) {}

  void follow(const CaseEvent& event, const CaseFile& so_far) {
    event_ = &event;
    file_ = &so_far;
    std::visit([this](const auto& what) { on(what); }, event.what);
  }

  std::vector<Clock> take() && {
    for (auto& clock : clocks_) {
      if (clock.rule != Rule::validity) clock.due = due_of(clock, *calendar_, now_);
    }
    return std::move(clocks_);
  }

 private:
  Clock& start(Rule rule, Force force, std::string_view basis, const Period& period) {
    Clock clock;
    clock.rule = rule;
    clock.force = force;
    clock.basis = basis;
    clock.trigger = event_->id;
    clock.started = event_->at;
    clock.period = period;
    return clocks_.emplace_back(std::move(clock));
  }
  Clock* open(Rule rule) {
    const auto found = std::find_if(clocks_.rbegin(), clocks_.rend(), [&](const Clock& clock) {
      return clock.rule == rule && clock.is_open();
    });
    return found == clocks_.rend() ? nullptr : &*found;
  }
  void meet(Rule rule) {
    if (auto* clock = open(rule)) clock->met_at = event_->at;
  }
  void end(Rule rule) {
    if (auto* clock = open(rule)) clock->ended_at = event_->at;
  }
  void end_all() {
    for (auto& clock : clocks_) {
      if (clock.is_open()) clock.ended_at = event_->at;
    }
  }
  const Deadlines& deadlines() const { return procedure_->deadlines; }

  void start_decision() {
    const auto& submitted = submission(*file_);
    const auto& d = deadlines();
    if (submitted.path == access::PermitKind::request_approval) {
      start(Rule::decision, Force::legal, "Art. 69(4)", d.request);
    } else if (submitted.accelerated) {
      start(Rule::decision, Force::legal, "Art. 68(6)", d.accelerated).extendable_by =
          d.accelerated_extension;
    } else {
      start(Rule::decision, Force::legal, "Art. 68(4)", d.decision).extendable_by =
          d.decision_extension;
    }
  }
  void start_step(const StepId& id) {
    const auto* step = procedure_->find(id);
    if (step == nullptr || !step->due) return;
    auto& clock = start(Rule::step, step->force, "national", *step->due);
    clock.step = id;
    clock.extendable_by = step->extension;
  }
  void start_validity(Instant until) {
    end(Rule::validity);
    auto& clock = start(Rule::validity, Force::legal, "Art. 68(12)", {1, Period::Unit::days});
    clock.due = until;
  }
  // The clock of the decision that is being prepared, whichever the path.
  Clock* deciding() {
    auto* clock = open(Rule::decision);
    return clock != nullptr ? clock : open(Rule::decision_on_proposal);
  }
  void pause_decision() {
    if (auto* clock = deciding()) clock->pauses.push_back({event_->at, std::nullopt});
  }
  void resume_decision() {
    auto* clock = deciding();
    if (clock == nullptr || !clock->is_paused()) return;
    clock->pauses.back().until = event_->at;
    if (procedure_->information_clock == InformationClock::pause) return;
    clock->ended_at = event_->at;
    const Clock before = *clock;
    auto& again = start(before.rule, before.force, before.basis, before.period);
    again.extendable_by = before.extendable_by;
    again.extensions = before.extensions;  // what was extended once is not extended again
  }
  // The title has ended: what is left is to delete the data and to publish.
  void end_title() {
    const bool was_used = last(*file_, EventKind::used) != nullptr;
    const bool was_published = last(*file_, EventKind::results_published) != nullptr;
    end_all();
    start(Rule::deletion, Force::legal, "Art. 68(12)", deadlines().deletion);
    if (was_used && !was_published) {
      start(Rule::results, Force::legal, "Art. 61(4)", deadlines().results);
    }
  }

  void on(const Submitted& what) {
    start(Rule::taking_up, Force::target, "[D6.3]", deadlines().taking_up);
    if (what.path == access::PermitKind::request_approval) start_decision();
  }
  void on(const InformationAsked&) {
    start(Rule::information, Force::legal, "Art. 68(4)", deadlines().information);
    pause_decision();
  }
  void on(const ClockExtended& what) {
    for (auto& clock : clocks_) {
      if (clock.rule == what.rule && clock.step == what.step && clock.is_open() &&
          clock.extendable_by) {
        clock.extensions.push_back({event_->id, *clock.extendable_by});
      }
    }
  }
  void on(const ForwardedToTrustedHolder&) {
    end(Rule::decision);  // Art. 72 has clocks of its own
    start(Rule::holder_proposal, Force::legal, "Art. 72", deadlines().holder_proposal);
  }
  void on(const HolderProposed&) {
    meet(Rule::holder_proposal);
    start(Rule::decision_on_proposal, Force::legal, "Art. 72", deadlines().decision_on_proposal);
  }
  void on(const OpinionAsked& what) { start_step(what.step); }
  void on(const AuthorisationAsked& what) { start_step(what.step); }
  void on(const OpinionGiven&) { meet(Rule::step); }
  void on(const AuthorisationGiven&) { meet(Rule::step); }
  void on(const FeeEstimated&) {
    start(Rule::fee_acceptance, Force::target, "Art. 62", deadlines().fee_acceptance);
  }
  void on(const DecisionSigned& what) {
    meet(Rule::decision);
    meet(Rule::decision_on_proposal);
    if (!is_grant(what.outcome)) return;
    start(Rule::acceptance, Force::target, "[D6.3] 6.6", deadlines().acceptance);
    if (submission(*file_).path == access::PermitKind::request_approval) {
      start(Rule::answer, Force::target, "Art. 69(4)", deadlines().answer);
    }
  }
  void on(const WithReason<EventKind::appealed>&) { end(Rule::acceptance); }
  void on(const AppealDecided& what) {
    if (what.outcome == AppealOutcome::overturned) {
      end_all();
      start_decision();
    } else if (const auto* decision = standing_decision(*file_);
               decision != nullptr && is_grant(decision->outcome)) {
      start(Rule::acceptance, Force::target, "[D6.3] 6.6", deadlines().acceptance);
    }
  }
  void on(const DataReceived&) {
    meet(Rule::holder_delivery);
    if (open(Rule::preparation) == nullptr) {
      start(Rule::preparation, Force::legal, "Art. 68(7)", deadlines().preparation);
    }
  }
  void on(const Renewed& what) { start_validity(what.valid_until); }
  void on(const ResultsPublished&) { meet(Rule::results); }
  void on(const TimePassed& what) {
    if (what.rule == Rule::holder_proposal) {
      start(Rule::decision_on_proposal, Force::legal, "Art. 72", deadlines().decision_on_proposal);
    }
    end(what.rule);
    if (what.rule != Rule::step && what.rule != Rule::holder_proposal) end_all();
  }
  void on(const WithReason<EventKind::views_asked>&) {
    end(Rule::views);
    start(Rule::views, Force::legal, "Art. 63(1)", deadlines().views);
  }
  void on(const WithReason<EventKind::revoked>&) { end_title(); }
  template <EventKind kind>
  void on(const Plain<kind>&) {
    if constexpr (kind == EventKind::taken_up) meet(Rule::taking_up);
    if constexpr (kind == EventKind::information_given) {
      meet(Rule::information);
      meet(Rule::views);
      resume_decision();
    }
    if constexpr (kind == EventKind::declared_complete) {
      if (open(Rule::decision) == nullptr) start_decision();
    }
    if constexpr (kind == EventKind::fee_accepted) meet(Rule::fee_acceptance);
    if constexpr (kind == EventKind::accepted) {
      meet(Rule::acceptance);
      start_validity(*standing_decision(*file_)->valid_until);
    }
    if constexpr (kind == EventKind::data_requested) {
      end(Rule::holder_delivery);
      end(Rule::preparation);
      start(Rule::holder_delivery, Force::legal, "Art. 60(2)", deadlines().holder_delivery)
          .extendable_by = deadlines().holder_delivery_extension;
    }
    if constexpr (kind == EventKind::data_available) meet(Rule::preparation);
    if constexpr (kind == EventKind::used) meet(Rule::answer);
    if constexpr (kind == EventKind::expired) end_title();
    if constexpr (kind == EventKind::deletion_certified) meet(Rule::deletion);
    if constexpr (kind == EventKind::fee_declined || kind == EventKind::declined ||
                  kind == EventKind::withdrawn || kind == EventKind::closed) {
      end_all();
    }
  }
  // The others start and stop no clock.
  void on(const ApplicantChose&) {}
  void on(const FindingRecorded&) {}
  void on(const ConflictDeclared&) {}
  void on(const Amended&) {}
  void on(const WithReason<EventKind::suspended>&) {}
  void on(const WithReason<EventKind::resumed>&) {}

  const Procedure* procedure_;
  const Calendar* calendar_;
  Instant now_;
  std::vector<Clock> clocks_;
  const CaseEvent* event_ = nullptr;
  const CaseFile* file_ = nullptr;
};

}  // namespace

ClockStanding Clock::standing(Instant now) const {
  if (met_at) return *met_at < due ? ClockStanding::met : ClockStanding::missed;
  if (ended_at) return ClockStanding::ended;
  if (is_paused()) return ClockStanding::paused;
  return now < due ? ClockStanding::running : ClockStanding::missed;
}

std::vector<Clock> clocks_at(const CaseFile& file,
                             const Procedure& procedure,
                             const Calendar& calendar,
                             Instant now) {
  Book book(procedure, calendar, now);
  CaseFile so_far;
  so_far.events.reserve(file.events.size());
  for (const auto& event : file.events) {
    if (event.at > now) break;
    so_far.events.push_back(event);
    book.follow(event, so_far);
  }
  return std::move(book).take();
}

const Clock* open_clock(const std::vector<Clock>& clocks,
                        Rule rule,
                        const std::optional<StepId>& step) {
  const auto found = std::ranges::find_if(clocks, [&](const Clock& clock) {
    return clock.rule == rule && clock.step == step && clock.is_open();
  });
  return found == clocks.end() ? nullptr : &*found;
}

std::optional<Lapse> lapsed(const CaseFile& file,
                            const Procedure& procedure,
                            const Calendar& calendar,
                            Instant now) {
  std::optional<Rule> rule;
  std::optional<StepId> step;
  switch (file.state) {
    case State::awaiting_additional_information: rule = Rule::information; break;
    case State::with_trusted_holder: rule = Rule::holder_proposal; break;
    case State::awaiting_fee_acceptance: rule = Rule::fee_acceptance; break;
    case State::decision_issued: rule = Rule::acceptance; break;
    case State::awaiting_opinion:
    case State::awaiting_authorisation: {
      step = *awaited_step(file);
      const auto* awaited = procedure.find(*step);
      if (awaited == nullptr || awaited->silence == Silence::none) return std::nullopt;
      rule = Rule::step;
      break;
    }
    default: break;
  }
  if (is_in_force(file.state) || file.state == State::suspended) rule = Rule::validity;
  if (!rule) return std::nullopt;

  const auto clocks = clocks_at(file, procedure, calendar, now);
  const auto* clock = open_clock(clocks, *rule, step);
  if (clock == nullptr || now < clock->due) return std::nullopt;
  if (*rule == Rule::validity) return Lapse{clock->due, Plain<EventKind::expired>{}};
  return Lapse{clock->due, TimePassed{*rule, step}};
}

}  // namespace passerelle::procedure
