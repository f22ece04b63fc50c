#include "policies/register/biennial.h"

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "policies/procedure/clocks.h"
#include "policies/purposes/applicant.h"
#include "policies/purposes/purpose.h"

namespace passerelle::public_register {
namespace {

using procedure::EventType;

using Counts = std::map<std::string, std::size_t, std::less<>>;

// What people recorded in the span under a letter: how often, and each with its sentence.
Json recorded(const ReportGround& ground, const Span& span, char letter) {
  std::map<std::string, std::int64_t, std::less<>> counts;
  Json told = Json::array();
  for (const auto& activity : ground.activities) {
    if (letter_of(activity.kind) != letter || !span.contains(activity.day)) continue;
    counts[std::string(code(activity.kind))] += activity.count;
    told.push_back(to_json(activity));
  }
  return {{"counts", counts}, {"recorded", std::move(told)}};
}

// In hundredths of each currency.
std::map<std::string, std::int64_t> money(const ReportGround& ground,
                                          const Span& span,
                                          ActivityKind kind) {
  std::map<std::string, std::int64_t> sums;
  for (const auto& activity : ground.activities) {
    if (activity.kind == kind && span.contains(activity.day)) {
      sums[activity.currency] += activity.cents;
    }
  }
  return sums;
}

// Calls `tell` with every event of the span.
template <class Tell>
void for_events(std::span<const CountedCase> cases, const Span& span, Tell tell) {
  for (const auto& one : cases) {
    for (const auto& taken : one.file.history) {
      if (span.contains(taken.event.at)) tell(one, taken.event);
    }
  }
}

// Of the datasets to which access began in the span, by category of Art. 51.
Counts categories_of_access(const ReportGround& ground, const Span& span) {
  Counts counts;
  for_events(ground.cases, span, [&](const CountedCase& one, const procedure::CaseEvent& event) {
    if (event.type() != EventType::data_available) return;
    for (const auto& dataset : one.application.datasets) {
      const auto found = ground.categories.find(dataset.id);
      if (found == ground.categories.end()) continue;
      for (const auto& category : found->second) ++counts[category];
    }
  });
  return counts;
}

// (a): applications and requests, what was decided, what for.
Json applications_and_decisions(const ReportGround& ground, const Span& span) {
  std::size_t submitted = 0;
  Counts by_path, by_applicant, by_purpose, by_outcome;
  Json results = Json::array();
  for_events(ground.cases, span, [&](const CountedCase& one, const procedure::CaseEvent& event) {
    if (const auto* what = std::get_if<procedure::Submitted>(&event.what)) {
      ++submitted;
      ++by_path[std::string(access::code(what->kind))];
      ++by_applicant[std::string(purposes::code(what->category))];
      ++by_purpose[std::string(purposes::code(what->purpose))];
    } else if (const auto* signed_ = std::get_if<procedure::DecisionSigned>(&event.what)) {
      ++by_outcome[std::string(access::code(signed_->outcome))];
    } else if (const auto* found = std::get_if<procedure::ResultsPublished>(&event.what)) {
      results.push_back(
          {{"application", one.application.id.text()}, {"reference", found->reference}});
    }
  });
  return {{"submitted", submitted},
          {"by_path", by_path},
          {"by_applicant", by_applicant},
          {"by_purpose", by_purpose},
          {"decisions", by_outcome},
          {"results", results},
          {"data_categories", categories_of_access(ground, span)}};
}

// (b): what users and holders had to do.
Json commitments(const ReportGround& ground, const Span& span, Instant now) {
  Counts events, late;
  for_events(ground.cases, span, [&](const CountedCase&, const procedure::CaseEvent& event) {
    switch (event.type()) {
      case EventType::suspended:
      case EventType::revoked:
      case EventType::excluded:
      case EventType::deletion_certified:
      case EventType::results_published:
        ++events[std::string(procedure::code(event.type()))];
        break;
      default: break;
    }
  });
  for (const auto& one : ground.cases) {
    for (const auto& clock : procedure::clocks_at(one.file, one.procedure, now)) {
      const bool is_late = clock.standing == procedure::Standing::missed ||
                           clock.standing == procedure::Standing::met_late;
      if (is_late && !procedure::is_staff(clock.waits_for) && clock.due <= now &&
          span.contains(clock.due)) {
        ++late[std::string(procedure::code(clock.rule))];
      }
    }
  }
  return {{"acts", events},
          {"missed_by_users_and_holders", late},
          {"fines", recorded(ground, span, 'b')},
          {"fines_cents", money(ground, span, ActivityKind::fine)}};
}

// (g): what applicants agreed to pay and what came in, in hundredths of each currency.
Json revenues(const ReportGround& ground, const Span& span) {
  std::map<std::string, std::int64_t> accepted;
  for (const auto& one : ground.cases) {
    std::map<std::string, const procedure::FeeEstimated*> estimates;
    for (const auto& taken : one.file.history) {
      if (const auto* estimate = std::get_if<procedure::FeeEstimated>(&taken.event.what)) {
        estimates[estimate->step] = estimate;
      } else if (const auto* fee = std::get_if<procedure::FeeAccepted>(&taken.event.what)) {
        const auto found = estimates.find(fee->step);
        if (found == estimates.end() || !span.contains(taken.event.at)) continue;
        accepted[found->second->currency] += found->second->cents;
      }
    }
  }
  return {{"accepted_cents", accepted},
          {"received_cents", money(ground, span, ActivityKind::payment)}};
}

Json publications_of_users(const ReportGround& ground, const Span& span) {
  std::size_t results = 0;
  for_events(ground.cases, span, [&](const CountedCase&, const procedure::CaseEvent& event) {
    if (event.type() == EventType::results_published) ++results;
  });
  Json told = recorded(ground, span, 'j');
  told["results_published"] = results;
  return told;
}

}  // namespace

Json biennial_report(const ReportGround& ground, const Span& span, Instant now) {
  return {{"passerelle", "biennial_report/1"},
          {"from", to_text(span.from)},
          {"until", to_text(span.until)},
          {"a", applications_and_decisions(ground, span)},
          {"b", commitments(ground, span, now)},
          {"c", recorded(ground, span, 'c')},
          {"d", recorded(ground, span, 'd')},
          {"e", recorded(ground, span, 'e')},
          {"f", recorded(ground, span, 'f')},
          {"g", revenues(ground, span)},
          {"h", days_to_access(ground.cases, span)},
          {"i", {{"labels", ground.labels}}},
          {"j", publications_of_users(ground, span)},
          {"k", recorded(ground, span, 'k')},
          {"waited_for", waited_for(ground.cases, now)}};
}

}  // namespace passerelle::public_register
