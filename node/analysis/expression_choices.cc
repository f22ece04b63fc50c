// `case` and `cut`, row by row.
#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

#include "node/analysis/expression_values.h"

namespace passerelle::analysis {

std::vector<std::int32_t> translation(const std::vector<std::string>& from,
                                      const std::vector<std::string>& to) {
  std::unordered_map<std::string_view, std::int32_t> places;
  for (std::size_t i = 0; i < to.size(); ++i) places.emplace(to[i], static_cast<std::int32_t>(i));
  std::vector<std::int32_t> codes;
  codes.reserve(from.size());
  for (const auto& text : from) {
    const auto place = places.find(text);
    codes.push_back(place == places.end() ? -2 : place->second);
  }
  return codes;
}

ValuesPtr Evaluator::choice(const Expression& expression) {
  const auto parts = operands(expression);
  const std::size_t branches = parts.size() / 2;
  auto result = std::make_shared<ColumnValues>();
  result->kind = ValueKind::unknown;
  result->is_constant = true;
  std::vector<ValuesPtr> outcomes;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    result->is_constant = result->is_constant && parts[i]->is_constant;
    const bool is_condition = i < 2 * branches && i % 2 == 0;
    if (is_condition) continue;
    outcomes.push_back(parts[i]);
    const auto kind = parts[i]->kind;
    if (result->kind == ValueKind::unknown || kind == ValueKind::number) {
      result->kind = kind == ValueKind::unknown ? result->kind : kind;
    }
  }
  const bool is_text = result->kind == ValueKind::text;
  std::vector<std::vector<std::int32_t>> codes(outcomes.size());
  if (is_text) {
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
      const auto known = translation(outcomes[i]->dictionary, result->dictionary);
      for (std::size_t text = 0; text < known.size(); ++text) {
        codes[i].push_back(known[text] >= 0 ? known[text]
                                            : static_cast<std::int32_t>(result->dictionary.size()));
        if (known[text] < 0) result->dictionary.push_back(outcomes[i]->dictionary[text]);
      }
    }
  }

  const std::size_t rows = result->is_constant ? 1 : batch_->rows;
  if (result->kind == ValueKind::text || result->kind == ValueKind::unknown) {
    result->codes.assign(rows, -1);
  }
  if (!is_text) result->numbers.assign(rows, kMissing);
  constexpr auto kNone = static_cast<std::size_t>(-1);
  for (std::size_t row = 0; row < rows; ++row) {
    std::size_t taken = expression.has_else ? branches : kNone;
    for (std::size_t branch = 0; branch < branches; ++branch) {
      const double truth = parts[2 * branch]->number(row);
      if (truth == 1) {
        taken = branch;
        break;
      }
      // Contracts, section 3: `else` does not apply when a tested operand is missing.
      if (std::isnan(truth)) taken = kNone;
    }
    if (taken == kNone) continue;
    const auto& outcome = *outcomes[taken];
    if (!is_text) {
      result->numbers[row] = outcome.number(row);
    } else if (outcome.kind == ValueKind::text && outcome.code(row) >= 0) {
      result->codes[row] = codes[taken][static_cast<std::size_t>(outcome.code(row))];
    }
  }
  return result;
}

ValuesPtr Evaluator::cut(const Expression& expression) {
  const auto what = evaluate(expression.operands[0]);
  const auto& breaks = expression.breaks;
  auto result = std::make_shared<ColumnValues>();
  result->kind = ValueKind::text;
  result->is_constant = what->is_constant;
  result->dictionary = expression.intervals;
  const auto outside = static_cast<std::int32_t>(result->dictionary.size());
  result->dictionary.emplace_back(kOutsideBreaks);
  const std::size_t rows = what->is_constant ? 1 : batch_->rows;
  result->codes.resize(rows);
  for (std::size_t row = 0; row < rows; ++row) {
    const double value = what->number(row);
    if (std::isnan(value)) {
      result->codes[row] = -1;
      continue;
    }
    const auto end = expression.is_closed_right && value != breaks.front()
                         ? std::lower_bound(breaks.begin(), breaks.end(), value)
                         : std::upper_bound(breaks.begin(), breaks.end(), value);
    const auto above = end - breaks.begin();
    const bool is_inside = above > 0 && static_cast<std::size_t>(above) < breaks.size();
    result->codes[row] = is_inside ? static_cast<std::int32_t>(above - 1) : outside;
  }
  return result;
}

}  // namespace passerelle::analysis
