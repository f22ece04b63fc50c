// rate: events per unit of person-time, by level, standardised and against rates of reference.
#include <nlohmann/json.hpp>
#include <optional>

#include "node/analysis/analyses.h"
#include "node/analysis/rate_estimate.h"
#include "node/base/fields.h"

namespace passerelle::analysis {
namespace {

// The empty level stands for all rows.
CellKey base_of(const Analysis& analysis, const RateAnalysis& rate, const std::string& level) {
  const CellKey all{analysis.row_set, {}};
  return level.empty() ? all : with(all, *rate.by, level);
}

std::vector<std::string> levels_of(const StudyPlan& plan,
                                   const Analysis& analysis,
                                   const RateAnalysis& rate) {
  if (!rate.by) return {};
  return levels_in(plan, analysis.row_set, *rate.by);
}

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
                             const std::string& level,
                             const CellKey& rows) {
  const auto values = from.pool.moments({from.analysis.id, variable, level}, rows);
  if (!values) return std::nullopt;
  const auto n = static_cast<double>(values->n);
  return n * values->moments.mean + n * values->moments.mean_rest;
}

std::optional<EventCount> counted(const Answering& from,
                                  const RateAnalysis& rate,
                                  const std::string& level) {
  const auto base = base_of(from.analysis, rate, level);
  const auto time = sum_of(from, rate.person_time, level, base);
  std::optional<double> events;
  if (const auto cell = events_of(from.outcomes.plan(), rate, base)) {
    if (const auto count = from.pool.cell(*cell)) events = static_cast<double>(count->rows);
  } else {
    events = sum_of(from, rate.event, level, base);
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
                      const RateAnalysis& rate,
                      Answer& out) {
  const auto found = standardise(groups, rate.weights);
  out.put_number("/standardised/rate", found.rate.estimate);
  out.put_number("/standardised/variance", found.variance);
  out.put_number("/standardised/conf_low", found.rate.conf_low);
  out.put_number("/standardised/conf_high", found.rate.conf_high);
}

void put_ratio(const std::vector<EventCount>& groups, const RateAnalysis& rate, Answer& out) {
  const auto found = incidence_ratio(groups, rate.reference_rates);
  out.put_number("/sir/observed", found.observed);
  out.put_number("/sir/expected", found.expected);
  out.put_number("/sir/estimate", found.ratio.estimate);
  out.put_number("/sir/conf_low", found.ratio.conf_low);
  out.put_number("/sir/conf_high", found.ratio.conf_high);
}

}  // namespace

void want(const Outcomes& outcomes,
          const State&,
          const Analysis& analysis,
          const RateAnalysis& rate,
          Wants& wants) {
  const auto& plan = outcomes.plan();
  auto levels = levels_of(plan, analysis, rate);
  levels.insert(levels.begin(), "");
  for (const auto& level : levels) {
    const auto base = base_of(analysis, rate, level);
    wants.cells.insert(base);
    wants.slots[{analysis.id, rate.person_time, level}] = {SlotNeeds::Kind::moments, 0, {base}};
    if (const auto events = events_of(plan, rate, base)) {
      wants.cells.insert(*events);
    } else {
      wants.slots[{analysis.id, rate.event, level}] = {SlotNeeds::Kind::moments, 0, {base}};
    }
  }
}

void answer(const Answering& from, const RateAnalysis& rate, Answer& out) {
  put("", counted(from, rate, ""), out);
  std::vector<EventCount> groups;
  bool is_whole = true;
  for (const auto& level : levels_of(from.outcomes.plan(), from.analysis, rate)) {
    const auto count = counted(from, rate, level);
    put("/by/" + pointer_step(level), count, out);
    is_whole = is_whole && count;
    groups.push_back(count.value_or(EventCount{}));
  }
  if (!rate.weights.empty()) {
    if (is_whole) put_standardised(groups, rate, out);
    else out.withhold("/standardised");
  }
  if (!rate.reference_rates.empty()) {
    if (is_whole) put_ratio(groups, rate, out);
    else out.withhold("/sir");
  }
}

}  // namespace passerelle::analysis
