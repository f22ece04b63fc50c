// What time alone brings about.
#include <algorithm>

#include "policies/procedure/clocks.h"
#include "policies/procedure/kernel.h"
#include "policies/procedure/progress.h"
#include "policies/procedure/taking.h"

namespace passerelle::procedure {
namespace {

bool waits_for_steps(const CaseFile& file) {
  return kInAssessment.contains(file.state) ||
         (file.state == CaseState::awaiting_additional_information &&
          file.asked_by == Role::assessor);
}

// The clock whose end changes the case in its state, apart from those of steps.
std::optional<ClockRule> awaited(const CaseFile& file) {
  switch (file.state) {
    case CaseState::awaiting_additional_information:
      return file.asked_by == Role::assessor ? ClockRule::information : ClockRule::completion;
    case CaseState::with_trusted_holder: return ClockRule::holder_proposal;
    case CaseState::decision_issued: return ClockRule::acceptance;
    default: return std::nullopt;
  }
}

void finish_by_silence(CaseFile& file, const Step& step, const Lapse& lapse) {
  auto& record = file.steps[step.id];
  record.done = lapse.at;
  record.by_silence = true;
  record.is_against = step.silence == Silence::unfavourable;
  if (step.type == StepType::opinion) {
    record.opinion = record.is_against ? Opinion::unfavourable : Opinion::favourable;
  }
}

// Art. 62, and the applicant's choice: who does not answer does not go on.
void apply_step_lapse(CaseFile& file,
                      const Step& step,
                      const Lapse& lapse,
                      const Procedure& procedure) {
  finish_by_silence(file, step, lapse);
  if (kApplicantSteps.contains(step.type)) {
    file.state = CaseState::withdrawn;
  } else if (kInAssessment.contains(file.state)) {
    file.state = state_in_assessment(file, procedure);
  }
}

CaseState state_after(const CaseFile& file, const Lapse& lapse, const Procedure& procedure) {
  switch (lapse.rule) {
    case ClockRule::completion: return CaseState::closed_incomplete;
    case ClockRule::acceptance: return CaseState::withdrawn;
    case ClockRule::title_end: return CaseState::expired;
    // The assessment goes on with what there is.
    default: return state_in_assessment(file, procedure);
  }
}

void apply_lapse(CaseFile& file, const Lapse& lapse, const Procedure& procedure) {
  const auto before = file.state;
  if (lapse.rule == ClockRule::step) {
    apply_step_lapse(file, *procedure.find_step(lapse.step, file.submission->path()), lapse,
                     procedure);
  } else {
    file.state = state_after(file, lapse, procedure);
  }
  if (file.state != CaseState::awaiting_additional_information) {
    file.asked_by.reset();
    file.open_questions.clear();
  }
  if (file.state != before) file.since = lapse.at;
}

}  // namespace

std::optional<Lapse> next_lapse(const CaseFile& file, const Procedure& procedure, Instant now) {
  std::optional<Lapse> next;
  const auto consider = [&](ClockRule rule, const std::string& step) {
    const auto clock = open_clock(file, procedure, rule, step, now);
    if (clock && clock->due <= now && (!next || clock->due < next->at)) {
      next = Lapse{rule, step, clock->due};
    }
  };
  if (const auto rule = awaited(file)) consider(*rule, "");
  if (waits_for_steps(file)) {
    for (const auto* step : procedure.steps_of(file.submission->path())) {
      if (step->silence != Silence::none) consider(ClockRule::step, step->id);
    }
  }
  if ((kInForce | EnumSet<CaseState>{CaseState::suspended}).contains(file.state) &&
      file.title->valid_until <= now) {
    next = Lapse{ClockRule::title_end, "", file.title->valid_until};
  }
  return next;
}

void settle(CaseFile& file, const Procedure& procedure, Instant now) {
  while (const auto lapse = next_lapse(file, procedure, now)) {
    apply_lapse(file, *lapse, procedure);
    file.history.back().lapses.push_back(*lapse);
    file.history.back().state = file.state;
  }
}

std::vector<Lapse> lapses(const CaseFile& file, const Procedure& procedure, Instant now) {
  if (!next_lapse(file, procedure, now)) return {};
  // Told on a copy, for one lapse may start what lapses next.
  CaseFile later = file;
  later.history.push_back({{EventId(), file.application, now, {}, TimePassed{}}, file.state, {}});
  settle(later, procedure, now);
  return later.history.back().lapses;
}

}  // namespace passerelle::procedure
