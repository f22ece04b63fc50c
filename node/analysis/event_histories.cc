#include "node/analysis/event_histories.h"

#include <algorithm>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cmath>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>

#include "node/analysis/frame.h"
#include "node/analysis/net_lines.h"

namespace passerelle::analysis {
namespace {

using Event = PersonEvent;

// Missing values come last, so that of several events on a day the first has one if any has.
bool is_before(const Event& a, const Event& b) {
  if (a.person != b.person) return a.person < b.person;
  if (a.begin != b.begin) return a.begin < b.begin;
  if (a.end != b.end) return a.end < b.end;
  if (std::isnan(a.value) || std::isnan(b.value))
    return std::isnan(b.value) && !std::isnan(a.value);
  return a.value < b.value;
}

}  // namespace

// The events of one kind.
class History {
 public:
  explicit History(const Events& events) : events_(&events) {}

  const Events& events() const { return *events_; }
  const EventKinds& kinds() const { return kinds_; }

  Result<void> add(const EventRows& rows,
                   const KnownKinds& columns,
                   Evaluator& evaluator,
                   const std::vector<std::uint64_t>& persons);

  void take_net_lines();
  void order_texts();
  void sort() { std::sort(list_.begin(), list_.end(), is_before); }
  void join_eras(double gap);
  void keep_washed_out(double days);
  // Keeps the events that lie within one of `outer`, or share a day with one.
  void keep_inside(const History& outer, bool whole);
  void index();

  std::span<const Event> of(std::uint64_t person) const;
  const std::vector<std::string>& texts() const { return texts_; }

 private:
  // A number, or the place of a text.
  double value_at(const ColumnValues& values, std::size_t row);

  // Asks of each event in order.
  template <class Keep>
  void keep_if(const Keep& is_kept);

  const Events* events_;
  EventKinds kinds_;
  std::vector<Event> list_;
  std::map<const EventRows*, NetLines> net_lines_;
  std::vector<std::string> texts_;
  std::unordered_map<std::string, std::size_t> places_;  // of texts, while rows come in
  boost::unordered_flat_map<std::uint64_t, std::pair<std::uint32_t, std::uint32_t>> by_person_;
};

namespace {

Error wrong_kind(const std::string& why) { return Error{DataError::wrong_type, why}; }

Result<void> settle(ValueKind& known, ValueKind found, const std::string& path) {
  if (known == ValueKind::unknown || found == ValueKind::unknown || known == found) {
    if (known == ValueKind::unknown) known = found;
    return {};
  }
  return wrong_kind(path + ": " + to_text(known) + " is expected, this is " + to_text(found));
}

// Refuses columns of other kinds than the events compute with.
Result<EventKinds> kinds_of(const EventRows& rows, const KnownKinds& columns) {
  EventKinds kinds;
  const auto check = [&](const ExpressionPtr& expression, bool is_day) -> Result<ValueKind> {
    if (expression == nullptr) return ValueKind::unknown;
    auto kind = infer_kind(*expression, columns);
    if (!kind) return wrong_kind(kind.error().detail);
    if (is_day && (*kind == ValueKind::text || *kind == ValueKind::truth)) {
      return wrong_kind(expression->path + ": a date or a number of days is expected, this is " +
                        to_text(*kind));
    }
    return *kind;
  };
  if (rows.where != nullptr) {
    const auto fits = check_condition(*rows.where, columns);
    if (!fits) return wrong_kind(fits.error().detail);
  }
  const auto date = check(rows.date, true);
  if (!date) return date.error();
  kinds.time = *date;
  const auto end = check(rows.end, true);
  if (!end) return end.error();
  if (rows.end != nullptr) {
    if (auto same = settle(kinds.time, *end, rows.end->path); !same) return same.error();
  }
  const auto value = check(rows.value, false);
  if (!value) return value.error();
  kinds.value = rows.value == nullptr ? kinds.time : *value;
  const auto by = check(rows.by, false);
  if (!by) return by.error();
  const auto sum = check(rows.sum, false);
  if (!sum) return sum.error();
  const bool is_number = *sum == ValueKind::number || *sum == ValueKind::unknown;
  if (!is_number) {
    return wrong_kind(rows.sum->path + ": a number is expected, this is " + to_text(*sum));
  }
  return kinds;
}

}  // namespace

Result<void> History::add(const EventRows& rows,
                          const KnownKinds& columns,
                          Evaluator& evaluator,
                          const std::vector<std::uint64_t>& persons) {
  const auto kinds = kinds_of(rows, columns);
  if (!kinds) return kinds.error();
  if (auto same = settle(kinds_.time, kinds->time, rows.path); !same) return same;
  if (auto same = settle(kinds_.value, kinds->value, rows.path); !same) return same;

  const auto values_of = [&](const ExpressionPtr& expression) {
    return expression == nullptr ? nullptr : evaluator.evaluate(expression);
  };
  const auto where = values_of(rows.where);
  const auto date = values_of(rows.date);
  const auto end = values_of(rows.end);
  const auto value = values_of(rows.value);
  const auto sum = values_of(rows.sum);
  const auto by = values_of(rows.by);
  for (std::size_t row = 0; row < persons.size(); ++row) {
    const bool holds = where == nullptr || where->number(row) == 1;
    if (persons[row] == 0 || !holds) continue;
    Event event;
    event.person = persons[row];
    if (date != nullptr) {
      event.begin = date->number(row);
      if (std::isnan(event.begin)) continue;
      event.end = event.begin;
    }
    if (end != nullptr && end->number(row) > event.begin) event.end = end->number(row);
    event.value = date == nullptr ? kMissing : event.begin;
    if (value != nullptr) event.value = value_at(*value, row);
    if (sum == nullptr) {
      list_.push_back(event);
    } else if (const auto quantity = sum->number(row); !std::isnan(quantity)) {
      net_lines_[&rows].add(event, by == nullptr ? kMissing : value_at(*by, row), quantity);
    }
  }
  return {};
}

double History::value_at(const ColumnValues& values, std::size_t row) {
  if (values.kind != ValueKind::text) return values.number(row);
  const auto code = values.code(row);
  if (code < 0) return kMissing;
  const auto& text = values.dictionary[static_cast<std::size_t>(code)];
  const auto [place, is_new] = places_.emplace(text, texts_.size());
  if (is_new) texts_.push_back(text);
  return static_cast<double>(place->second);
}

void History::take_net_lines() {
  for (auto& [rows, lines] : net_lines_) lines.move_to(list_);
  net_lines_.clear();
}

// Texts in the order of their bytes, whichever row came first.
void History::order_texts() {
  places_.clear();
  auto ordered = texts_;
  std::sort(ordered.begin(), ordered.end());
  const auto moved = translation(texts_, ordered);
  if (kinds_.value == ValueKind::text) {
    for (auto& event : list_) {
      if (!std::isnan(event.value)) {
        event.value = moved[static_cast<std::size_t>(event.value)];
      }
    }
  }
  texts_ = std::move(ordered);
}

template <class Keep>
void History::keep_if(const Keep& is_kept) {
  std::size_t kept = 0;
  for (const auto& event : list_) {
    if (is_kept(event)) list_[kept++] = event;
  }
  list_.resize(kept);
}

void History::join_eras(double gap) {
  std::vector<Event> eras;
  for (const auto& event : list_) {
    const bool goes_on =
        !eras.empty() && eras.back().person == event.person && event.begin - eras.back().end <= gap;
    if (!goes_on) eras.push_back(event);
    else eras.back().end = std::max(eras.back().end, event.end);
  }
  list_ = std::move(eras);
}

void History::keep_washed_out(double days) {
  std::uint64_t person = 0;
  double last_end = 0;
  keep_if([&](const Event& event) {
    const bool is_first = event.person != person;
    const bool is_kept = is_first || event.begin - last_end > days;
    last_end = is_first ? event.end : std::max(last_end, event.end);
    person = event.person;
    return is_kept;
  });
}

// Of the outer events that begin in time, the one that ends last decides.
void History::keep_inside(const History& outer, bool whole) {
  std::vector<double> ends;  // the latest of each event of a person and those before it
  std::uint64_t person = 0;
  std::span<const Event> around;
  keep_if([&](const Event& event) {
    if (event.person != person) {
      person = event.person;
      around = outer.of(person);
      ends.clear();
      for (const auto& other : around) {
        ends.push_back(ends.empty() ? other.end : std::max(ends.back(), other.end));
      }
    }
    const auto last =
        std::ranges::upper_bound(around, whole ? event.begin : event.end, {}, &Event::begin);
    if (last == around.begin()) return false;
    const auto latest = ends[static_cast<std::size_t>(last - around.begin()) - 1];
    return latest >= (whole ? event.end : event.begin);
  });
}

void History::index() {
  for (std::uint32_t first = 0; first < list_.size();) {
    auto last = first;
    while (last < list_.size() && list_[last].person == list_[first].person) ++last;
    by_person_.emplace(list_[first].person, std::pair(first, last - first));
    first = last;
  }
}

std::span<const Event> History::of(std::uint64_t person) const {
  const auto found = by_person_.find(person);
  if (found == by_person_.end()) return {};
  return std::span(list_).subspan(found->second.first, found->second.second);
}

namespace {

bool is_in(const Window& window, double day, const Event& event) {
  switch (window.kind) {
    case Window::Kind::before: return event.begin < day;
    case Window::Kind::after: return event.begin > day;
    case Window::Kind::covers:
      return event.begin <= day + window.from && event.end >= day + window.to;
    case Window::Kind::within: break;
  }
  return day + window.from <= event.begin && event.begin <= day + window.to;
}

// Answers one question, row by row.
class AskedQuestion {
 public:
  AskedQuestion(const Expression& expression,
                const std::vector<ValuesPtr>& of,
                const History& history)
      : op_(expression.op), question_(*expression.question), of_(of), history_(history) {}

  // Returns a number, a truth, a day, or the place of a text; missing where there is none.
  double at(std::size_t row, std::uint64_t person) {
    days_.clear();
    for (const auto& values : of_) {
      const auto day = values->number(row);
      if (std::isnan(day)) return kMissing;
      days_.push_back(day);
    }
    std::int64_t number = 0;
    const Event* found = nullptr;
    for (const auto& event : history_.of(person)) {
      if (!counts(event)) continue;
      ++number;
      if (op_ == Operator::last || number == wanted()) found = &event;
    }
    switch (op_) {
      case Operator::exists: return number > 0 ? 1 : 0;
      case Operator::at_least: return number >= question_.number ? 1 : 0;
      case Operator::count: return static_cast<double>(number);
      case Operator::only: return number == 1 ? found->value : kMissing;
      default: return found == nullptr ? kMissing : found->value;
    }
  }

 private:
  std::int64_t wanted() const { return op_ == Operator::nth ? question_.number : 1; }

  bool counts(const Event& event) const {
    for (std::size_t i = 0; i < days_.size(); ++i) {
      if (!is_in(question_.windows[i], days_[i], event)) return false;
    }
    return true;
  }

  Operator op_;
  const EventQuestion& question_;
  const std::vector<ValuesPtr>& of_;
  const History& history_;
  std::vector<double> days_;
};

}  // namespace

struct EventHistories::State {
  EventsByKey events;
  std::map<std::string, History> histories;  // by key
  std::set<std::string> finished;

  void finish(const std::string& key);
};

// After those that its events lie in.
void EventHistories::State::finish(const std::string& key) {
  if (!finished.insert(key).second) return;
  auto& history = histories.at(key);
  const auto& kind = history.events();
  history.take_net_lines();
  history.order_texts();
  history.sort();
  if (kind.era) history.join_eras(*kind.era);
  if (kind.washout) history.keep_washed_out(*kind.washout);
  for (const auto& outer : {kind.during, kind.overlaps}) {
    if (outer == nullptr) continue;
    finish(outer->key);
    history.keep_inside(histories.at(outer->key), outer == kind.during);
  }
  history.index();
}

EventHistories::EventHistories(const StudyPlan& plan) : state_(std::make_unique<State>()) {
  state_->events = events_of(plan);
  for (const auto& [key, events] : state_->events) state_->histories.emplace(key, History(*events));
}
EventHistories::~EventHistories() = default;
EventHistories::EventHistories(EventHistories&&) noexcept = default;
EventHistories& EventHistories::operator=(EventHistories&&) noexcept = default;

Result<void> EventHistories::add(const Source& source,
                                 const query::RowBatch& batch,
                                 const std::vector<std::uint64_t>& persons) {
  const std::vector<std::string> names(source.columns.begin(), source.columns.end());
  KnownKinds kinds;
  for (std::size_t i = 0; i < names.size(); ++i) {
    kinds.columns.emplace(names[i], kind_of(batch.columns[i].type));
  }
  Evaluator evaluator(names, batch);
  for (auto& [key, history] : state_->histories) {
    for (const auto& rows : history.events().rows) {
      if (rows.source != source.alias) continue;
      if (auto added = history.add(rows, kinds, evaluator, persons); !added) return added;
    }
  }
  return {};
}

void EventHistories::finish() {
  for (const auto& [key, events] : state_->events) state_->finish(key);
}

std::map<std::string, EventKinds> EventHistories::kinds() const {
  std::map<std::string, EventKinds> kinds;
  for (const auto& [key, history] : state_->histories) kinds.emplace(key, history.kinds());
  return kinds;
}

ValuesPtr EventHistories::answer(const Expression& expression,
                                 const std::vector<ValuesPtr>& of,
                                 std::span<const std::uint64_t> persons) const {
  const auto& history = state_->histories.at(expression.question->events->key);
  auto values = std::make_shared<ColumnValues>();
  values->kind = kind_of_answer(expression.op, history.kinds());
  values->numbers.reserve(persons.size());
  AskedQuestion asked(expression, of, history);
  for (std::size_t row = 0; row < persons.size(); ++row) {
    values->numbers.push_back(asked.at(row, persons[row]));
  }
  // Nobody has a value, and nobody knows of what kind: missing, whatever is expected.
  if (values->kind == ValueKind::unknown) values->codes.assign(persons.size(), -1);
  if (values->kind != ValueKind::text) return values;

  // Only the texts of these rows: a batch needs few of them.
  std::unordered_map<std::int64_t, std::int32_t> codes;
  for (const auto place : values->numbers) {
    if (std::isnan(place)) {
      values->codes.push_back(-1);
      continue;
    }
    const auto text = static_cast<std::int64_t>(place);
    const auto [code, is_new] =
        codes.emplace(text, static_cast<std::int32_t>(values->dictionary.size()));
    if (is_new) values->dictionary.push_back(history.texts()[static_cast<std::size_t>(text)]);
    values->codes.push_back(code->second);
  }
  values->numbers.clear();
  return values;
}

}  // namespace passerelle::analysis
