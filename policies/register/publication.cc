#include "policies/register/publication.h"

#include <algorithm>

#include "policies/procedure/clocks.h"

namespace passerelle::public_register {
namespace {

using procedure::ClockRule;
using procedure::EventType;
using procedure::Publication;
using procedure::Standing;

std::optional<Publication> rule_of(ClockRule rule) {
  switch (rule) {
    case ClockRule::application_publication: return Publication::application;
    case ClockRule::decision_publication: return Publication::decision;
    default: return std::nullopt;
  }
}

// Of what the law sets no period for: no clock runs.
std::optional<Publication> rule_of(EventType event) {
  switch (event) {
    case EventType::suspended:
    case EventType::revoked:
    case EventType::excluded: return Publication::measure;
    case EventType::results_published: return Publication::results;
    default: return std::nullopt;
  }
}

// One act of publication is of everything that waits under its rule.
void publish(std::vector<PublicationRecord>& records, Publication rule, Instant at) {
  for (auto& record : records) {
    if (record.rule == rule && !record.published) record.published = at;
  }
}

}  // namespace

std::vector<PublicationRecord> publications(const procedure::CaseFile& file,
                                            const procedure::Procedure& procedure,
                                            Instant now) {
  std::vector<PublicationRecord> records;
  for (const auto& entry : file.history) {
    if (const auto rule = rule_of(entry.event.type())) {
      records.push_back({*rule, entry.event.at, std::nullopt, std::nullopt, false});
    }
    if (const auto* act = std::get_if<procedure::Published>(&entry.event.what)) {
      publish(records, act->rule, entry.event.at);
    }
  }
  for (const auto& clock : procedure::clocks_at(file, procedure, now)) {
    const auto rule = rule_of(clock.rule);
    if (!rule) continue;
    const bool is_published =
        clock.standing == Standing::met || clock.standing == Standing::met_late;
    records.push_back({*rule, clock.started, clock.due, is_published ? clock.ended : std::nullopt,
                       clock.standing == Standing::missed || clock.standing == Standing::met_late});
  }
  std::ranges::stable_sort(records, {}, [](const PublicationRecord& record) {
    return std::pair(record.since, record.rule);
  });
  return records;
}

std::vector<Publication> unpublished(const procedure::CaseFile& file,
                                     const procedure::Procedure& procedure,
                                     Instant now) {
  std::vector<Publication> rules;
  for (const auto& record : publications(file, procedure, now)) {
    if (record.published || std::ranges::find(rules, record.rule) != rules.end()) continue;
    rules.push_back(record.rule);
  }
  return rules;
}

}  // namespace passerelle::public_register
