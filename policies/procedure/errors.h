// The codes of this room: one per refusal, so that a program can tell them apart without reading
// the sentence.
#pragma once

#include <system_error>

namespace passerelle::procedure {

// Why a case does not take an event ("case_event.out_of_order").
enum class CaseEventError {
  impossible_now = 1,  // the state does not know the event
  role_not_allowed,    // the state knows it, from somebody else
  id_reused,           // another event has that id
  other_application,
  out_of_order,            // earlier than what has happened
  lapse_first,             // somebody's silence has taken effect and is not yet told (time_passed)
  nothing_lapsed,          // time passed and nothing follows from it
  person_missing,          // an act that only a person can do
  not_of_the_application,  // an applicant's act by somebody whom the application does not name
  applicant_side,          // who asks, acting for the body
  roles_not_separate,      // Art. 55(3)
  decider_is_only_assessor,
  conflict_of_interest,
  other_body,
  purpose_not_open,        // Art. 53(2)
  not_accelerated,         // Art. 68(6) does not open the short time
  question_window_closed,  // Art. 68(4): four weeks, one window
  reason_missing,
  notice_missing,
  not_extendable,
  already_extended,
  clock_not_running,
  unknown_step,
  step_not_ready,
  step_already_done,
  step_not_asked,
  evidence_missing,
  outcome_not_foreseen,
  steps_open,         // a grant before every step is done
  findings_missing,   // a grant before every criterion has its finding
  criterion_not_met,  // a grant against a finding, an opinion that binds or an authorisation
  title_missing,
  bad_title,  // dates or id that the law or the case does not allow
  already_renewed,
  renewal_too_late,
  change_not_asked,  // an amendment, a renewal, or the refusal of one that nobody asked for
  change_asked,      // it was asked for, and is not decided yet
  no_appeal,
  data_not_there,
  outside_title,  // before the title begins
  views_missing,  // Art. 63: a measure before the user could be heard
  bad_exclusion,  // Art. 63(3): over before it begins, or longer than five years
  no_finding,     // Art. 58(3): nothing was reported that a holder could be told
  nothing_to_publish,
  not_closable,
};
std::error_code make_error_code(CaseEventError code);

// What is wrong with a national procedure ("procedure.cycle").
enum class ProcedureError {
  cycle = 1,
  unreachable_decision,
  missing_step,  // no completeness, assessment or decision, or two of one
  repeated_step,
  unknown_step,
  unknown_body,
  unknown_calendar,
  lengthened,  // a legal maximum
  weakened,    // an invariant of the kernel switched off
  bad_deadline,
  bad_step,
  uncertain_rule,  // what the sources leave open, as a hard rule
  bad_overlay,
  bad_text,
  unknown_country,  // no procedure of that country comes with the program
};
std::error_code make_error_code(ProcedureError code);

}  // namespace passerelle::procedure

template <>
struct std::is_error_code_enum<passerelle::procedure::CaseEventError> : std::true_type {};
template <>
struct std::is_error_code_enum<passerelle::procedure::ProcedureError> : std::true_type {};
