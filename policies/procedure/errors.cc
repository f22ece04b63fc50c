#include "policies/procedure/errors.h"

#include <array>

#include "node/base/error.h"

namespace passerelle::procedure {

std::error_code make_error_code(Refusal code) {
  static constexpr std::array kNames{"not_in_this_state",
                                     "not_for_this_role",
                                     "out_of_order",
                                     "id_reused",
                                     "conflict_of_interest",
                                     "separation",
                                     "reason_missing",
                                     "finding_missing",
                                     "criterion_applies",
                                     "not_granted",
                                     "granted",
                                     "too_late",
                                     "too_early",
                                     "bad_validity",
                                     "already_extended",
                                     "not_extendable",
                                     "not_accelerated",
                                     "unknown_step",
                                     "step_not_ready",
                                     "step_done",
                                     "other_step",
                                     "evidence_missing",
                                     "authorisation_refused",
                                     "consent_missing",
                                     "holder_not_alone",
                                     "data_missing",
                                     "permit_repeated",
                                     "already_renewed",
                                     "already_appealed",
                                     "views_missing",
                                     "results_missing",
                                     "information_missing"};
  static_assert(kNames.size() == static_cast<std::size_t>(Refusal::information_missing));
  static const ErrorCategory category("procedure", kNames);
  return {static_cast<int>(code), category};
}

std::error_code make_error_code(ProcedureError code) {
  static constexpr std::array kNames{"unknown_country",
                                     "unknown_step",
                                     "repeated_step",
                                     "unknown_body",
                                     "cycle",
                                     "unreachable_decision",
                                     "decision_missing",
                                     "completeness_missing",
                                     "findings_missing",
                                     "maximum_lengthened",
                                     "separation_off",
                                     "publication_off",
                                     "prohibitions_off",
                                     "bad_period",
                                     "bad_text",
                                     "extension_without_due",
                                     "silence_without_due"};
  static_assert(kNames.size() == static_cast<std::size_t>(ProcedureError::silence_without_due));
  static const ErrorCategory category("procedure_file", kNames);
  return {static_cast<int>(code), category};
}

}  // namespace passerelle::procedure
