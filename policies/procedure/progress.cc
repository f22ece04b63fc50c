#include "policies/procedure/progress.h"

#include <algorithm>

namespace passerelle::procedure {
namespace {

constexpr EnumSet<StepType> kAskedFor{StepType::opinion, StepType::authorisation, StepType::fee};
std::optional<CaseState> waiting_state(StepType type) {
  switch (type) {
    case StepType::opinion: return CaseState::awaiting_opinion;
    case StepType::authorisation: return CaseState::awaiting_authorisation;
    case StepType::fee: return CaseState::awaiting_fee_acceptance;
    default: return std::nullopt;
  }
}

}  // namespace

const StepRecord& record_of(const CaseFile& file, const std::string& step) {
  static const StepRecord kNothing;
  const auto found = file.steps.find(step);
  return found == file.steps.end() ? kNothing : found->second;
}

std::optional<Instant> ready_at(const CaseFile& file,
                                const Procedure& procedure,
                                const Step& step) {
  std::optional<Instant> ready = file.history.front().event.at;
  const auto wait_for = [&](const Step& before) {
    const auto& done = record_of(file, before.id).done;
    ready = ready && done ? std::optional(std::max(*ready, *done)) : std::nullopt;
  };
  if (!kBeforeCompleteness.contains(step.type)) wait_for(procedure.the(StepType::completeness));
  for (const auto& id : step.after) {
    if (const auto* before = procedure.find_step(id, file.submission->path())) wait_for(*before);
  }
  return ready;
}

std::optional<Instant> began_at(const CaseFile& file,
                                const Procedure& procedure,
                                const Step& step) {
  if (kAskedFor.contains(step.type)) return record_of(file, step.id).asked;
  return ready_at(file, procedure, step);
}

CaseState state_in_assessment(const CaseFile& file, const Procedure& procedure) {
  auto state = CaseState::processing;
  for (const auto* step : procedure.steps_of(file.submission->path())) {
    const auto& record = record_of(file, step->id);
    if (!record.asked || record.done) continue;
    const auto waiting = waiting_state(step->type);
    // The states stand in the order in which they say what is waited for first.
    if (waiting && (state == CaseState::processing || *waiting < state)) state = *waiting;
  }
  return state;
}

}  // namespace passerelle::procedure
