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

using procedure::CaseFile;
using procedure::EventType;

using Counts = std::map<std::string, std::size_t, std::less<>>;

Json unknown(const char* sentence) { return {{"value", nullptr}, {"note", sentence}}; }

// Calls `tell` with every event of the span.
template <class Tell>
void for_events(std::span<const CountedCase> cases, const Span& span, Tell tell) {
  for (const auto& one : cases) {
    for (const auto& taken : one.file.history) {
      if (span.contains(taken.event.at)) tell(one, taken.event);
    }
  }
}

// (a): applications and requests, what was decided, what for.
Json applications_and_decisions(std::span<const CountedCase> cases, const Span& span) {
  std::size_t submitted = 0;
  Counts by_path, by_applicant, by_purpose, by_outcome;
  Json results = Json::array();
  for_events(cases, span, [&](const CountedCase& one, const procedure::CaseEvent& event) {
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
          {"data_categories", nullptr},
          {"note",
           "data_categories: applications name datasets; the categories of Art. 51 stand in the "
           "catalogue's descriptions, not in the events of cases."}};
}

// (b): what users and holders had to do.
Json commitments(std::span<const CountedCase> cases, const Span& span, Instant now) {
  Counts events, late;
  for_events(cases, span, [&](const CountedCase&, const procedure::CaseEvent& event) {
    switch (event.type()) {
      case EventType::suspended:
      case EventType::revoked:
      case EventType::deletion_certified:
      case EventType::results_published:
        ++events[std::string(procedure::code(event.type()))];
        break;
      default: break;
    }
  });
  for (const auto& one : cases) {
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
          {"fines", nullptr},
          {"note", "fines: administrative fines (Art. 63, 64) are not events of a case."}};
}

// (g): what applicants agreed to pay, in cents of each currency.
Json revenues(std::span<const CountedCase> cases, const Span& span) {
  std::map<std::string, std::int64_t> accepted;
  for (const auto& one : cases) {
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
          {"received_cents", nullptr},
          {"note",
           "received_cents: payments are not events of a case; accepted_cents are the "
           "estimates that applicants accepted (Art. 62)."}};
}

Json publications_of_users(std::span<const CountedCase> cases, const Span& span) {
  std::size_t results = 0;
  for_events(cases, span, [&](const CountedCase&, const procedure::CaseEvent& event) {
    if (event.type() == EventType::results_published) ++results;
  });
  return {{"results_published", results},
          {"peer_reviewed", nullptr},
          {"policy_documents", nullptr},
          {"regulatory_procedures", nullptr},
          {"note", "Users tell where results are (Art. 61(4)), not of which kind they are."}};
}

}  // namespace

Json biennial_report(std::span<const CountedCase> cases, const Span& span, Instant now) {
  return {
      {"passerelle", "biennial_report/1"},
      {"from", to_text(span.from)},
      {"until", to_text(span.until)},
      {"a", applications_and_decisions(cases, span)},
      {"b", commitments(cases, span, now)},
      {"c", unknown("Audits of users (Art. 73(1)(e)) are not recorded by this node.")},
      {"d", unknown("Audits of the processing environment (Art. 73(3)) are not recorded by this "
                    "node.")},
      {"e", unknown("Requests of natural persons on their data protection rights are not recorded "
                    "by this node.")},
      {"f", unknown("Engagement with stakeholders is described by the body itself.")},
      {"g", revenues(cases, span)},
      {"h", days_to_access(cases, span)},
      {"i", unknown("Labels stand in the catalogue, not in the events of cases.")},
      {"j", publications_of_users(cases, span)},
      {"k", unknown("Products and services, AI included, are not told to this node.")},
      {"waited_for", waited_for(cases, now)}};
}

}  // namespace passerelle::public_register
