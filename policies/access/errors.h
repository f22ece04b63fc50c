// The codes of this room: one per refusal, so that a program can tell them apart without reading
// the sentence.
#pragma once

#include <system_error>

namespace passerelle::access {

// Why a permit does not cover an order, cannot change state, or is not known to be in force
// ("permit.revoked").
enum class AccessError {
  unknown = 1,  // no such permit for that requesting node, whatever exists for others
  not_yet_valid,
  expired,
  suspended,
  revoked,
  superseded,  // replaced by a later permit
  wrong_node,  // issued by another holding node than the one that is to execute
  person_not_listed,
  purpose_not_covered,
  dataset_not_covered,
  variable_not_covered,
  study_not_covered,
  peer_not_covered,
  runs_exhausted,
  form_not_covered,
  version_not_covered,  // of a dataset
  rows_not_covered,     // a cohort without the permit's row filter or period
  linkage_not_covered,
  own_dataset_not_covered,
  certificate_not_covered,
  assurance_too_low,
  place_not_covered,          // data that lie in another country than the permit says
  third_country_not_covered,  // a user outside the Union and the EEA
  file_type_not_covered,
  too_many_at_once,
  impossible_change,   // a permit that is revoked or replaced is not replaced again
  status_too_old,      // the issuer has been silent for longer than its word is good
  status_older,        // than what the same issuer said before
  status_misdirected,  // of another issuer, or for another node
  status_ahead,        // issued in the future
  invalid,             // a permit that could not have been issued
};
std::error_code make_error_code(AccessError code);

// What is wrong with an application ("application.no_principal_investigator").
enum class ApplicationError {
  purpose_not_open = 1,       // Art. 53(2)
  no_principal_investigator,  // Art. 68(10)(d)
  person_of_another_node,
  repeated_person,
  no_dataset,
  repeated_dataset,
  dataset_outside_peers,
  no_variable,
  repeated_variable,
  repeated_peer,
  bad_digest,
  bad_dates,
  too_long,  // Art. 68(12)
  bad_runs,
  bad_linkage,
  bad_identifier,
  bad_text,
  bad_country,           // no code of a country, or a country without a node among the peers
  node_without_country,  // a holding node stands in exactly one country
  bad_claim,             // a claim of confidentiality on nothing, twice, or without a reason
  not_concerned,         // a node that holds none of the datasets
};
std::error_code make_error_code(ApplicationError code);

// Why a case does not take an event ("case.conflict_of_interest").
enum class CaseError {
  already_closed = 1,
  reason_missing,
  conflict_of_interest,
  looser_than_asked,  // a condition that gives more than the applicant asked for
  other_application,  // a decision on another application
  bad_condition,
  bad_outcome,    // an outcome that what is granted does not have
  no_exception,   // Art. 71(4) opens no exception from the opt-out to that applicant or purpose
  third_country,  // Art. 91: of applicants outside the Union and the EEA, unless an act opens it
  excluded,       // Art. 63: this body has excluded the user, and the time is not over
};
std::error_code make_error_code(CaseError code);

}  // namespace passerelle::access

template <>
struct std::is_error_code_enum<passerelle::access::AccessError> : std::true_type {};
template <>
struct std::is_error_code_enum<passerelle::access::ApplicationError> : std::true_type {};
template <>
struct std::is_error_code_enum<passerelle::access::CaseError> : std::true_type {};
