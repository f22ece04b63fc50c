// One step of a national procedure, between reception and decision.
//
// Thread safety: values; any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "policies/access/terms.h"
#include "policies/calendar/period.h"
#include "policies/procedure/closed_list.h"
#include "policies/procedure/terms.h"

namespace passerelle::procedure {

enum class StepType {
  completeness,  // of the file, by the desk
  prerequisite,  // an act of an outside body that the applicant brings: a licence, a registration
  opinion,       // of a committee
  applicant_choice,
  authorisation,  // by an outside body that is asked
  assessment,     // the findings of Art. 68(1) and (2)
  feasibility,    // by the holder
  fee,            // Art. 62
  decision,
  conformity_declaration,  // to a reference methodology, by number
  standing_access,         // an act that gives a body access as a rule, by its reference
};
template <>
inline constexpr auto kCodes<StepType> = std::to_array<std::string_view>(
    {"completeness", "prerequisite", "opinion", "applicant_choice", "authorisation", "assessment",
     "feasibility", "fee", "decision", "conformity_declaration", "standing_access"});

// Acts of others that the applicant brings, of which the case keeps reference and document; they
// need no complete file.
inline constexpr EnumSet<StepType> kBroughtByApplicant{
    StepType::prerequisite, StepType::conformity_declaration, StepType::standing_access};

// The same, and what an outside body does when it is asked.
inline constexpr EnumSet<StepType> kEvidenceSteps =
    kBroughtByApplicant | EnumSet<StepType>{StepType::authorisation};

// Steps that can begin before the file is complete.
inline constexpr EnumSet<StepType> kBeforeCompleteness =
    kBroughtByApplicant | EnumSet<StepType>{StepType::completeness};

// Steps in which the applicant is waited for: only these may stop the legal clock. A body, or one
// that it consults, works within the legal time (Art. 68(4)).
inline constexpr EnumSet<StepType> kApplicantSteps{StepType::applicant_choice, StepType::fee};

struct Step {
  std::string id;  // "cesrees"
  StepType type = StepType::opinion;
  std::string by;                          // a body of the procedure
  std::vector<std::string> after;          // steps that come before
  std::vector<access::PermitKind> kinds;   // the legal paths that have it; none named: all
  std::vector<access::DataForm> only_for;  // the forms of the data that need it; none named: all
  std::optional<calendar::Period> due;     // a target of the procedure, within the legal time
  std::optional<calendar::Period> extension;
  Silence silence = Silence::none;
  std::vector<Opinion> outcomes;  // of an opinion: those that this body gives
  bool is_binding = false;        // an unfavourable opinion stands in the way of a grant
  bool may_pause_clock = false;
  bool evidence_required = false;      // an opinion comes with its document
  std::vector<std::string> uncertain;  // what the sources leave open
  bool operator==(const Step&) const = default;

  bool applies_to(const Path& path) const;
};

// Returns who is waited for while the step is open.
Role waited_for(StepType type);

}  // namespace passerelle::procedure
