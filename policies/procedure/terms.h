// The words of the procedure: Regulation (EU) 2025/327, chapter IV, and the status names of
// HealthData@EU. Closed lists.
//
// The legal path of a case is an access::PermitKind: health data request (Art. 69), data permit
// (Art. 68), access approval (Art. 67(3)). Together with the form of the data that are asked for it
// says which steps a case has.
//
// Thread safety: values; any thread.
#pragma once

#include <optional>
#include <string_view>

#include "policies/access/terms.h"
#include "policies/procedure/closed_list.h"
#include "policies/purposes/applicant.h"

namespace passerelle::procedure {

// Fixed by the submission: an answer to a question changes neither.
struct Path {
  access::PermitKind kind = access::PermitKind::request_approval;
  access::DataForm form = access::DataForm::anonymised_statistics;
};

// Who acts. The first two stand outside the body; `system` is the node itself, which tells that
// time has passed.
enum class Role {
  applicant,  // health data applicant, and health data user after a grant
  holder,
  desk_officer,  // completeness
  assessor,
  opinion_maker,
  decider,
  data_preparer,
  output_checker,  // Art. 73(2)
  enforcement_officer,
  auditor,
  publisher,
  system,
};
template <>
inline constexpr auto kCodes<Role> = std::to_array<std::string_view>(
    {"applicant", "holder", "desk_officer", "assessor", "opinion_maker", "decider", "data_preparer",
     "output_checker", "enforcement_officer", "auditor", "publisher", "system"});

// Says whether the role acts for a body of the procedure.
constexpr bool is_staff(Role role) {
  return role != Role::applicant && role != Role::holder && role != Role::system;
}

// The part of one body in an application. The state of a dossier of several parts is derived from
// them and never stored.
enum class CaseState {
  draft,  // nothing has been submitted yet
  submitted,
  pre_screening,
  awaiting_additional_information,
  closed_incomplete,  // Art. 68(4): no answer within four weeks
  processing,
  with_trusted_holder,  // Art. 72
  awaiting_opinion,
  awaiting_authorisation,
  awaiting_fee_acceptance,
  decision_issued,
  appealed,
  granted,
  amended,  // in force under a new id
  renewed,  // in force under a new id, once
  extraction_requested,
  data_available,
  in_use,
  suspended,
  revoked,
  expired,
  results_due,
  closed,
  withdrawn,
};
template <>
inline constexpr auto kCodes<CaseState> =
    std::to_array<std::string_view>({"draft",
                                     "submitted",
                                     "pre_screening",
                                     "awaiting_additional_information",
                                     "closed_incomplete",
                                     "processing",
                                     "with_trusted_holder",
                                     "awaiting_opinion",
                                     "awaiting_authorisation",
                                     "awaiting_fee_acceptance",
                                     "decision_issued",
                                     "appealed",
                                     "granted",
                                     "amended",
                                     "renewed",
                                     "extraction_requested",
                                     "data_available",
                                     "in_use",
                                     "suspended",
                                     "revoked",
                                     "expired",
                                     "results_due",
                                     "closed",
                                     "withdrawn"});

// Groups of states that rules speak of.
inline constexpr EnumSet<CaseState> kInAssessment{
    CaseState::processing, CaseState::awaiting_opinion, CaseState::awaiting_authorisation,
    CaseState::awaiting_fee_acceptance};
inline constexpr EnumSet<CaseState> kUndecided =
    kInAssessment | EnumSet<CaseState>{CaseState::submitted, CaseState::pre_screening,
                                       CaseState::awaiting_additional_information,
                                       CaseState::with_trusted_holder};
inline constexpr EnumSet<CaseState> kInForce{
    CaseState::granted,        CaseState::amended,
    CaseState::renewed,        CaseState::extraction_requested,
    CaseState::data_available, CaseState::in_use};
inline constexpr EnumSet<CaseState> kEnded{CaseState::closed_incomplete, CaseState::closed,
                                           CaseState::withdrawn};

// Returns the status that HealthData@EU has for the state ("PRE_SCREENING"); none for a state that
// it does not know.
std::optional<std::string_view> official_status(CaseState state);

// What the body assesses, each by a finding of its own: Art. 68(1)(a) to (h), 68(2)(a) and (b).
enum class Criterion {
  purpose,               // 68-1-a
  necessity,             // 68-1-b
  lawful_processing,     // 68-1-c: GDPR Art. 6(1), pseudonymised data justified
  qualification,         // 68-1-d
  safeguards,            // 68-1-e
  ethics,                // 68-1-f
  opt_out_exception,     // 68-1-g
  other_requirements,    // 68-1-h
  defence_and_security,  // 68-2-a
  regulatory_databases,  // 68-2-b
};
template <>
inline constexpr auto kCodes<Criterion> =
    std::to_array<std::string_view>({"68-1-a", "68-1-b", "68-1-c", "68-1-d", "68-1-e", "68-1-f",
                                     "68-1-g", "68-1-h", "68-2-a", "68-2-b"});

enum class Finding { met, not_met };
template <>
inline constexpr auto kCodes<Finding> = std::to_array<std::string_view>({"met", "not_met"});

enum class Opinion { favourable, with_recommendations, reserved, unfavourable };
template <>
inline constexpr auto kCodes<Opinion> = std::to_array<std::string_view>(
    {"favourable", "with_recommendations", "reserved", "unfavourable"});

enum class Authorisation { given, refused };
template <>
inline constexpr auto kCodes<Authorisation> = std::to_array<std::string_view>({"given", "refused"});

enum class Choice { go_on, stop };
template <>
inline constexpr auto kCodes<Choice> = std::to_array<std::string_view>({"go_on", "stop"});

enum class Feasibility { feasible, partly_feasible, not_feasible };
template <>
inline constexpr auto kCodes<Feasibility> =
    std::to_array<std::string_view>({"feasible", "partly_feasible", "not_feasible"});

enum class AppealOutcome { upheld, overturned };
template <>
inline constexpr auto kCodes<AppealOutcome> =
    std::to_array<std::string_view>({"upheld", "overturned"});

template <>
inline constexpr auto kCodes<purposes::PublicMandate> =
    std::to_array<std::string_view>({"none", "own", "on_behalf"});

// What Art. 57(1)(j) wants published.
enum class Publication {
  application,  // 57-1-j-ii: without undue delay after reception
  decision,     // 57-1-j-iii: within 30 working days
  measure,      // 57-1-j-iv
  results,      // 57-1-j-v
};
template <>
inline constexpr auto kCodes<Publication> =
    std::to_array<std::string_view>({"57-1-j-ii", "57-1-j-iii", "57-1-j-iv", "57-1-j-v"});

// What the silence of the one who is waited for means.
enum class Silence { none, favourable, unfavourable };
template <>
inline constexpr auto kCodes<Silence> =
    std::to_array<std::string_view>({"none", "favourable", "unfavourable"});

}  // namespace passerelle::procedure
