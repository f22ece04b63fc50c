#include "policies/procedure/step.h"

#include <algorithm>

namespace passerelle::procedure {

bool Step::applies_to(access::PermitKind kind) const {
  return kinds.empty() || std::ranges::find(kinds, kind) != kinds.end();
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
