// rate: events per unit of person-time, by level, standardised and against rates of reference.
#include <nlohmann/json.hpp>
#include <optional>

#include "node/analysis/analyses.h"
#include "node/analysis/rate_estimate.h"
#include "node/base/fields.h"

namespace passerelle::analysis {
namespace {

// Who had the event, where it is a category; nothing where it is a number of events.
std::optional<CellKey> events_of(const StudyPlan& plan, const RateAnalysis& rate, CellKey base) {
  const auto& event = plan.variable(rate.event);
  for (const auto& level : event.levels) {
    if (is_event_level(level)) return with(std::move(base), rate.event, level.name);
  }
  return std::nullopt;
}

// A sum as its mean and the number of rows tell it.
std::optional<double> sum_of(const Answering& from,
                             const std::string& variable,
                             const Group& group) {
  const auto values = from.pool.moments({from.analysis.id, variable, group.level()}, group.rows);
  if (!values) return std::nullopt;
  const auto n = static_cast<double>(values->n);
  return n * values->moments.mean + n * values->moments.mean_rest;
}

std::optional<EventCount> counted(const Answering& from,
                                  const RateAnalysis& rate,
                                  const Group& group) {
  const auto time = sum_of(from, rate.person_time, group);
  std::optional<double> events;
  if (const auto cell = events_of(from.outcomes.plan(), rate, group.rows)) {
    if (const auto count = from.pool.cell(*cell)) events = static_cast<double>(count->rows);
  } else {
    events = sum_of(from, rate.event, group);
  }
  if (!time || !events) return std::nullopt;
  return EventCount{*events, *time};
}

void put(const std::string& pointer, const std::optional<EventCount>& count, Answer& out) {
  if (!count) {
    for (const char* name : {"/events", "/person_years", "/rate", "/conf_low", "/conf_high"}) {
      out.withhold(pointer + name);
    }
    return;
  }
  const auto rate = rate_estimate(*count);
  out.put_number(pointer + "/events", count->events);
  out.put_number(pointer + "/person_years", count->person_time);
  out.put_number(pointer + "/rate", rate.estimate);
  out.put_number(pointer + "/conf_low", rate.conf_low);
  out.put_number(pointer + "/conf_high", rate.conf_high);
}

void put_standardised(const std::vector<EventCount>& groups,
                      const std::vector<double>& weights,
                      const std::string& pointer,
                      Answer& out) {
  const auto found = standardise(groups, weights);
  out.put_number(pointer + "/rate", found.rate.estimate);
  out.put_number(pointer + "/variance", found.variance);
  out.put_number(pointer + "/conf_low", found.rate.conf_low);
  out.put_number(pointer + "/conf_high", found.rate.conf_high);
}

void put_ratio(const std::vector<EventCount>& groups,
               const std::vector<double>& reference_rates,
               const std::string& pointer,
               Answer& out) {
  const auto found = incidence_ratio(groups, reference_rates);
  out.put_number(pointer + "/observed", found.observed);
  out.put_number(pointer + "/expected", found.expected);
  out.put_number(pointer + "/estimate", found.ratio.estimate);
  out.put_number(pointer + "/conf_low", found.ratio.conf_low);
  out.put_number(pointer + "/conf_high", found.ratio.conf_high);
}

// Over the levels of the last category, within each group by the others. Nothing of them is
// compared where one is withheld.
void compare(const std::vector<std::optional<EventCount>>& counts,
             const RateAnalysis& rate,
             const std::string& pointer,
             Answer& out) {
  std::vector<EventCount> groups;
  for (const auto& count : counts) {
    if (count) groups.push_back(*count);
  }
  const bool is_whole = groups.size() == counts.size();
  if (!rate.weights.empty()) {
    if (is_whole) put_standardised(groups, rate.weights, "/standardised" + pointer, out);
    else out.withhold("/standardised" + pointer);
  }
  if (!rate.reference_rates.empty()) {
    if (is_whole) put_ratio(groups, rate.reference_rates, "/sir" + pointer, out);
    else out.withhold("/sir" + pointer);
  }
}

}  // namespace

void want(const Outcomes& outcomes,
          const State&,
          const Analysis& analysis,
          const RateAnalysis& rate,
          Wants& wants) {
  const auto& plan = outcomes.plan();
  for (const auto& group : groups_of(plan, analysis.row_set, rate.by)) {
    const SlotNeeds needs{SlotNeeds::Kind::moments, 0, {group.rows}};
    wants.cells.insert(group.rows);
    wants.slots[{analysis.id, rate.person_time, group.level()}] = needs;
    if (const auto events = events_of(plan, rate, group.rows)) {
      wants.cells.insert(*events);
    } else {
      wants.slots[{analysis.id, rate.event, group.level()}] = needs;
    }
  }
}

void answer(const Answering& from, const RateAnalysis& rate, Answer& out) {
  const auto& plan = from.outcomes.plan();
  const auto& row_set = from.analysis.row_set;
  std::vector<std::optional<EventCount>> counts;
  for (const auto& group : groups_of(plan, row_set, rate.by)) {
    const auto count = counted(from, rate, group);
    put(group.pointer(), count, out);
    if (!group.levels.empty()) counts.push_back(count);
  }
  if (rate.by.empty()) return;
  auto next = counts.begin();
  const auto levels = static_cast<std::ptrdiff_t>(levels_in(plan, row_set, rate.by.back()).size());
  for (const auto& group : groups_within(plan, row_set, rate.by)) {
    compare({next, next + levels}, rate, group.pointer(), out);
    next += levels;
  }
}

}  // namespace passerelle::analysis
