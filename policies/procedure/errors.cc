#include "policies/procedure/errors.h"

#include <array>

#include "node/base/error.h"

namespace passerelle::procedure {

std::error_code make_error_code(CaseEventError code) {
  static constexpr std::array kNames{"impossible_now",
                                     "role_not_allowed",
                                     "id_reused",
                                     "other_application",
                                     "out_of_order",
                                     "lapse_first",
                                     "nothing_lapsed",
                                     "person_missing",
                                     "not_of_the_application",
                                     "applicant_side",
                                     "roles_not_separate",
                                     "decider_is_only_assessor",
                                     "conflict_of_interest",
                                     "other_body",
                                     "purpose_not_open",
                                     "not_accelerated",
                                     "question_window_closed",
                                     "reason_missing",
                                     "notice_missing",
                                     "not_extendable",
                                     "already_extended",
                                     "clock_not_running",
                                     "unknown_step",
                                     "step_not_ready",
                                     "step_already_done",
                                     "step_not_asked",
                                     "evidence_missing",
                                     "outcome_not_foreseen",
                                     "steps_open",
                                     "findings_missing",
                                     "criterion_not_met",
                                     "title_missing",
                                     "bad_title",
                                     "already_renewed",
                                     "renewal_too_late",
                                     "change_not_asked",
                                     "change_asked",
                                     "no_appeal",
                                     "data_not_there",
                                     "outside_title",
                                     "views_missing",
                                     "bad_exclusion",
                                     "no_finding",
                                     "nothing_to_publish",
                                     "not_closable"};
  static_assert(kNames.size() == static_cast<std::size_t>(CaseEventError::not_closable));
  static const ErrorCategory category("case_event", kNames);
  return {static_cast<int>(code), category};
}

std::error_code make_error_code(ProcedureError code) {
  static constexpr std::array kNames{
      "cycle",        "unreachable_decision", "missing_step", "repeated_step", "unknown_step",
      "unknown_body", "unknown_calendar",     "lengthened",   "weakened",      "bad_deadline",
      "bad_step",     "uncertain_rule",       "bad_overlay",  "bad_text",      "unknown_country"};
  static_assert(kNames.size() == static_cast<std::size_t>(ProcedureError::unknown_country));
  static const ErrorCategory category("procedure", kNames);
  return {static_cast<int>(code), category};
}

}  // namespace passerelle::procedure
