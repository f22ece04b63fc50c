#include "node/analysis/events.h"

#include <unordered_set>

#include "node/analysis/plan.h"

namespace passerelle::analysis {
namespace {

void add_events(const EventsPtr& kind, EventsByKey& events) {
  if (kind == nullptr || !events.emplace(kind->key, kind).second) return;
  add_events(kind->during, events);
  add_events(kind->overlaps, events);
}

void collect(const Expression& expression,
             std::unordered_set<const Expression*>& seen,
             EventsByKey& events) {
  if (!seen.insert(&expression).second) return;
  if (expression.question != nullptr) add_events(expression.question->events, events);
  for (const auto& operand : expression.operands) collect(*operand, seen, events);
}

}  // namespace

ValueKind kind_of_answer(Operator op, const EventKinds& events) {
  switch (op) {
    case Operator::exists:
    case Operator::at_least: return ValueKind::truth;
    case Operator::count: return ValueKind::number;
    default: return events.value;
  }
}

EventsByKey events_of(const StudyPlan& plan) {
  std::unordered_set<const Expression*> seen;
  EventsByKey events;
  for (const auto& [name, variable] : plan.variables) collect(*variable.expression, seen, events);
  for (const auto& [name, cohort] : plan.cohorts) {
    if (cohort.where != nullptr) collect(*cohort.where, seen, events);
  }
  return events;
}

}  // namespace passerelle::analysis
