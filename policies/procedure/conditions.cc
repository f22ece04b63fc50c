#include "policies/procedure/conditions.h"

#include <algorithm>

#include "policies/procedure/clocks.h"
#include "policies/procedure/errors.h"
#include "policies/purposes/applicant.h"

namespace passerelle::procedure {
namespace {

Error refuse(Refusal why, std::string sentence) { return Error{why, std::move(sentence)}; }

class Check {
 public:
  explicit Check(const Situation& situation) : s_(situation) {}

  Result<void> operator()(const Submitted& what) const {
    if (what.accelerated && !(purposes::needs_public_mandate(what.purpose) &&
                              what.path == access::PermitKind::data_permit)) {
      return refuse(Refusal::not_accelerated,
                    "the short procedure is for permits with the purposes (a) to (c) of public "
                    "bodies (Art. 68(6))");
    }
    return {};
  }

  Result<void> operator()(const ClockExtended& what) const {
    const bool is_own_step = what.rule == Rule::step;
    if ((s_.event.actor.role == Role::opinion_maker) != is_own_step) {
      return refuse(Refusal::not_for_this_role,
                    "a step is extended by its own body, the clocks of the law by the body that "
                    "decides");
    }
    const auto clocks = clocks_now();
    const auto* clock = open_clock(clocks, what.rule, what.step);
    if (clock == nullptr || !clock->extendable_by) {
      return refuse(Refusal::not_extendable, "no clock of that rule runs that may be extended: " +
                                                 std::string(code(what.rule)));
    }
    if (!clock->extensions.empty()) {
      return refuse(Refusal::already_extended, "a clock is extended once");
    }
    return in_time(*clock);
  }

  Result<void> operator()(const ForwardedToTrustedHolder& what) const {
    if (submission(s_.file).holders != std::vector{what.holder}) {
      return refuse(Refusal::holder_not_alone,
                    "a trusted holder assesses only what concerns its data alone (Art. 72)");
    }
    if (last(s_.file, EventKind::forwarded_to_trusted_holder) != nullptr) {
      return refuse(Refusal::step_done, "the case was with the trusted holder already");
    }
    return {};
  }
  Result<void> operator()(const HolderProposed&) const { return in_time(Rule::holder_proposal); }

  Result<void> operator()(const OpinionAsked& what) const {
    return check_may_ask(s_, what.step, StepType::opinion, StepType::feasibility);
  }
  Result<void> operator()(const AuthorisationAsked& what) const {
    return check_may_ask(s_, what.step, StepType::authorisation, StepType::authorisation);
  }
  Result<void> operator()(const OpinionGiven& what) const {
    if (auto checked = check_answers(s_, what.step, what.evidence); !checked) return checked;
    const bool is_feasibility = s_.procedure.find(what.step)->type == StepType::feasibility;
    if (is_feasibility != (s_.event.actor.role == Role::holder)) {
      return refuse(Refusal::not_for_this_role,
                    "the holder says what is feasible, an outside body gives the opinion");
    }
    return {};
  }
  Result<void> operator()(const AuthorisationGiven& what) const {
    return check_answers(s_, what.step, what.evidence);
  }

  Result<void> operator()(const ApplicantChose& what) const {
    return what.choice == Choice::go_on ? ready_for(StepType::choice) : Result<void>{};
  }
  Result<void> operator()(const FeeEstimated&) const { return ready_for(StepType::fee); }
  Result<void> operator()(const FindingRecorded& what) const {
    if (what.verdict == Verdict::not_applicable && !may_be_inapplicable(what.criterion)) {
      return refuse(Refusal::criterion_applies,
                    std::string(code(what.criterion)) + " applies to every case");
    }
    return {};
  }
  Result<void> operator()(const DecisionSigned& what) const { return check_decision(s_, what); }

  Result<void> operator()(const WithReason<EventKind::appealed>&) const {
    const auto* appeal = last(s_.file, EventKind::appealed);
    const auto* decision = last(s_.file, EventKind::decision_signed);
    // Both stand in the log of the case, in order.
    if (appeal != nullptr && appeal > decision) {
      return refuse(Refusal::already_appealed, "a decision is appealed once");
    }
    return {};
  }

  Result<void> operator()(const DataReceived& what) const {
    const auto& holders = submission(s_.file).holders;
    if (std::ranges::find(holders, what.holder) == holders.end()) {
      return refuse(Refusal::data_missing, what.holder + " is no holder of the data asked for");
    }
    return {};
  }
  Result<void> operator()(const Plain<EventKind::data_available>&) const {
    for (const auto& holder : submission(s_.file).holders) {
      if (!has_delivered(holder)) {
        return refuse(Refusal::data_missing, "the data of " + holder + " were not received");
      }
    }
    return {};
  }
  Result<void> operator()(const Plain<EventKind::used>&) const {
    if (last(s_.file, EventKind::data_available) == nullptr) {
      return refuse(Refusal::data_missing, "no data were made available");
    }
    return within_validity();
  }

  Result<void> operator()(const Amended& what) const {
    if (auto checked = within_validity(); !checked) return checked;
    return check_title(s_, what.permit);
  }
  Result<void> operator()(const Renewed& what) const {
    if (auto checked = within_validity(); !checked) return checked;
    return check_renewal(s_, what);
  }
  Result<void> operator()(const Plain<EventKind::data_requested>&) const {
    return within_validity();
  }
  Result<void> operator()(const WithReason<EventKind::resumed>&) const { return within_validity(); }

  Result<void> operator()(const WithReason<EventKind::revoked>&) const {
    const auto* asked = last(s_.file, EventKind::views_asked);
    if (asked == nullptr) {
      return refuse(Refusal::views_missing,
                    "the user is told the findings before a revocation (Art. 63(1)); a suspension "
                    "stops the use at once");
    }
    const auto clocks = clocks_now();
    const auto* views = open_clock(clocks, Rule::views);
    if (views != nullptr && s_.event.at < views->due) {
      return refuse(Refusal::views_missing,
                    "the user may answer until " + to_text(views->due) + " (Art. 63(1))");
    }
    return {};
  }
  Result<void> operator()(const Plain<EventKind::information_given>&) const {
    if (s_.file.state == State::awaiting_additional_information) return in_time(Rule::information);
    if (has_open_views(s_.file)) return {};
    return refuse(Refusal::not_in_this_state, "no findings were put to the user");
  }
  Result<void> operator()(const Plain<EventKind::fee_accepted>&) const {
    return in_time(Rule::fee_acceptance);
  }
  Result<void> operator()(const Plain<EventKind::accepted>&) const {
    if (auto checked = needs_grant(); !checked) return checked;
    return in_time(Rule::acceptance);
  }
  Result<void> operator()(const Plain<EventKind::declined>&) const { return needs_grant(); }

  Result<void> operator()(const Plain<EventKind::closed>&) const {
    if (s_.file.state == State::pre_screening) {
      if (last(s_.file, EventKind::information_given) != nullptr) return {};
      return refuse(Refusal::information_missing,
                    "a file is closed as incomplete after the applicant was asked and answered");
    }
    if (s_.file.state == State::decision_issued) {
      const auto* decision = standing_decision(s_.file);
      if (decision != nullptr && !is_grant(decision->outcome)) return {};
      return refuse(Refusal::granted, "a grant waits for the applicant");
    }
    if (last(s_.file, EventKind::used) != nullptr &&
        last(s_.file, EventKind::results_published) == nullptr) {
      return refuse(Refusal::results_missing, "the results are not published (Art. 61(4))");
    }
    return {};
  }

  Result<void> operator()(const Plain<EventKind::expired>&) const { return needs_lapse(); }
  Result<void> operator()(const TimePassed&) const { return needs_lapse(); }

  // Nothing more than the table asks for.
  template <class Other>
  Result<void> operator()(const Other&) const {
    return {};
  }

 private:
  std::vector<Clock> clocks_now() const {
    return clocks_at(s_.file, s_.procedure, s_.calendar, s_.event.at);
  }
  Result<void> in_time(const Clock& clock) const {
    if (s_.event.at < clock.due) return {};
    return refuse(Refusal::too_late,
                  std::string(code(clock.rule)) + " ended at " + to_text(clock.due));
  }
  Result<void> in_time(Rule rule) const {
    const auto clocks = clocks_now();
    const auto* clock = open_clock(clocks, rule);
    if (clock == nullptr) return {};
    return in_time(*clock);
  }
  Result<void> within_validity() const { return in_time(Rule::validity); }
  // A country without such a step leaves the moment open.
  Result<void> ready_for(StepType type) const {
    for (const auto& step : s_.procedure.steps) {
      if (step.type == type && applies(step, s_.file) && !is_ready(step, s_.file, s_.procedure)) {
        return refuse(Refusal::step_not_ready, "a step before " + step.id.text() + " is not done");
      }
    }
    return {};
  }
  Result<void> needs_grant() const {
    const auto* decision = standing_decision(s_.file);
    if (decision != nullptr && is_grant(decision->outcome)) return {};
    return refuse(Refusal::not_granted, "the decision that stands is no grant");
  }
  Result<void> needs_lapse() const {
    const auto lapse = lapsed(s_.file, s_.procedure, s_.calendar, s_.event.at);
    if (lapse && lapse->event == s_.event.what) return {};
    return refuse(Refusal::too_early, "no such period has passed without an answer");
  }
  // Since the data were last requested.
  bool has_delivered(const std::string& holder) const {
    for (auto event = s_.file.events.rbegin(); event != s_.file.events.rend(); ++event) {
      if (kind_of(event->what) == EventKind::data_requested) return false;
      const auto* received = std::get_if<DataReceived>(&event->what);
      if (received != nullptr && received->holder == holder) return true;
    }
    return false;
  }

  const Situation& s_;
};

}  // namespace

Result<void> check_conditions(const Situation& situation) {
  return std::visit(Check(situation), situation.event.what);
}

}  // namespace passerelle::procedure
