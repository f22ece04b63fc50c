// The codes of this room.
#pragma once

#include <system_error>

namespace passerelle::procedure {

// Why the kernel does not take an event ("procedure.finding_missing").
enum class Refusal {
  not_in_this_state = 1,  // the table of STATES.md has no such event there
  not_for_this_role,      // it has, for others
  out_of_order,           // earlier than the last event of the case
  id_reused,              // the id of another event
  conflict_of_interest,   // a person with a declared interest
  separation,             // Art. 55(3): two duties that one person must not hold
  reason_missing,
  finding_missing,    // Art. 68(1), (2): a criterion without a finding that allows the grant
  criterion_applies,  // a finding that calls a criterion of every case inapplicable
  not_granted,        // the decision that stands is no grant
  granted,            // the decision that stands is a grant
  too_late,
  too_early,
  bad_validity,      // Art. 68(12): ends before it begins, or after ten years
  already_extended,  // once only
  not_extendable,    // no clock that the law or the procedure lets extend
  not_accelerated,   // Art. 68(6) does not apply to that purpose
  unknown_step,      // the procedure has no such step of that type for this case
  step_not_ready,    // a step before it is not done
  step_done,         // a step is done once
  other_step,        // another step is being waited for
  evidence_missing,  // a step that wants evidence
  authorisation_refused,
  consent_missing,   // Art. 68(3): the applicant did not choose statistics instead
  holder_not_alone,  // Art. 72: the case concerns data of others too
  data_missing,      // data were not received or not made available
  permit_repeated,   // every amendment and renewal has a new id
  already_renewed,   // Art. 68(12): once
  already_appealed,
  views_missing,        // Art. 63(1): revoked before the user could answer
  results_missing,      // Art. 61(4): closed before results are published
  information_missing,  // closed as incomplete although nothing was asked and answered
};
std::error_code make_error_code(Refusal code);

// Why a procedure is not loaded ("procedure_file.cycle"). The detail begins with the path.
enum class ProcedureError {
  unknown_country = 1,
  unknown_step,  // `after` names none
  repeated_step,
  unknown_body,  // a step of a body that the file does not name
  cycle,
  unreachable_decision,
  decision_missing,  // none, or more than one
  completeness_missing,
  findings_missing,    // no assessment before the decision
  maximum_lengthened,  // longer than the regulation allows
  separation_off,
  publication_off,
  prohibitions_off,  // Art. 54
  bad_period,
  bad_text,
  extension_without_due,
  silence_without_due,
};
std::error_code make_error_code(ProcedureError code);

}  // namespace passerelle::procedure

template <>
struct std::is_error_code_enum<passerelle::procedure::Refusal> : std::true_type {};
template <>
struct std::is_error_code_enum<passerelle::procedure::ProcedureError> : std::true_type {};
