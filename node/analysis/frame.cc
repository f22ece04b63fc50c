#include "node/analysis/frame.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "node/analysis/errors.h"
#include "node/analysis/event_histories.h"
#include "node/analysis/frame_columns.h"
#include "node/analysis/frame_order.h"

namespace passerelle::analysis {
namespace {

Error wrong_shape(std::string why) { return Error{DataError::wrong_shape, std::move(why)}; }

bool has_values_of(const query::Column& column, std::size_t rows) {
  const auto size = std::visit([](const auto& values) { return values.size(); }, column.values);
  if (size != rows || column.missing.size() != rows) return false;
  switch (column.type) {
    case query::ColumnType::text:
      return std::holds_alternative<std::vector<std::string>>(column.values);
    case query::ColumnType::number:
      return std::holds_alternative<std::vector<double>>(column.values);
    case query::ColumnType::integer:
    case query::ColumnType::boolean:
    case query::ColumnType::date: break;
  }
  return std::holds_alternative<std::vector<std::int64_t>>(column.values);
}

std::vector<bool> permuted(const std::vector<bool>& values,
                           const std::vector<std::uint32_t>& order) {
  if (std::ranges::find(values, false) == values.end()) return values;
  std::vector<bool> moved;
  moved.reserve(order.size());
  for (const auto row : order) moved.push_back(values[row]);
  return moved;
}

// Brings columns into an order, each into the memory of the one before, so that hardly any is new.
template <class T>
class Permuting {
 public:
  explicit Permuting(const std::vector<std::uint32_t>& order) : order_(order) {}

  std::vector<T> operator()(std::vector<T> values) {
    room_.resize(order_.size());
    for (std::size_t i = 0; i < order_.size(); ++i) room_[i] = values[order_[i]];
    room_.swap(values);
    return values;
  }

 private:
  const std::vector<std::uint32_t>& order_;
  std::vector<T> room_;
};

// Returns who has rows among the others only, 0 being nobody.
std::vector<std::uint64_t> outside(const LedgerPersons& kept,
                                   const std::vector<std::uint64_t>& others) {
  std::vector<std::uint64_t> found;
  auto at = kept.pseudonyms.begin();
  for (const auto pseudonym : ledger_persons(others).pseudonyms) {
    at = std::lower_bound(at, kept.pseudonyms.end(), pseudonym);
    const bool is_kept = at != kept.pseudonyms.end() && *at == pseudonym;
    if (pseudonym != 0 && !is_kept) found.push_back(pseudonym);
  }
  return found;
}

// Up to 64 memberships of a row as one word.
SortKey membership_key(const std::vector<std::vector<bool>>& members, std::size_t first) {
  const auto last = std::min(first + 64, members.size());
  return sort_key([&members, first, last](std::uint32_t row) {
    std::uint64_t word = 0;
    for (auto set = first; set < last; ++set) word = word << 1 | (members[set][row] ? 1U : 0U);
    return word;
  });
}

}  // namespace

std::int32_t level_index(const Variable& variable, const std::string& level) {
  const auto named = std::ranges::find(variable.levels, level, &Level::name);
  return named == variable.levels.end()
             ? -1
             : static_cast<std::int32_t>(named - variable.levels.begin());
}

RowLevels::RowLevels(const Variable& variable, const Frame& frame)
    : levels_(&frame.categories.at(variable.name)), group_of_(&variable.group_of) {}

std::vector<std::uint32_t> Frame::rows_of(const std::string& row_set) const {
  std::vector<std::uint32_t> found;
  const auto& is_member = members.at(row_set);
  for (std::size_t row = 0; row < rows; ++row) {
    if (is_member[row]) found.push_back(static_cast<std::uint32_t>(row));
  }
  return found;
}

// Row sets as indices, so that no name is looked up per row.
struct IndexedRowSet {
  std::string name;
  std::size_t cohort = 0;
  std::vector<std::size_t> complete_on;
  bool is_left_out = false;
  bool is_named = false;  // by the study, and published by the holder
};

struct FrameBuilder::State {
  State(const StudyPlan& study, const EventHistories* linked);

  Result<void> check_shape(const query::RowBatch& batch);
  Result<void> check_types(const query::RowBatch& batch);
  Result<void> keep_pseudonyms(const std::vector<std::uint64_t>& of_batch);
  Result<void> choose_rows(const std::vector<std::vector<bool>>& in_cohort, std::size_t rows);
  void make_room(std::size_t rows_of_batch);
  std::vector<std::uint32_t> canonical_order() const;

  const StudyPlan* plan;
  const EventHistories* histories;
  std::vector<std::string> names;  // of the source columns, in batch order
  std::vector<query::ColumnType> types;
  std::vector<const Cohort*> cohorts;
  std::vector<IndexedRowSet> row_sets;
  std::vector<VariableColumn> variables;
  PersonColumn persons;
  std::vector<std::vector<bool>> members;  // by row set, of the rows kept
  std::vector<std::uint64_t> pseudonyms;   // of the rows kept
  std::vector<std::uint64_t> others;       // pseudonyms of the other rows
  std::size_t expected = 0;                // rows, before the first of them came

  // Of the batch at hand.
  std::vector<std::vector<bool>> batch_members;
  std::vector<std::uint32_t> kept;
};

FrameBuilder::State::State(const StudyPlan& study, const EventHistories* linked)
    : plan(&study),
      histories(linked),
      names(study.base().columns.begin(), study.base().columns.end()) {
  std::map<std::string, std::size_t> places;
  for (const auto& [name, variable] : study.variables) {
    places.emplace(name, variables.size());
    variables.emplace_back(variable);
  }
  std::map<std::string, std::size_t> cohort_places;
  for (const auto& [name, cohort] : study.cohorts) {
    cohort_places.emplace(name, cohorts.size());
    cohorts.push_back(&cohort);
  }
  for (const auto& [name, set] : study.row_sets) {
    IndexedRowSet indexed{name, cohort_places.at(set.cohort), {}, set.is_left_out};
    for (const auto& variable : set.complete_on) indexed.complete_on.push_back(places.at(variable));
    indexed.is_named = study.named_set && set.cohort == study.named_set->name;
    row_sets.push_back(std::move(indexed));
  }
  members.resize(row_sets.size());
}

Result<void> FrameBuilder::State::check_shape(const query::RowBatch& batch) {
  if (batch.columns.size() != names.size()) {
    return wrong_shape("a batch has other columns than the study asked for");
  }
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (!has_values_of(batch.columns[i], batch.rows)) {
      return wrong_shape("column `" + names[i] + "` has values of another number or type");
    }
    if (!types.empty() && types[i] != batch.columns[i].type) {
      return wrong_shape("column `" + names[i] + "` changes its type");
    }
  }
  if (batch.rows > std::numeric_limits<std::uint32_t>::max() - persons.rows()) {
    return wrong_shape("more rows than a study can hold");
  }
  return {};
}

Result<void> FrameBuilder::State::check_types(const query::RowBatch& batch) {
  if (!types.empty()) return {};
  if (plan->named_set && plan->named_set->definition.empty()) {
    return Error{BaseError::internal, "nobody has looked up what rows the study's set has"};
  }
  KnownKinds kinds;
  if (histories != nullptr) kinds.events = histories->kinds();
  for (std::size_t i = 0; i < names.size(); ++i) {
    types.push_back(batch.columns[i].type);
    kinds.columns.emplace(names[i], kind_of(batch.columns[i].type));
  }
  for (const auto* cohort : cohorts) {
    if (cohort->where == nullptr) continue;
    const auto fits = check_condition(*cohort->where, kinds);
    if (!fits) return Error{DataError::wrong_type, fits.error().detail};
  }
  for (const auto& variable : variables) {
    if (auto fits = variable.check_kind(kinds); !fits) return fits;
  }
  const auto& person = plan->base().person;
  const auto place = std::lower_bound(names.begin(), names.end(), person) - names.begin();
  return persons.check_type(types[static_cast<std::size_t>(place)], person);
}

Result<void> FrameBuilder::State::choose_rows(const std::vector<std::vector<bool>>& in_cohort,
                                              std::size_t rows) {
  std::vector<bool> is_kept(rows, false);
  batch_members.assign(row_sets.size(), {});
  for (std::size_t i = 0; i < row_sets.size(); ++i) {
    const auto& set = row_sets[i];
    auto is_member = in_cohort[set.cohort];
    for (const auto variable : set.complete_on) {
      variables[variable].narrow(is_member);
      // Studies on one named set have the same persons, so none of its rows goes without a word.
      if (set.is_named && is_member != in_cohort[set.cohort]) {
        return Error{DataError::missing_refused,
                     "variable `" + variables[variable].name() +
                         "`: has no value in some rows of the set that the study names"};
      }
    }
    for (std::size_t row = 0; row < rows; ++row) {
      if (set.is_left_out) is_member[row] = in_cohort[set.cohort][row] && !is_member[row];
      if (is_member[row]) is_kept[row] = true;
    }
    batch_members[i] = std::move(is_member);
  }
  kept.clear();
  for (std::size_t row = 0; row < rows; ++row) {
    if (is_kept[row]) kept.push_back(static_cast<std::uint32_t>(row));
  }
  return {};
}

// Makes room for the rows that are expected where all of a batch are kept; else nobody knows how
// many it will be.
void FrameBuilder::State::make_room(std::size_t rows_of_batch) {
  constexpr std::size_t kMostExpected = std::size_t{1} << 24;  // a file may say what it wants
  const auto rows = persons.rows() + std::min(std::exchange(expected, 0), kMostExpected);
  if (rows == persons.rows() || kept.size() < rows_of_batch) return;
  persons.reserve(rows);
  pseudonyms.reserve(rows);
  for (auto& variable : variables) variable.reserve(rows);
  for (auto& is_member : members) is_member.reserve(rows);
}

Result<void> FrameBuilder::State::keep_pseudonyms(const std::vector<std::uint64_t>& of_batch) {
  std::size_t next = 0;  // row after the one kept last
  for (const auto row : kept) {
    if (of_batch[row] == 0) {
      return Error{DataError::missing_person, "a row says of nobody whose it is"};
    }
    for (; next < row; ++next) others.push_back(of_batch[next]);
    pseudonyms.push_back(of_batch[row]);
    next = row + 1;
  }
  for (; next < of_batch.size(); ++next) others.push_back(of_batch[next]);
  return {};
}

// Numbers first, then categories, memberships and persons.
std::vector<std::uint32_t> FrameBuilder::State::canonical_order() const {
  std::vector<SortKey> keys;
  for (const auto& variable : variables) {
    if (variable.is_categorical()) continue;
    keys.push_back(sort_key(
        [values = variable.numbers().data()](std::uint32_t row) { return sortable(values[row]); }));
  }
  for (const auto& variable : variables) {
    if (!variable.is_categorical()) continue;
    keys.push_back(sort_key([levels = variable.levels().data()](std::uint32_t row) {
      return static_cast<std::uint64_t>(levels[row] + 1);
    }));
  }
  for (std::size_t first = 0; first < members.size(); first += 64) {
    keys.push_back(membership_key(members, first));
  }
  if (const auto& persons_of = persons.identifiers(); !persons_of.empty()) {
    keys.push_back(
        sort_key([&persons_of](std::uint32_t row) { return sortable(persons_of[row]); }));
  }
  return ordered_rows(persons.rows(), keys, [this](std::uint32_t left, std::uint32_t right) {
    return persons.is_before(left, right);
  });
}

FrameBuilder::FrameBuilder(const StudyPlan& plan, const EventHistories* histories)
    : state_(std::make_unique<State>(plan, histories)) {}
FrameBuilder::~FrameBuilder() = default;
FrameBuilder::FrameBuilder(FrameBuilder&&) noexcept = default;
FrameBuilder& FrameBuilder::operator=(FrameBuilder&&) noexcept = default;

void FrameBuilder::expect(std::size_t rows) { state_->expected = rows; }

Result<void> FrameBuilder::add(query::RowBatch batch,
                               const std::vector<std::uint64_t>& pseudonyms) {
  auto& state = *state_;
  if (pseudonyms.size() != batch.rows) return wrong_shape("a batch has rows without a pseudonym");
  if (auto fits = state.check_shape(batch); !fits) return fits;
  if (auto fits = state.check_types(batch); !fits) return fits;
  if (batch.rows == 0) return {};

  Evaluator evaluator(state.names, batch, state.histories, pseudonyms);
  std::vector<std::vector<bool>> in_cohort;
  std::vector<bool> in_any(batch.rows, false);
  for (const auto* cohort : state.cohorts) {
    std::vector<bool> is_member(batch.rows, true);
    if (cohort->where != nullptr) {
      const auto truth = evaluator.evaluate(cohort->where);
      // A condition that is missing does not hold.
      for (std::size_t row = 0; row < batch.rows; ++row) is_member[row] = truth->number(row) == 1;
    }
    for (std::size_t row = 0; row < batch.rows; ++row) {
      if (is_member[row]) in_any[row] = true;
    }
    in_cohort.push_back(std::move(is_member));
  }
  for (auto& variable : state.variables) {
    if (auto read = variable.read(evaluator, in_any); !read) return read;
  }
  if (auto chosen = state.choose_rows(in_cohort, batch.rows); !chosen) return chosen;
  state.make_room(batch.rows);

  const auto& names = state.names;
  const auto person = std::lower_bound(names.begin(), names.end(), state.plan->base().person);
  const auto& column = batch.columns[static_cast<std::size_t>(person - names.begin())];
  if (auto added = state.persons.append(column, state.kept); !added) return added;
  if (auto kept = state.keep_pseudonyms(pseudonyms); !kept) return kept;
  for (auto& variable : state.variables) variable.keep(state.kept);
  for (std::size_t i = 0; i < state.members.size(); ++i) {
    const auto& of_batch = state.batch_members[i];
    if (state.kept.size() == batch.rows) {
      state.members[i].insert(state.members[i].end(), of_batch.begin(), of_batch.end());
    } else {
      for (const auto row : state.kept) state.members[i].push_back(of_batch[row]);
    }
  }
  return {};
}

Result<Frame> FrameBuilder::finish() {
  auto& state = *state_;
  const auto order = state.canonical_order();
  Frame frame;
  frame.rows = order.size();
  auto numbered = state.persons.numbered(order);
  frame.person = std::move(numbered.of);
  frame.persons = numbered.persons;
  frame.ledger = ledger_persons(state.pseudonyms);
  frame.ledger.of_row = Permuting<std::uint32_t>(order)(std::move(frame.ledger.of_row));
  frame.outside = outside(frame.ledger, state.others);
  Permuting<double> permute_numbers(order);
  Permuting<std::int32_t> permute_levels(order);
  for (auto& variable : state.variables) {
    if (variable.is_categorical()) {
      frame.categories.emplace(variable.name(), permute_levels(variable.take_levels()));
    } else {
      frame.numbers.emplace(variable.name(), permute_numbers(variable.take_numbers()));
    }
  }
  for (std::size_t i = 0; i < state.row_sets.size(); ++i) {
    frame.members.emplace(state.row_sets[i].name, permuted(state.members[i], order));
  }
  return frame;
}

}  // namespace passerelle::analysis
