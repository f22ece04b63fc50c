#include "policies/procedure/clocks.h"
#include "policies/procedure/conditions.h"
#include "policies/procedure/errors.h"

namespace passerelle::procedure {

Result<void> check_may_ask(const Situation& situation,
                           const StepId& id,
                           StepType first,
                           StepType second) {
  const auto& file = situation.file;
  const auto* step = situation.procedure.find(id);
  if (step == nullptr || !(step->type == first || step->type == second) || !applies(*step, file)) {
    return Error{Refusal::unknown_step, "the procedure has no such step for this case"};
  }
  if (is_done(*step, file, situation.procedure)) {
    return Error{Refusal::step_done, step->id.text() + " has been done"};
  }
  if (!is_ready(*step, file, situation.procedure)) {
    return Error{Refusal::step_not_ready, "a step before " + step->id.text() + " is not done"};
  }
  return {};
}

Result<void> check_answers(const Situation& situation,
                           const StepId& id,
                           const std::optional<std::string>& evidence) {
  const auto* awaited = awaited_step(situation.file);
  if (awaited == nullptr || *awaited != id) {
    return Error{Refusal::other_step, "another step is being waited for"};
  }
  if (situation.procedure.find(id)->evidence_required && !evidence) {
    return Error{Refusal::evidence_missing, id.text() + " brings the digest of a document"};
  }
  const auto lapse =
      lapsed(situation.file, situation.procedure, situation.calendar, situation.event.at);
  if (lapse) {
    return Error{Refusal::too_late,
                 "the silence at " + id.text() + " took effect at " + to_text(lapse->since)};
  }
  return {};
}

}  // namespace passerelle::procedure
