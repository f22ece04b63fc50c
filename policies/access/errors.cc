#include "policies/access/errors.h"

#include <array>

#include "node/base/error.h"

namespace passerelle::access {

std::error_code make_error_code(AccessError code) {
  static constexpr std::array kNames{"unknown",
                                     "not_yet_valid",
                                     "expired",
                                     "suspended",
                                     "revoked",
                                     "superseded",
                                     "wrong_node",
                                     "person_not_listed",
                                     "purpose_not_covered",
                                     "dataset_not_covered",
                                     "variable_not_covered",
                                     "study_not_covered",
                                     "peer_not_covered",
                                     "runs_exhausted",
                                     "form_not_covered",
                                     "version_not_covered",
                                     "rows_not_covered",
                                     "linkage_not_covered",
                                     "own_dataset_not_covered",
                                     "certificate_not_covered",
                                     "assurance_too_low",
                                     "place_not_covered",
                                     "third_country_not_covered",
                                     "file_type_not_covered",
                                     "too_many_at_once",
                                     "impossible_change",
                                     "status_too_old",
                                     "status_older",
                                     "status_misdirected",
                                     "status_ahead",
                                     "invalid"};
  static_assert(kNames.size() == static_cast<std::size_t>(AccessError::invalid));
  static const ErrorCategory category("permit", kNames);
  return {static_cast<int>(code), category};
}

std::error_code make_error_code(ApplicationError code) {
  static constexpr std::array kNames{"purpose_not_open",
                                     "no_principal_investigator",
                                     "person_of_another_node",
                                     "repeated_person",
                                     "no_dataset",
                                     "repeated_dataset",
                                     "dataset_outside_peers",
                                     "no_variable",
                                     "repeated_variable",
                                     "repeated_peer",
                                     "bad_digest",
                                     "bad_dates",
                                     "too_long",
                                     "bad_runs",
                                     "bad_linkage",
                                     "bad_identifier",
                                     "bad_text",
                                     "bad_country",
                                     "node_without_country",
                                     "bad_claim",
                                     "not_concerned"};
  static_assert(kNames.size() == static_cast<std::size_t>(ApplicationError::not_concerned));
  static const ErrorCategory category("application", kNames);
  return {static_cast<int>(code), category};
}

std::error_code make_error_code(CaseError code) {
  static constexpr std::array kNames{
      "already_closed",    "reason_missing", "conflict_of_interest", "looser_than_asked",
      "other_application", "bad_condition",  "bad_outcome",          "no_exception",
      "third_country",     "excluded"};
  static_assert(kNames.size() == static_cast<std::size_t>(CaseError::excluded));
  static const ErrorCategory category("case", kNames);
  return {static_cast<int>(code), category};
}

}  // namespace passerelle::access
