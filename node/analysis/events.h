// Events of linked sources: rows of another table of a node about the persons of a study. A study
// asks, for each of its own rows, whether and when something happened to the person (contracts,
// section 3): {"first": {"event": {"source": "deliveries", "date": "delivered"}, "after":
// "index"}}.
//
// Thread safety: immutable once made; shared because several questions may be about one kind.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "node/analysis/expression.h"

namespace passerelle::analysis {

struct StudyPlan;  // plan.h

// Rows of one linked source. The expressions read columns of that source.
struct EventRows {
  std::string path;     // where it stands in the study document
  std::string source;   // its alias
  ExpressionPtr where;  // null: every row
  ExpressionPtr date;   // a date, or a number of days on an axis of the study's own; null: no time
  ExpressionPtr end;    // its last day; null: the first
  ExpressionPtr value;  // null: the date
  // Lines of one person that agree in date, end, value and `by` are one event, where this number
  // of theirs adds up to more than 0; null: each row is an event.
  ExpressionPtr sum;
  ExpressionPtr by;  // null: nothing more to agree in
};

struct Events;
using EventsPtr = std::shared_ptr<const Events>;

// Events of one kind, in the order of their first day, last day and value. Rows whose date is
// missing, and rows for which `where` is missing, are no events.
struct Events {
  std::string path;
  std::string key;  // the same for kinds that the study describes alike
  std::vector<EventRows> rows;
  std::optional<double>
      era;  // events at most so many days apart are one, with the first one's value
  std::optional<double> washout;  // only those that no event of the kind ended so many days before
  EventsPtr during;               // only those that lie within one of these
  EventsPtr overlaps;             // only those that share a day with one of these

  bool has_time() const { return rows.front().date != nullptr; }
};

// Which events count for a row, by the day that is the value of the operand at the same place.
struct Window {
  enum class Kind {
    within,  // the event begins between `from` and `to` days from it, both included
    covers,  // the event lasts from `from` to `to` days from it
    before,  // the event begins earlier
    after,   // the event begins later
  } kind = Kind::within;
  double from = 0, to = 0;  // may be infinite
};

struct EventQuestion {
  EventsPtr events;
  std::vector<Window> windows;  // as many as the expression has operands
  std::int64_t number = 1;      // of `nth` and `at_least`
};

// Returns of what kind the answer to a question about such events is.
ValueKind kind_of_answer(Operator op, const EventKinds& events);

// Returns the events that the variables and cohorts of a study ask about, and those that these lie
// in, by key.
using EventsByKey = std::map<std::string, EventsPtr>;
EventsByKey events_of(const StudyPlan& plan);

}  // namespace passerelle::analysis
