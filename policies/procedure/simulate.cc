#include "policies/procedure/simulate.h"

#include <algorithm>
#include <cassert>
#include <map>

namespace passerelle::procedure {
namespace {

using access::PermitKind;
using calendar::Period;
using std::chrono::local_days;

// Days on which something ends: what follows begins on them, before their last hour is over.
struct Span {
  local_days earliest;
  local_days latest;
};

class Simulation {
 public:
  Simulation(const Procedure& procedure, PermitKind kind, Route route, Instant start)
      : procedure_(procedure), kind_(kind), route_(route), start_(on_day_of(start)) {}

  std::vector<SimulatedStep> run() {
    const auto received = add_clock(ClockRule::take_up, start_, "taking up");
    for (const auto* step : procedure_.steps_of(longest_path())) {
      if (step->type != StepType::decision) add_step(*step, received);
    }
    const auto decided = add_decision();
    const auto accepted = procedure_.settings().acceptance == Acceptance::needed
                              ? add_clock(ClockRule::acceptance, decided, "acceptance")
                              : decided;
    if (kind_ == PermitKind::request_approval) {
      add_clock(ClockRule::answer, decided, "answer");
      return std::move(steps_);
    }
    const auto asked = add_clock(ClockRule::data_request, accepted, "data requested");
    const auto received_data = add_clock(ClockRule::holder_delivery, asked, "data delivered");
    add_clock(ClockRule::data_provision, received_data, "data made available");
    return std::move(steps_);
  }

 private:
  // Statistics are anonymous; data of a permit may need the steps that only pseudonymised ones do.
  Path longest_path() const {
    return {kind_, kind_ == PermitKind::request_approval ? access::DataForm::anonymised_statistics
                                                         : access::DataForm::pseudonymised};
  }

  // Returns the end of a period that begins in that span, with and without its extension.
  Span after(Span begin, const Period& period, const std::optional<Period>& extension) const {
    const auto& calendar = procedure_.calendar();
    return {calendar.last_day(begin.earliest, period),
            last_day(calendar, begin.latest, period, extension)};
  }

  Span on_day_of(Instant instant) const {
    const auto day = procedure_.calendar().day_of(instant);
    return {day, day};
  }

  SimulatedStep step_of(std::string id,
                        std::string name,
                        Role waits_for,
                        Force force,
                        Span end) const {
    const auto& calendar = procedure_.calendar();
    return {std::move(id),
            std::move(name),
            waits_for,
            force,
            calendar.end_of_day(end.earliest),
            calendar.end_of_day(end.latest)};
  }

  Span add_clock(ClockRule rule, Span begin, std::string name) {
    const auto deadline = procedure_.deadline(rule);
    const auto end = after(begin, deadline->due, deadline->extension);
    steps_.push_back(step_of(std::string(code(rule)), std::move(name), law(rule).waits_for,
                             law(rule).force, end));
    return end;
  }

  void add_step(const Step& step, Span received) {
    const bool is_completeness = step.type == StepType::completeness;
    Span begin = is_completeness ? received : start_;
    if (complete_) begin = later(begin, *complete_);
    for (const auto& id : step.after) {
      if (const auto before = ends_.find(id); before != ends_.end()) {
        begin = later(begin, before->second);
      }
    }
    Span end = step.due ? after(begin, *step.due, step.extension) : begin;
    auto one = step_of(step.id, name_of(step), waited_for(step.type), Force::target, end);
    one.has_time = step.due.has_value();
    steps_.push_back(std::move(one));
    if (is_completeness) {
      // Art. 68(4): asked once, the applicant has four weeks.
      const Span asked{end.latest, end.latest};
      const auto window = procedure_.deadline(ClockRule::completion)->due;
      const auto answered = after(asked, window, std::nullopt);
      end.latest = answered.latest;
      steps_.push_back(step_of(std::string(code(ClockRule::completion)),
                               "answer where the file was incomplete", Role::applicant,
                               Force::legal, end));
      complete_ = end;
    }
    ends_.emplace(step.id, end);
  }

  Span add_decision() {
    Span ready = *complete_;
    for (const auto& [id, end] : ends_) ready = later(ready, end);
    const auto legal = legal_end();
    const auto limit = procedure_.calendar().end_of_day(legal.latest);
    for (auto& step : steps_) step.is_over_legal_time = step.latest > limit;
    const auto rule = decision_rule();
    steps_.push_back(step_of(std::string(code(rule)), name_of(procedure_.the(StepType::decision)),
                             Role::decider, law(rule).force, legal));
    return legal;
  }

  // The last days for the decision.
  Span legal_end() {
    const auto rule = decision_rule();
    Span begin = kind_ == PermitKind::request_approval ? start_ : *complete_;
    if (route_ == Route::trusted_holder) {
      begin = add_clock(ClockRule::holder_proposal, begin, "proposal of the trusted holder");
    }
    const auto deadline = procedure_.deadline(rule);
    return after(begin, deadline->due, deadline->extension);
  }

  ClockRule decision_rule() const {
    if (kind_ == PermitKind::request_approval) return ClockRule::request_decision;
    switch (route_) {
      case Route::ordinary: return ClockRule::decision;
      case Route::accelerated: return ClockRule::accelerated_decision;
      case Route::trusted_holder: return ClockRule::decision_after_proposal;
    }
    return ClockRule::decision;
  }

  std::string name_of(const Step& step) const {
    const auto& bodies = procedure_.text().bodies;
    std::string type(code(step.type));
    std::ranges::replace(type, '_', ' ');
    return type + ", " + std::ranges::find(bodies, step.by, &Body::id)->name;
  }

  static Span later(Span one, Span other) {
    return {std::max(one.earliest, other.earliest), std::max(one.latest, other.latest)};
  }

  const Procedure& procedure_;
  const PermitKind kind_;
  const Route route_;
  const Span start_;
  std::optional<Span> complete_;
  std::map<std::string, Span> ends_;  // of steps
  std::vector<SimulatedStep> steps_;
};

}  // namespace

std::vector<SimulatedStep> simulate(const Procedure& procedure,
                                    PermitKind kind,
                                    Route route,
                                    Instant start) {
  assert(kind != PermitKind::request_approval || route == Route::ordinary);
  return Simulation(procedure, kind, route, start).run();
}

}  // namespace passerelle::procedure
