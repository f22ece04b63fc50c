#include <algorithm>
#include <cmath>
#include <functional>

#include "node/analysis/few_values.h"
#include "node/analysis/local_sums.h"

namespace passerelle::analysis {
namespace {

constexpr double kNobody = -1;  // no sum of absolute values

// The rows that a slot of moments is over.
class SlotRows {
 public:
  SlotRows(const Outcomes& outcomes, const Analysis& analysis, const Slot& slot, const Frame& frame)
      : numbers_(frame.numbers.at(slot.variable)), is_member_(frame.members.at(analysis.row_set)) {
    const auto groups = groups_of(outcomes.plan(), analysis);
    const auto group = std::find_if(groups.begin(), groups.end(),
                                    [&](const Group& one) { return one.level() == slot.level; });
    for (const auto& [variable, level] : group->rows.where) {
      const auto& category = outcomes.plan().variable(variable);
      wanted_.emplace_back(RowLevels(category, frame), level_index(category, level));
    }
  }

  bool operator()(std::size_t row) const {
    return is_member_[row] && !std::isnan(numbers_[row]) &&
           std::all_of(wanted_.begin(), wanted_.end(),
                       [&](const auto& of) { return of.first[row] == of.second; });
  }

 private:
  const NumberColumn& numbers_;
  const std::vector<bool>& is_member_;
  std::vector<std::pair<RowLevels, std::int32_t>> wanted_;
};

}  // namespace

std::vector<std::uint32_t> rows_of(const Outcomes& outcomes,
                                   const Analysis& analysis,
                                   const Slot& slot,
                                   const Frame& frame) {
  const SlotRows has_value(outcomes, analysis, slot, frame);
  std::vector<std::uint32_t> rows;
  for (std::size_t row = 0; row < frame.rows; ++row) {
    if (has_value(row)) rows.push_back(static_cast<std::uint32_t>(row));
  }
  return rows;
}

ValuesView values_of(const Outcomes& outcomes,
                     const Analysis& analysis,
                     const Slot& slot,
                     const Frame& frame,
                     Values& picked) {
  const auto& numbers = frame.numbers.at(slot.variable);
  const SlotRows has_value(outcomes, analysis, slot, frame);
  std::size_t row = 0;
  while (row < frame.rows && has_value(row)) ++row;
  if (row == frame.rows) return {numbers, frame.person};
  picked = {{numbers.begin(), numbers.begin() + static_cast<std::ptrdiff_t>(row)},
            {frame.person.begin(), frame.person.begin() + static_cast<std::ptrdiff_t>(row)}};
  picked.values.reserve(frame.rows);
  picked.persons.reserve(frame.rows);
  for (; row < frame.rows; ++row) {
    if (!has_value(row)) continue;
    picked.values.push_back(numbers[row]);
    picked.persons.push_back(frame.person[row]);
  }
  return picked;
}

std::optional<std::int64_t> smaller(std::optional<std::int64_t> left,
                                    std::optional<std::int64_t> right) {
  return left && right ? std::min(left, right) : left ? left : right;
}

MagnitudeEvidence Magnitude::evidence(std::size_t few) const {
  auto evidence = evidence_;
  evidence.all_equal = different_ == 1 && !has_more_;
  if (different_ > 1 && different_ <= few && !has_more_) {
    evidence.rarest_of_few = *std::min_element(holders_.begin(), holders_.begin() + different_);
  }
  return evidence;
}

MagnitudeEvidence magnitude_of(ValuesView values, std::size_t few) {
  const auto& persons = values.persons;
  const bool has_one_row_each =
      std::adjacent_find(persons.begin(), persons.end(), std::greater_equal<>()) == persons.end();
  if (has_one_row_each) {  // in the order of persons, as below
    Magnitude magnitude;
    for (const double value : values.values) magnitude.add(value);
    auto evidence = magnitude.evidence(std::min(few, Magnitude::kMostFew));
    if (few > Magnitude::kMostFew) evidence.rarest_of_few = rarest_of_few(values, few);
    return evidence;
  }
  std::vector<double> sums(*std::max_element(persons.begin(), persons.end()) + std::size_t{1},
                           kNobody);
  for (std::size_t i = 0; i < values.values.size(); ++i) {
    auto& sum = sums[persons[i]];
    sum = (sum == kNobody ? 0 : sum) + std::abs(values.values[i]);
  }
  Magnitude of_sums;
  for (const double sum : sums) {
    if (sum != kNobody) of_sums.add(sum);
  }
  auto evidence = of_sums.evidence(0);
  evidence.all_equal = std::all_of(values.values.begin(), values.values.end(),
                                   [&](double value) { return value == values.values.front(); });
  evidence.rarest_of_few = rarest_of_few(values, few);
  return evidence;
}

}  // namespace passerelle::analysis
