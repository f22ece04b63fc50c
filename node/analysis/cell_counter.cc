#include "node/analysis/cell_counter.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "node/analysis/layout.h"

namespace passerelle::analysis {
namespace {

constexpr std::size_t kWord = 64;

}  // namespace

std::vector<std::int8_t> event_flags(const StudyPlan& plan,
                                     const Frame& frame,
                                     const std::string& event) {
  std::vector<std::int8_t> flags(frame.rows, -1);
  const auto& variable = plan.variable(event);
  if (variable.is_categorical()) {
    const auto& levels = frame.categories.at(event);
    for (std::size_t i = 0; i < frame.rows; ++i) {
      if (levels[i] < 0) continue;
      flags[i] = is_event_level(variable.levels[static_cast<std::size_t>(levels[i])]) ? 1 : 0;
    }
    return flags;
  }
  const auto& numbers = frame.numbers.at(event);
  for (std::size_t i = 0; i < frame.rows; ++i) {
    if (!std::isnan(numbers[i])) flags[i] = numbers[i] == 1 ? 1 : 0;
  }
  return flags;
}

std::vector<std::int32_t> states_of(const StudyPlan& plan,
                                    const Frame& frame,
                                    const Outcome& outcome) {
  if (outcome.has_causes) return frame.categories.at(outcome.event);
  const auto flags = event_flags(plan, frame, outcome.event);
  return {flags.begin(), flags.end()};
}

namespace {

// Of a model with late entry.
Result<void> check_entry(const Analysis& analysis, const CoxAnalysis& model, const Frame& frame) {
  const auto found = frame.numbers.find(*model.entry);
  if (found == frame.numbers.end()) {
    return Error{DataError::wrong_type, *model.entry + " must be a number"};
  }
  const auto& entries = found->second;
  const auto& times = frame.numbers.at(model.time);
  for (const auto row : frame.rows_of(analysis.row_set)) {
    if (std::isnan(entries[row])) {
      return Error{DataError::missing_refused,
                   *model.entry + " must be complete on the rows of a survival analysis"};
    }
    if (std::isinf(entries[row])) {
      return Error{DataError::not_a_number, *model.entry + " holds an infinite time"};
    }
    if (!(entries[row] < times[row])) {
      return Error{DataError::late_entry, *model.entry + " must lie before " + model.time};
    }
  }
  return {};
}

}  // namespace

Result<void> check_outcomes(const Outcomes& outcomes, const Frame& frame) {
  for (const auto& outcome : outcomes.all()) {
    const bool has_event = frame.categories.contains(outcome.event) ||
                           (!outcome.has_causes && frame.numbers.contains(outcome.event));
    if (!has_event || !frame.numbers.contains(outcome.time)) {
      return Error{DataError::wrong_type,
                   outcome.time + " must be a number and " + outcome.event + " an event"};
    }
    const auto states = states_of(outcomes.plan(), frame, outcome);
    const auto& times = frame.numbers.at(outcome.time);
    for (const auto row : frame.rows_of(outcome.row_set)) {
      if (states[row] < 0 || std::isnan(times[row])) {
        return Error{DataError::missing_refused,
                     outcome.time + " and " + outcome.event +
                         " must be complete on the rows of a survival analysis"};
      }
      if (!(times[row] >= 0) || std::isinf(times[row])) {
        return Error{DataError::not_a_number, outcome.time + " holds a negative or infinite time"};
      }
    }
  }
  for (const auto& analysis : outcomes.plan().analyses) {
    const auto* model = std::get_if<CoxAnalysis>(&analysis.what);
    if (model == nullptr || !model->entry) continue;
    if (auto checked = check_entry(analysis, *model, frame); !checked) return checked;
  }
  return {};
}

CellCounter::CellCounter(const Outcomes& outcomes, const Frame& frame)
    : outcomes_(outcomes), frame_(frame), last_seen_(frame.persons) {}

template <class OfWord, class Predicate>
CellCounter::Bits CellCounter::bits_of(OfWord may_hold, Predicate holds) const {
  Bits bits((frame_.rows + kWord - 1) / kWord);
  for (std::size_t w = 0; w < bits.size(); ++w) {
    if (!may_hold(w)) continue;
    const auto end = std::min((w + 1) * kWord, frame_.rows);
    for (auto i = w * kWord; i < end; ++i) {
      if (holds(i)) bits[w] |= std::uint64_t{1} << (i % kWord);
    }
  }
  return bits;
}

template <class Predicate>
CellCounter::Bits CellCounter::bits_of(Predicate holds) const {
  return bits_of([](std::size_t) { return true; }, holds);
}

const std::vector<CellCounter::Range>& CellCounter::ranges_of(const std::string& variable) {
  auto& ranges = ranges_[variable];
  if (!ranges.empty()) return ranges;
  constexpr auto kInfinity = std::numeric_limits<double>::infinity();
  const auto& numbers = frame_.numbers.at(variable);
  ranges.resize((frame_.rows + kWord - 1) / kWord, {kInfinity, -kInfinity});
  for (std::size_t i = 0; i < frame_.rows; ++i) {
    auto& range = ranges[i / kWord];
    range.least = std::min(range.least, numbers[i]);  // NaN changes neither
    range.most = std::max(range.most, numbers[i]);
  }
  return ranges;
}

const CellCounter::Bits& CellCounter::members(const std::string& row_set) {
  auto& bits = cache_["set " + row_set];
  if (bits.empty()) {
    const auto& is_member = frame_.members.at(row_set);
    bits = bits_of([&](std::size_t i) { return is_member[i]; });
  }
  return bits;
}

std::string CellCounter::name_of(const Category& category) {
  return "level " + category.variable + " " + category.level;
}

void CellCounter::know(const Category& category, const std::vector<std::uint32_t>& rows) {
  auto& bits = cache_[name_of(category)];
  bits.assign((frame_.rows + kWord - 1) / kWord, 0);
  for (const auto row : rows) bits[row / kWord] |= std::uint64_t{1} << (row % kWord);
}

const CellCounter::Bits& CellCounter::category(const Category& category) {
  auto name = name_of(category);
  if (const auto known = cache_.find(name); known != cache_.end()) return known->second;
  if (const auto interval = grid_interval(outcomes_.plan(), category)) return grid_bits(*interval);
  auto& bits = cache_[std::move(name)];
  const auto& variable = outcomes_.plan().variable(category.variable);
  if (!variable.is_categorical()) {
    const auto& numbers = frame_.numbers.at(category.variable);
    const bool wants_missing = category.level == kMissingLevel;
    return bits = bits_of([&](std::size_t i) { return std::isnan(numbers[i]) == wants_missing; });
  }
  const auto index = level_index(variable, category.level);
  const RowLevels levels(variable, frame_);
  return bits = bits_of([&](std::size_t i) { return levels[i] == index; });
}

const CellCounter::PlacedRows& CellCounter::placed(const GridInterval& interval) {
  auto& placed = placed_[interval.variable];
  if (!placed.rows.empty()) return placed;
  const auto& numbers = frame_.numbers.at(interval.variable);
  for (std::uint32_t row = 0; row < frame_.rows; ++row) {
    if (!std::isnan(numbers[row])) placed.rows.push_back(row);
  }
  std::ranges::sort(placed.rows, {}, [&](std::uint32_t row) { return numbers[row]; });
  for (const auto row : placed.rows) {
    placed.places.push_back(place_of(numbers[row], interval.resolution));
  }
  return placed;
}

const CellCounter::Bits& CellCounter::grid_bits(const GridInterval& interval) {
  const auto& [places, rows] = placed(interval);
  const auto found = std::ranges::equal_range(places, interval.place, {}, [&](std::int64_t finest) {
    return place_at(interval.level, finest);
  });
  of_interval_.assign((frame_.rows + kWord - 1) / kWord, 0);
  auto row = rows.begin() + (found.begin() - places.begin());
  for (std::size_t i = 0; i < found.size(); ++i, ++row) {
    of_interval_[*row / kWord] |= std::uint64_t{1} << (*row % kWord);
  }
  return of_interval_;
}

const CellCounter::Bits& CellCounter::outcome_bits(const Outcome& outcome,
                                                   const OutcomePart& part) {
  const auto [after, until] = part.interval.value_or(std::pair{0.0, part.horizon});
  auto& bits =
      cache_["outcome " + outcome.event + " " + outcome.time + " " + std::to_string(part.state) +
             " " + interval_level(0, part.horizon) + interval_level(after, until)];
  if (!bits.empty()) return bits;
  auto& states = states_[outcome.event];
  if (states.empty()) states = states_of(outcomes_.plan(), frame_, outcome);
  const auto& times = frame_.numbers.at(outcome.time);
  // Rows are ordered by their numbers, so most lie among others of the same interval.
  const auto may_hold = [&ranges = ranges_of(outcome.time), horizon = part.horizon, from = after,
                         to = until](std::size_t word) {
    const auto& [least, most] = ranges[word];
    return std::min(least, horizon) <= to && (most > from || from == 0);
  };
  return bits = bits_of(may_hold, [&, from = after, to = until](std::size_t i) {
           const auto state = times[i] <= part.horizon ? states[i] : std::int32_t{kNothing};
           const double time = std::min(times[i], part.horizon);
           return state == static_cast<std::int32_t>(part.state) && (time > from || from == 0) &&
                  time <= to;
         });
}

std::int64_t CellCounter::persons_in(const Bits& bits) {
  ++visit_;
  std::int64_t persons = 0;
  for (std::size_t w = 0; w < bits.size(); ++w) {
    for (auto word = bits[w]; word != 0; word &= word - 1) {
      auto& seen =
          last_seen_[frame_.person[w * kWord + static_cast<std::size_t>(std::countr_zero(word))]];
      if (seen == visit_) continue;
      seen = visit_;
      ++persons;
    }
  }
  return persons;
}

CellCounter::Bits CellCounter::rows(const CellKey& key) {
  if (key.row_set == kOptedOut) return {};
  Bits bits = members(key.row_set);
  const auto narrow = [&](const Bits& other) {
    for (std::size_t w = 0; w < bits.size(); ++w) bits[w] &= other[w];
  };
  auto rest = key;
  for (const auto& outcome : outcomes_.all()) {
    const auto part = outcomes_.part(outcome, rest);
    if (!part) continue;
    narrow(outcome_bits(outcome, *part));
    rest = part->base;
  }
  for (const auto& condition : rest.where) narrow(category(condition));
  return bits;
}

std::vector<Count> CellCounter::count(const std::vector<CellKey>& keys) {
  std::vector<Count> counts;
  for (const auto& key : keys) counts.push_back(count(key));
  return counts;
}

Count CellCounter::count(const CellKey& key) {
  if (key.row_set == kOptedOut) return frame_.opted_out;
  const auto bits = rows(key);
  Count count;
  for (const auto word : bits) count.rows += std::popcount(word);
  count.persons = frame_.persons == frame_.rows ? count.rows : persons_in(bits);
  return count;
}

}  // namespace passerelle::analysis
