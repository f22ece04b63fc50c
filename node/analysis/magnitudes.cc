#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

#include "node/analysis/local_sums.h"

namespace passerelle::analysis {
namespace {

constexpr double kNobody = -1;  // no sum of absolute values

// The groups whose values the slots of an analysis have.
std::vector<Group> groups_of(const StudyPlan& plan, const Analysis& analysis) {
  if (const auto* rate = std::get_if<RateAnalysis>(&analysis.what)) {
    return groups_of(plan, analysis.row_set, rate->by);
  }
  if (const auto* table = std::get_if<TableOneAnalysis>(&analysis.what)) {
    return groups_of(plan, analysis.row_set, std::optional(table->by));
  }
  if (const auto* propensity = std::get_if<PropensityAnalysis>(&analysis.what)) {
    return groups_of(plan, analysis.row_set, std::optional(propensity->model.outcome));
  }
  return groups_of(plan, analysis.row_set, std::get<DescribeAnalysis>(analysis.what).by);
}

}  // namespace

ValuesView values_of(const Outcomes& outcomes,
                     const Analysis& analysis,
                     const Slot& slot,
                     const Frame& frame,
                     Values& picked) {
  const auto& numbers = frame.numbers.at(slot.variable);
  const auto groups = groups_of(outcomes.plan(), analysis);
  const auto group = std::find_if(groups.begin(), groups.end(),
                                  [&](const Group& one) { return one.level() == slot.level; });
  std::vector<std::pair<RowLevels, std::int32_t>> wanted;
  for (const auto& [variable, level] : group->rows.where) {
    const auto& category = outcomes.plan().variable(variable);
    wanted.emplace_back(RowLevels(category, frame), level_index(category, level));
  }
  const auto& is_member = frame.members.at(analysis.row_set);
  const auto has_value = [&](std::size_t row) {
    return is_member[row] && !std::isnan(numbers[row]) &&
           std::all_of(wanted.begin(), wanted.end(),
                       [&](const auto& of) { return of.first[row] == of.second; });
  };
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

std::optional<std::int64_t> rarer_of_two(ValuesView values) {
  std::map<double, std::vector<std::uint32_t>> holders;
  for (std::size_t i = 0; i < values.values.size(); ++i) {
    auto& persons = holders[values.values[i]];
    if (holders.size() > 2) return std::nullopt;
    persons.push_back(values.persons[i]);
  }
  if (holders.size() != 2) return std::nullopt;
  const auto distinct = [](std::vector<std::uint32_t>& persons) {
    std::sort(persons.begin(), persons.end());
    return std::unique(persons.begin(), persons.end()) - persons.begin();
  };
  return std::min<std::int64_t>(distinct(holders.begin()->second),
                                distinct(holders.rbegin()->second));
}

MagnitudeEvidence Magnitude::evidence() const {
  auto evidence = evidence_;
  evidence.all_equal = evidence.persons > 0 && of_other_ == 0;
  if (of_other_ > 0 && !has_more_) {
    evidence.rarer_of_two = std::min(of_other_, evidence.persons - of_other_);
  }
  return evidence;
}

MagnitudeEvidence magnitude_of(ValuesView values) {
  const auto& persons = values.persons;
  const bool has_one_row_each =
      std::adjacent_find(persons.begin(), persons.end(), std::greater_equal<>()) == persons.end();
  if (has_one_row_each) {  // in the order of persons, as below
    Magnitude magnitude;
    for (const double value : values.values) magnitude.add(value);
    return magnitude.evidence();
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
  auto evidence = of_sums.evidence();
  evidence.all_equal = std::all_of(values.values.begin(), values.values.end(),
                                   [&](double value) { return value == values.values.front(); });
  evidence.rarer_of_two = rarer_of_two(values);
  return evidence;
}

}  // namespace passerelle::analysis
