#include "node/analysis/frame_columns.h"

#include <algorithm>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cmath>
#include <limits>
#include <numeric>

namespace passerelle::analysis {
namespace {

constexpr std::int32_t kNoLevel = -1;
constexpr std::int32_t kOutside = -2;

Error of_variable(DataError code, const Variable& variable, std::string_view why) {
  return Error{code, "variable `" + variable.name + "`: " + std::string(why)};
}

}  // namespace

VariableColumn::VariableColumn(const Variable& variable) : variable_(&variable) {
  // The level of missing values is no value that data hold.
  const bool has_missing_level = variable.missing == MissingRule::category;
  const auto count = variable.levels.size() - (has_missing_level ? 1 : 0);
  for (std::size_t i = 0; i < count && variable.is_categorical(); ++i) {
    const auto index = static_cast<std::int32_t>(i);
    const auto& value = variable.levels[i].value;
    if (const auto* number = std::get_if<double>(&value)) by_number_.emplace_back(*number, index);
    else by_text_.emplace(std::get<std::string>(value), index);
  }
  std::sort(by_number_.begin(), by_number_.end());
}

Result<void> VariableColumn::check_kind(const KnownKinds& known) const {
  const auto kind = infer_kind(*variable_->expression, known);
  if (!kind) return Error{DataError::wrong_type, kind.error().detail};
  if (*kind == ValueKind::unknown) return {};
  const bool needs_text = is_categorical() && by_number_.empty();
  const bool is_text = *kind == ValueKind::text;
  if (*kind != ValueKind::date && is_text == needs_text) return {};
  return of_variable(DataError::wrong_type, *variable_,
                     to_text(*kind) + (needs_text         ? " where levels are texts"
                                       : is_categorical() ? " where levels are numbers"
                                                          : " where the study computes; a text "
                                                            "needs `levels`"));
}

Result<void> VariableColumn::read(Evaluator& evaluator, const std::vector<bool>& is_checked) {
  const auto values = evaluator.evaluate(variable_->expression);
  const auto rows = is_checked.size();
  bool is_plain = true;  // nothing is missing, outside of the levels or infinite
  if (!is_categorical()) {
    batch_numbers_.resize(rows);
    for (std::size_t row = 0; row < rows; ++row) {
      const double number = values->number(row) + 0.0;
      batch_numbers_[row] = number;
      if (!std::isfinite(number)) is_plain = false;
    }
  } else {
    if (by_number_.empty()) read_text_levels(*values, rows);
    else read_numeric_levels(*values, rows);
    is_plain = std::all_of(batch_levels_.begin(), batch_levels_.end(),
                           [](std::int32_t level) { return level >= 0; });
  }
  lacks_values_ = !is_plain;
  if (is_plain) return {};
  for (std::size_t row = 0; row < rows; ++row) {
    if (!is_checked[row]) continue;
    if (is_categorical() && batch_levels_[row] == kOutside && !variable_->counts_outside) {
      return of_variable(DataError::outside_levels, *variable_,
                         "the data hold a value outside its levels or breaks");
    }
    if (!is_categorical() && std::isinf(batch_numbers_[row])) {
      return of_variable(DataError::not_a_number, *variable_, "a value is not finite");
    }
    if (variable_->missing == MissingRule::refuse && !has_value(row)) {
      return of_variable(DataError::missing_refused, *variable_,
                         "the data lack a value, and the study says `missing: refuse`");
    }
  }
  if (variable_->counts_outside) {
    std::replace(batch_levels_.begin(), batch_levels_.end(), kOutside, kNoLevel);
  }
  if (variable_->missing == MissingRule::category) {
    const auto missing_level = static_cast<std::int32_t>(variable_->levels.size() - 1);
    std::replace(batch_levels_.begin(), batch_levels_.end(), kNoLevel, missing_level);
  }
  return {};
}

void VariableColumn::read_numeric_levels(const ColumnValues& values, std::size_t rows) {
  batch_levels_.resize(rows);
  for (std::size_t row = 0; row < rows; ++row) {
    const double value = values.number(row);
    if (std::isnan(value)) {
      batch_levels_[row] = kNoLevel;
      continue;
    }
    const auto place =
        std::lower_bound(by_number_.begin(), by_number_.end(), value,
                         [](const auto& level, double wanted) { return level.first < wanted; });
    const bool is_level = place != by_number_.end() && place->first == value;
    batch_levels_[row] = is_level ? place->second : kOutside;
  }
}

void VariableColumn::read_text_levels(const ColumnValues& values, std::size_t rows) {
  std::vector<std::int32_t> level_of;
  level_of.reserve(values.dictionary.size());
  for (const auto& text : values.dictionary) {
    const auto level = by_text_.find(text);
    level_of.push_back(level == by_text_.end() ? kOutside : level->second);
  }
  batch_levels_.resize(rows);
  for (std::size_t row = 0; row < rows; ++row) {
    const auto code = values.code(row);
    batch_levels_[row] = code < 0 ? kNoLevel : level_of[static_cast<std::size_t>(code)];
  }
}

bool VariableColumn::has_value(std::size_t row) const {
  return is_categorical() ? batch_levels_[row] != kNoLevel : !std::isnan(batch_numbers_[row]);
}

void VariableColumn::narrow(std::vector<bool>& rows) const {
  if (!lacks_values_) return;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    if (rows[row] && !has_value(row)) rows[row] = false;
  }
}

void VariableColumn::keep(const std::vector<std::uint32_t>& rows) {
  const auto keep_of = [&](const auto& batch, auto& column) {
    if (rows.size() == batch.size()) {
      column.insert(column.end(), batch.begin(), batch.end());
      return;
    }
    for (const auto row : rows) column.push_back(batch[row]);
  };
  if (is_categorical()) keep_of(batch_levels_, levels_);
  else keep_of(batch_numbers_, numbers_);
}

void VariableColumn::reserve(std::size_t rows) {
  if (is_categorical()) levels_.reserve(rows);
  else numbers_.reserve(rows);
}

Result<void> PersonColumn::check_type(query::ColumnType type, const std::string& name) {
  name_ = name;
  if (type == query::ColumnType::integer || type == query::ColumnType::text) return {};
  return Error{DataError::wrong_type,
               "column `" + name + "`: persons are told apart by a whole number or a text"};
}

Result<void> PersonColumn::append(const query::Column& column,
                                  const std::vector<std::uint32_t>& rows) {
  const auto* numbers = std::get_if<std::vector<std::int64_t>>(&column.values);
  const auto* texts = std::get_if<std::vector<std::string>>(&column.values);
  for (const auto row : rows) {
    if (column.missing[row]) {
      return Error{DataError::missing_person, "column `" + name_ + "`: a row is of nobody"};
    }
    if (numbers != nullptr) {
      numbers_.push_back((*numbers)[row]);
      continue;
    }
    const auto [place, is_new] =
        by_text_.try_emplace((*texts)[row], static_cast<std::uint32_t>(texts_.size()));
    if (is_new) texts_.push_back((*texts)[row]);
    text_of_row_.push_back(place->second);
  }
  return {};
}

bool PersonColumn::is_before(std::uint32_t left, std::uint32_t right) const {
  return numbers_.empty() ? texts_[text_of_row_[left]] < texts_[text_of_row_[right]]
                          : numbers_[left] < numbers_[right];
}

PersonColumn::Numbered PersonColumn::numbered(const std::vector<std::uint32_t>& order) const {
  constexpr auto kUnseen = std::numeric_limits<std::uint32_t>::max();
  Numbered numbered;
  numbered.of.reserve(order.size());
  // `number_of(row)` is the number of the row's person, kUnseen at first.
  const auto number_all = [&](auto number_of) {
    for (const auto row : order) {
      auto& number = number_of(row);
      if (number == kUnseen) number = numbered.persons++;
      numbered.of.push_back(number);
    }
  };
  if (numbers_.empty()) {
    std::vector<std::uint32_t> number(texts_.size(), kUnseen);
    number_all([&](std::uint32_t row) -> auto& { return number[text_of_row_[row]]; });
    return numbered;
  }
  const auto [least, most] = std::minmax_element(numbers_.begin(), numbers_.end());
  const auto place_of = [first = static_cast<std::uint64_t>(*least)](std::int64_t identifier) {
    return static_cast<std::uint64_t>(identifier) - first;
  };
  if (place_of(*most) / 4 < numbers_.size()) {  // most are numbered without great gaps
    std::vector<bool> is_met(place_of(*most) + 1);
    const bool has_one_row_each = std::none_of(numbers_.begin(), numbers_.end(), [&](auto number) {
      const bool is_repeated = is_met[place_of(number)];
      is_met[place_of(number)] = true;
      return is_repeated;
    });
    if (has_one_row_each) {
      numbered.persons = static_cast<std::uint32_t>(order.size());
      numbered.of.resize(order.size());
      std::iota(numbered.of.begin(), numbered.of.end(), 0U);
      return numbered;
    }
    std::vector<std::uint32_t> number(place_of(*most) + 1, kUnseen);
    number_all([&](std::uint32_t row) -> auto& { return number[place_of(numbers_[row])]; });
    return numbered;
  }
  boost::unordered_flat_map<std::int64_t, std::uint32_t> number;
  number.reserve(numbers_.size());
  number_all([&](std::uint32_t row) -> auto& {
    return number.try_emplace(numbers_[row], kUnseen).first->second;
  });
  return numbered;
}

}  // namespace passerelle::analysis
