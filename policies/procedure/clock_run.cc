#include "policies/procedure/clock_run.h"

#include <array>

namespace passerelle::procedure {
namespace {

using E = EventType;
using Events = EnumSet<EventType>;
using Index = std::size_t;

const CaseEvent& event(const CaseFile& file, Index i) { return file.history[i].event; }

bool is_request(const CaseFile& file) {
  return file.submission->kind == access::PermitKind::request_approval;
}

// Returns the decision that stood after that entry.
const DecisionSigned* decision_then(const CaseFile& file, Index i) {
  for (Index back = i + 1; back > 0; --back) {
    const auto& what = event(file, back - 1).what;
    if (const auto* decision = std::get_if<DecisionSigned>(&what)) return decision;
  }
  return nullptr;
}

bool granted_then(const CaseFile& file, Index i) {
  const auto* decision = decision_then(file, i);
  return decision != nullptr && access::gives_permit(decision->outcome);
}

// The title of a request, or statistics instead of a permit: nobody gets data.
bool answers_with_statistics(const CaseFile& file, Index i) {
  const auto* decision = decision_then(file, i);
  return is_request(file) ||
         (decision != nullptr && decision->outcome == access::Outcome::answered_as_request);
}

bool always(const CaseFile&, Index, const Procedure&) { return true; }

bool asked_by_desk(const CaseFile& file, Index i, const Procedure&) {
  return event(file, i).actor.role == Role::desk_officer;
}

bool asked_by_assessor(const CaseFile& file, Index i, const Procedure&) {
  return event(file, i).actor.role == Role::assessor;
}

bool comes_to_assessment(const CaseFile& file, Index i) {
  return !is_request(file) && kInAssessment.contains(file.history[i].state);
}

bool complete(const CaseFile& file, Index i, const Procedure&) {
  return comes_to_assessment(file, i) && !file.submission->accelerated;
}

bool complete_accelerated(const CaseFile& file, Index i, const Procedure&) {
  return comes_to_assessment(file, i) && file.submission->accelerated;
}

bool request(const CaseFile& file, Index, const Procedure&) { return is_request(file); }

bool overturned(const CaseFile& file, Index i, const Procedure&) {
  return std::get<AppealDecided>(event(file, i).what).outcome == AppealOutcome::overturned;
}

bool grant_waits(const CaseFile& file, Index i, const Procedure&) {
  return file.history[i].state == CaseState::decision_issued && granted_then(file, i);
}

bool in_force(const CaseFile& file, Index i, const Procedure&) {
  return file.history[i].state == CaseState::granted && !answers_with_statistics(file, i);
}

bool answer_promised(const CaseFile& file, Index i, const Procedure&) {
  return granted_then(file, i) && answers_with_statistics(file, i);
}

bool data_handed_over(const CaseFile& file, Index i, const Procedure&) {
  return !answers_with_statistics(file, i);
}

// Processing ends with the title; for a request, with the answer.
bool processing_over(const CaseFile& file, Index i, const Procedure&) {
  return event(file, i).type() != E::used || answers_with_statistics(file, i);
}

template <Publication wanted>
bool publishes(const CaseFile& file, Index i) {
  const auto* published = std::get_if<Published>(&event(file, i).what);
  return published == nullptr || published->rule == wanted;
}

bool application_published(const CaseFile& file, Index i, const Procedure&) {
  return publishes<Publication::application>(file, i);
}

bool decision_published(const CaseFile& file, Index i, const Procedure&) {
  return publishes<Publication::decision>(file, i);
}

// A decision, also on a change of the title; a case closed as incomplete only where
// that is published as a refusal.
bool decision_to_publish(const CaseFile& file, Index i, const Procedure& procedure) {
  constexpr Events kDecisions{E::decision_signed, E::change_refused, E::amended, E::renewed};
  if (kDecisions.contains(event(file, i).type())) return true;
  return file.history[i].state == CaseState::closed_incomplete &&
         procedure.settings().incomplete_published == IncompletePublished::as_refusal;
}

constexpr auto kRuns = std::to_array<ClockRun>({
    {.rule = ClockRule::application_publication,
     .starts = {E::submitted},
     .starts_if = always,
     .stops = {E::published},
     .stops_if = application_published,
     .condition = "published: the application",
     .outlives_case = true},
    {.rule = ClockRule::take_up,
     .starts = {E::submitted},
     .starts_if = always,
     .stops = {E::taken_up},
     .stops_if = always,
     .condition = ""},
    {.rule = ClockRule::completion,
     .starts = {E::information_asked},
     .starts_if = asked_by_desk,
     .stops = {E::information_given},
     .stops_if = always,
     .condition = "asked by the desk officer",
     .again = Again::same_window},
    {.rule = ClockRule::information,
     .starts = {E::information_asked},
     .starts_if = asked_by_assessor,
     .stops = {E::information_given},
     .stops_if = always,
     .condition = "asked by the assessor"},
    {.rule = ClockRule::decision,
     .starts = {E::declared_complete, E::information_given},
     .starts_if = complete,
     .stops = {E::decision_signed},
     .stops_if = always,
     .condition = "the file is complete; no request, not accelerated",
     .overtaken_by = {E::forwarded_to_trusted_holder},
     .again = Again::never},
    {.rule = ClockRule::accelerated_decision,
     .starts = {E::declared_complete, E::information_given},
     .starts_if = complete_accelerated,
     .stops = {E::decision_signed},
     .stops_if = always,
     .condition = "the file is complete; accelerated",
     .overtaken_by = {E::forwarded_to_trusted_holder},
     .again = Again::never},
    {.rule = ClockRule::request_decision,
     .starts = {E::submitted},
     .starts_if = request,
     .stops = {E::decision_signed},
     .stops_if = always,
     .condition = "a health data request",
     .overtaken_by = {E::forwarded_to_trusted_holder},
     .again = Again::never},
    {.rule = ClockRule::holder_proposal,
     .starts = {E::forwarded_to_trusted_holder},
     .starts_if = always,
     .stops = {E::holder_proposed},
     .stops_if = always,
     .condition = ""},
    {.rule = ClockRule::decision_after_proposal,
     .starts = {E::holder_proposed},
     .starts_if = always,
     .stops = {E::decision_signed},
     .stops_if = always,
     .condition = "",
     .starts_on_lapse = ClockRule::holder_proposal},
    {.rule = ClockRule::decision_after_appeal,
     .starts = {E::appeal_decided},
     .starts_if = overturned,
     .stops = {E::decision_signed},
     .stops_if = always,
     .condition = "overturned"},
    {.rule = ClockRule::acceptance,
     .starts = {E::decision_signed, E::appeal_decided},
     .starts_if = grant_waits,
     .stops = {E::accepted, E::declined},
     .stops_if = always,
     .condition = "a grant that needs acceptance",
     .overtaken_by = {E::appealed}},
    {.rule = ClockRule::appeal,
     .starts = {E::decision_signed},
     .starts_if = always,
     .stops = {E::appealed},
     .stops_if = always,
     .condition = "",
     .overtaken_by = {E::accepted}},
    {.rule = ClockRule::decision_publication,
     .starts = {E::decision_signed, E::change_refused, E::amended, E::renewed, E::closed},
     .starts_if = decision_to_publish,
     .stops = {E::published},
     .stops_if = decision_published,
     .condition = "published: the decision; closed as incomplete: where that counts as a refusal",
     .starts_on_lapse = ClockRule::completion,
     .outlives_case = true},
    {.rule = ClockRule::data_request,
     .starts = {E::accepted, E::decision_signed},
     .starts_if = in_force,
     .stops = {E::data_requested, E::data_available},
     .stops_if = always,
     .condition = "a permit comes into force"},
    {.rule = ClockRule::holder_delivery,
     .starts = {E::data_requested},
     .starts_if = always,
     .stops = {E::data_received},
     .stops_if = always,
     .condition = ""},
    {.rule = ClockRule::data_provision,
     .starts = {E::data_received},
     .starts_if = data_handed_over,
     .stops = {E::data_available},
     .stops_if = always,
     .condition = "a permit, no request"},
    {.rule = ClockRule::answer,
     .starts = {E::decision_signed},
     .starts_if = answer_promised,
     .stops = {E::used},
     .stops_if = always,
     .condition = "a request, or statistics instead of a permit, is granted"},
    {.rule = ClockRule::views,
     .starts = {E::views_asked},
     .starts_if = always,
     .stops = {E::views_given},
     .stops_if = always,
     .condition = "",
     .overtaken_by = {E::revoked}},
    {.rule = ClockRule::deletion,
     .starts = {E::revoked},
     .starts_if = always,
     .stops = {E::deletion_certified},
     .stops_if = always,
     .condition = "",
     .starts_on_lapse = ClockRule::title_end},
    {.rule = ClockRule::results,
     .starts = {E::revoked, E::used},
     .starts_if = processing_over,
     .stops = {E::results_published},
     .stops_if = always,
     .condition = "used: the first answer to a request",
     .starts_on_lapse = ClockRule::title_end,
     .again = Again::never},
});

}  // namespace

std::span<const ClockRun> clock_runs() { return kRuns; }

}  // namespace passerelle::procedure
