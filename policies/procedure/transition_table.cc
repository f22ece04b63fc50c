#include <algorithm>
#include <array>

#include "policies/procedure/transition.h"

namespace passerelle::procedure {
namespace {

using E = EventType;
using S = CaseState;
using States = EnumSet<CaseState>;
using Roles = EnumSet<Role>;

constexpr Roles kApplicant{Role::applicant};
constexpr Roles kDesk{Role::desk_officer};
constexpr Roles kAssessor{Role::assessor};
constexpr Roles kDeskOrAssessor{Role::desk_officer, Role::assessor};
constexpr Roles kDecider{Role::decider};
constexpr Roles kPreparer{Role::data_preparer};
constexpr Roles kEnforcement{Role::enforcement_officer};
constexpr Roles kSystem{Role::system};
constexpr Roles kStaff{
    Role::desk_officer,  Role::assessor,       Role::opinion_maker,       Role::decider,
    Role::data_preparer, Role::output_checker, Role::enforcement_officer, Role::auditor,
    Role::publisher};

constexpr States kAwaitingInformation{S::awaiting_additional_information};
constexpr States kAwaitingOpinion{S::awaiting_opinion};
constexpr States kInAssessmentWithoutOpinion{S::processing, S::awaiting_authorisation,
                                             S::awaiting_fee_acceptance};
constexpr States kWithHolder{S::with_trusted_holder};
constexpr States kAssessed = kInAssessment | kAwaitingInformation;
constexpr States kNewTitle{S::granted, S::amended, S::renewed};
constexpr States kChangeable = kNewTitle | States{S::data_available, S::in_use};
constexpr States kRenewable{S::granted, S::amended, S::data_available, S::in_use};
constexpr States kAfterTitle{S::revoked, S::expired, S::results_due};
constexpr States kSuspended{S::suspended};
constexpr States kOpen =
    kUndecided | kInForce | kAfterTitle | kSuspended | States{S::decision_issued, S::appealed};
// Of what happened under a title the user answers also after its end.
constexpr States kAnswerable = kInForce | kSuspended | kAfterTitle;
constexpr States kReceived = kOpen | kEnded;

constexpr auto kTransitions = std::to_array<Transition>({
    {E::submitted, kApplicant, {S::draft}, {S::submitted}, "Art. 67, 69"},
    {E::taken_up, kDesk, {S::submitted}, {S::pre_screening}, "TEHDAS2 D6.3"},
    {E::information_asked,
     kDesk,
     {S::pre_screening},
     kAwaitingInformation,
     "Art. 68(4): incomplete; one window of four weeks"},
    {E::information_asked, kAssessor, kInAssessment, kAwaitingInformation,
     "the decision clock is paused or starts anew, as the procedure says"},
    {E::information_given, kApplicant, kAwaitingInformation,
     kInAssessment | States{S::pre_screening},
     "back to where it was asked, unless the procedure says otherwise"},
    {E::declared_complete,
     kDesk,
     {S::pre_screening},
     kInAssessment,
     "Art. 68(4): the decision clock starts"},
    {E::clock_extended,
     {Role::assessor, Role::desk_officer, Role::opinion_maker},
     kAwaitingOpinion,
     {},
     "Art. 68(4): once, with reasons and notice; the decision by the assessor, a step by its body"},
    {E::clock_extended,
     kDeskOrAssessor,
     kInAssessmentWithoutOpinion,
     {},
     "Art. 68(4): once, with reasons and notice; the decision by the assessor, a step by the desk"},
    {E::clock_extended,
     kPreparer,
     {S::extraction_requested},
     {},
     "Art. 60(2), 68(7): delivery and provision, in justified cases"},
    {E::clock_extended,
     kDesk,
     kAfterTitle | States{S::in_use},
     {},
     "Art. 61(4): publication of results, in justified cases"},
    {E::forwarded_to_trusted_holder, kDeskOrAssessor, {S::processing}, kWithHolder, "Art. 72"},
    {E::holder_proposed,
     {Role::holder},
     kWithHolder,
     {S::processing},
     "Art. 72: the body is not bound"},
    {E::opinion_asked, kDeskOrAssessor, kInAssessment, {S::awaiting_opinion}, "procedure"},
    {E::opinion_given, {Role::opinion_maker}, kAwaitingOpinion, kInAssessment, "procedure"},
    {E::opinion_given, {Role::opinion_maker}, kAwaitingInformation, {}, "procedure"},
    {E::authorisation_asked,
     kDeskOrAssessor,
     kInAssessment,
     {S::awaiting_opinion, S::awaiting_authorisation},
     "procedure"},
    {E::authorisation_given, kDesk, kInAssessment, kInAssessment,
     "procedure: reference and document are kept"},
    {E::authorisation_given,
     kDesk,
     kAwaitingInformation | States{S::pre_screening},
     {},
     "procedure: reference and document are kept"},
    {E::applicant_chose, kApplicant, kInAssessment, kInAssessment | States{S::withdrawn},
     "procedure: go on to the next body or stop"},
    {E::feasibility_given, {Role::holder, Role::desk_officer}, kAssessed, {}, "procedure"},
    {E::fee_estimated,
     kDeskOrAssessor,
     {S::processing, S::awaiting_opinion, S::awaiting_authorisation},
     kInAssessment,
     "Art. 62: told before the permit or the answer"},
    {E::fee_accepted,
     kApplicant,
     {S::awaiting_opinion, S::awaiting_authorisation, S::awaiting_fee_acceptance},
     kInAssessment,
     "Art. 62"},
    {E::fee_declined,
     kApplicant,
     {S::awaiting_opinion, S::awaiting_authorisation, S::awaiting_fee_acceptance},
     {S::withdrawn},
     "Art. 62: costs incurred only"},
    {E::finding_recorded, kAssessor, kAssessed | kWithHolder, {}, "Art. 68(1), 68(2)"},
    {E::conflict_declared, kStaff, kOpen, {}, "Art. 55(3): locked out of the case from then on"},
    {E::decision_signed,
     kDecider,
     kInAssessment,
     {S::decision_issued, S::granted},
     "Art. 68(5), 68(9)"},
    {E::accepted, kApplicant, {S::decision_issued}, {S::granted}, "TEHDAS2 D6.3"},
    {E::declined, kApplicant, {S::decision_issued}, {S::withdrawn}, "TEHDAS2 D6.3"},
    {E::appealed, kApplicant, {S::decision_issued}, {S::appealed}, "national law"},
    {E::appeal_decided,
     kDesk,
     {S::appealed},
     kInAssessment | States{S::decision_issued},
     "overturned: a new decision"},
    {E::data_requested, kPreparer, kNewTitle, {S::extraction_requested}, "Art. 68(7): immediately"},
    {E::data_received,
     {Role::holder, Role::data_preparer},
     {S::extraction_requested},
     {},
     "Art. 60(2)"},
    {E::data_available,
     {Role::data_preparer, Role::system},
     kNewTitle | States{S::extraction_requested},
     {S::data_available},
     "Art. 68(7); without a request when the data are queried in place"},
    {E::used,
     {Role::output_checker, Role::system},
     {S::data_available, S::in_use, S::amended, S::renewed},
     {S::in_use},
     "Art. 73(2): an output that was checked"},
    {E::change_asked,
     kApplicant,
     kInForce | kSuspended,
     {},
     "Art. 68(12), 68(13): a renewal a month before the end, once"},
    {E::change_refused, kDecider, kInForce | kSuspended, {}, "Art. 68(9): with its reason"},
    {E::amended,
     kDecider,
     kChangeable,
     {S::amended},
     "Art. 68(13): a new title, as it was asked for"},
    {E::renewed, kDecider, kRenewable, {S::renewed}, "Art. 68(12): a new title, once"},
    {E::suspended, kEnforcement, kInForce, kSuspended, "Art. 63: as a precaution"},
    {E::resumed, kEnforcement, kSuspended, kInForce, "Art. 63"},
    {E::views_asked, kEnforcement, kAnswerable, {}, "Art. 63: a finding is notified"},
    {E::views_given, kApplicant, kAnswerable, {}, "Art. 63: within four weeks"},
    {E::revoked,
     kEnforcement,
     kInForce | kSuspended,
     {S::revoked},
     "Art. 63(3): after the user could be heard"},
    {E::excluded,
     kEnforcement,
     kAnswerable,
     {},
     "Art. 63(3): five years at most, after the user could be heard"},
    {E::significant_finding_reported,
     kApplicant,
     kAnswerable | States{S::closed},
     {},
     "Art. 61(5): by the user to the body"},
    {E::holder_informed,
     kDesk,
     kAnswerable | States{S::closed},
     {},
     "Art. 58(3): by the body to the holder"},
    {E::deletion_certified,
     kPreparer,
     {S::expired, S::revoked},
     {S::results_due, S::closed},
     "Art. 68(12)"},
    {E::results_published,
     kApplicant,
     {S::data_available, S::in_use, S::amended, S::renewed, S::suspended, S::expired, S::revoked,
      S::results_due},
     {S::data_available, S::in_use, S::amended, S::renewed, S::suspended, S::expired, S::revoked,
      S::closed},
     "Art. 61(4)"},
    {E::closed,
     kDesk,
     {S::pre_screening},
     {S::closed_incomplete},
     "Art. 68(4): the answer left the file incomplete"},
    {E::closed,
     kDesk,
     {S::decision_issued, S::results_due},
     {S::closed},
     "a refusal that stands; results that are excused"},
    {E::withdrawn, kApplicant, kUndecided, {S::withdrawn}, "costs incurred only"},
    {E::complaint_filed,
     {Role::applicant, Role::holder, Role::desk_officer},
     kReceived,
     {},
     "Art. 81; of anybody else through the desk"},
    {E::published,
     {Role::publisher, Role::system},
     kReceived,
     {},
     "Art. 57(1)(j); by the node itself where the body lets it"},
    {E::time_passed, kSystem, kAwaitingInformation,
     kAssessed | States{S::closed_incomplete, S::withdrawn}, "silence takes effect"},
    {E::time_passed, kSystem, kInAssessment | kWithHolder, kInAssessment | States{S::withdrawn},
     "silence takes effect"},
    {E::time_passed, kSystem, {S::decision_issued}, {S::withdrawn}, "a grant was not accepted"},
    {E::time_passed, kSystem, kInForce | kSuspended, {S::expired}, "the title ends"},
});

}  // namespace

std::span<const Transition> transitions() { return kTransitions; }

const Transition* find_transition(EventType event, CaseState state) {
  const auto found = std::ranges::find_if(kTransitions, [&](const Transition& row) {
    return row.event == event && row.from.contains(state);
  });
  return found == kTransitions.end() ? nullptr : &*found;
}

}  // namespace passerelle::procedure
