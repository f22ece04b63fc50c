#include "policies/procedure/vocabulary.h"

#include <algorithm>
#include <array>

namespace passerelle::procedure {
namespace {

using std::string_view;

constexpr auto kRoleCodes = std::to_array<string_view>(
    {"desk_officer", "assessor", "opinion_maker", "decider", "data_preparer", "output_checker",
     "enforcement_officer", "auditor", "publisher", "applicant", "holder", "system"});
static_assert(kRoleCodes.size() == kRoles);

constexpr auto kStateCodes = std::to_array<string_view>({"draft",
                                                         "submitted",
                                                         "pre_screening",
                                                         "awaiting_additional_information",
                                                         "processing",
                                                         "with_trusted_holder",
                                                         "awaiting_opinion",
                                                         "awaiting_authorisation",
                                                         "awaiting_fee_acceptance",
                                                         "decision_issued",
                                                         "appealed",
                                                         "granted",
                                                         "extraction_requested",
                                                         "data_available",
                                                         "in_use",
                                                         "amended",
                                                         "renewed",
                                                         "suspended",
                                                         "revoked",
                                                         "expired",
                                                         "results_due",
                                                         "closed_incomplete",
                                                         "closed",
                                                         "withdrawn"});
static_assert(kStateCodes.size() == kStates);

constexpr auto kEventCodes = std::to_array<string_view>({"submitted",
                                                         "taken_up",
                                                         "information_asked",
                                                         "information_given",
                                                         "declared_complete",
                                                         "clock_extended",
                                                         "forwarded_to_trusted_holder",
                                                         "holder_proposed",
                                                         "opinion_asked",
                                                         "opinion_given",
                                                         "authorisation_asked",
                                                         "authorisation_given",
                                                         "applicant_chose",
                                                         "fee_estimated",
                                                         "fee_accepted",
                                                         "fee_declined",
                                                         "finding_recorded",
                                                         "conflict_declared",
                                                         "decision_signed",
                                                         "accepted",
                                                         "declined",
                                                         "appealed",
                                                         "appeal_decided",
                                                         "data_requested",
                                                         "data_received",
                                                         "data_available",
                                                         "used",
                                                         "amended",
                                                         "renewed",
                                                         "suspended",
                                                         "resumed",
                                                         "views_asked",
                                                         "revoked",
                                                         "expired",
                                                         "deletion_certified",
                                                         "results_published",
                                                         "closed",
                                                         "withdrawn",
                                                         "time_passed"});
static_assert(kEventCodes.size() == kEventKinds);

constexpr auto kCriterionCodes =
    std::to_array<string_view>({"68-1-a", "68-1-b", "68-1-c", "68-1-d", "68-1-e", "68-1-f",
                                "68-1-g", "68-1-h", "68-2-a", "68-2-b"});
static_assert(kCriterionCodes.size() == kCriteria);

constexpr auto kVerdicts = std::to_array<string_view>({"met", "not_met", "not_applicable"});
constexpr auto kOutcomes =
    std::to_array<string_view>({"granted", "partially_granted", "refused", "answered_as_request"});
constexpr auto kOpinions =
    std::to_array<string_view>({"favourable", "with_recommendations", "reserved", "unfavourable"});
constexpr auto kAuthorisations = std::to_array<string_view>({"given", "refused"});
constexpr auto kProposals = std::to_array<string_view>({"grant", "refuse"});
constexpr auto kChoices = std::to_array<string_view>({"go_on", "statistics_instead"});
constexpr auto kAppealOutcomes = std::to_array<string_view>({"upheld", "overturned"});
constexpr auto kRules = std::to_array<string_view>(
    {"taking_up", "information", "decision", "holder_proposal", "decision_on_proposal", "step",
     "fee_acceptance", "acceptance", "answer", "holder_delivery", "preparation", "views",
     "validity", "deletion", "results"});
static_assert(kRules.size() == static_cast<std::size_t>(Rule::results) + 1);
constexpr auto kForces = std::to_array<string_view>({"legal", "target"});
constexpr auto kStepTypes =
    std::to_array<string_view>({"completeness", "opinion", "assessment", "authorisation",
                                "feasibility", "choice", "fee", "decision"});
constexpr auto kSilences = std::to_array<string_view>({"none", "favourable", "unfavourable"});
constexpr auto kInformationClocks = std::to_array<string_view>({"pause", "restart"});
constexpr auto kStandings = std::to_array<string_view>({"known", "unknown"});

}  // namespace

// clang-format off
template <> std::span<const string_view> codes<Role>() { return kRoleCodes; }
template <> std::span<const string_view> codes<State>() { return kStateCodes; }
template <> std::span<const string_view> codes<EventKind>() { return kEventCodes; }
template <> std::span<const string_view> codes<Criterion>() { return kCriterionCodes; }
template <> std::span<const string_view> codes<Verdict>() { return kVerdicts; }
template <> std::span<const string_view> codes<Outcome>() { return kOutcomes; }
template <> std::span<const string_view> codes<Opinion>() { return kOpinions; }
template <> std::span<const string_view> codes<Authorisation>() { return kAuthorisations; }
template <> std::span<const string_view> codes<Proposal>() { return kProposals; }
template <> std::span<const string_view> codes<Choice>() { return kChoices; }
template <> std::span<const string_view> codes<AppealOutcome>() { return kAppealOutcomes; }
template <> std::span<const string_view> codes<Rule>() { return kRules; }
template <> std::span<const string_view> codes<Force>() { return kForces; }
template <> std::span<const string_view> codes<StepType>() { return kStepTypes; }
template <> std::span<const string_view> codes<Silence>() { return kSilences; }
template <> std::span<const string_view> codes<InformationClock>() { return kInformationClocks; }
template <> std::span<const string_view> codes<Standing>() { return kStandings; }
// clang-format on

Result<std::size_t> position_among(std::span<const string_view> codes, string_view text) {
  const auto found = std::ranges::find(codes, text);
  if (found != codes.end()) return static_cast<std::size_t>(found - codes.begin());
  std::string known;
  for (const auto one : codes) known += (known.empty() ? "" : ", ") + std::string(one);
  return Error{BaseError::malformed, "is none of: " + known};
}

string_view official_status(State state) {
  switch (state) {
    case State::draft: return "DRAFT";
    case State::submitted: return "SUBMITTED";
    case State::pre_screening: return "PRE_SCREENING";
    case State::awaiting_additional_information: return "AWAITING_ADDITIONAL_INFORMATION";
    case State::processing:
    case State::with_trusted_holder:
    case State::awaiting_opinion:
    case State::awaiting_authorisation:
    case State::awaiting_fee_acceptance: return "PROCESSING";
    case State::decision_issued:
    case State::appealed:
    case State::closed_incomplete: return "DECISION_ISSUED";
    case State::granted:
    case State::extraction_requested:
    case State::data_available:
    case State::in_use:
    case State::suspended: return "GRANTED";
    case State::amended: return "AMENDED";
    case State::renewed: return "RENEWED";
    case State::revoked: return "REVOKED";
    case State::expired:
    case State::results_due:
    case State::closed: return "EXPIRED";
    case State::withdrawn: return "WITHDRAWN";
  }
  return "";
}

bool is_final(State state) {
  return state == State::closed_incomplete || state == State::closed || state == State::withdrawn;
}

bool is_in_force(State state) {
  return state == State::granted || state == State::extraction_requested ||
         state == State::data_available || state == State::in_use || state == State::amended ||
         state == State::renewed;
}

}  // namespace passerelle::procedure
