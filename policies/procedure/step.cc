#include "policies/procedure/step.h"

#include <algorithm>

namespace passerelle::procedure {

bool Step::applies_to(const Path& path) const {
  const auto is_of = [](const auto& named, const auto& one) {
    return named.empty() || std::ranges::find(named, one) != named.end();
  };
  return is_of(kinds, path.kind) && is_of(only_for, path.form);
}

Role waited_for(StepType type) {
  switch (type) {
    case StepType::completeness: return Role::desk_officer;
    case StepType::opinion: return Role::opinion_maker;
    case StepType::assessment: return Role::assessor;
    case StepType::feasibility: return Role::holder;
    case StepType::decision: return Role::decider;
    case StepType::authorisation: return Role::desk_officer;
    case StepType::prerequisite:
    case StepType::applicant_choice:
    case StepType::fee:
    case StepType::conformity_declaration:
    case StepType::standing_access: return Role::applicant;
  }
  return Role::system;
}

}  // namespace passerelle::procedure
