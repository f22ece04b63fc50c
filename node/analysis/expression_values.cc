#include "node/analysis/expression_values.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "node/analysis/event_histories.h"

namespace passerelle::analysis {
namespace {

// Fills one number per row, or one for all rows when no operand differs by row.
template <class Function>
ValuesPtr each_row(ValueKind kind,
                   const std::vector<ValuesPtr>& operands,
                   std::size_t rows,
                   Function&& compute) {
  auto result = std::make_shared<ColumnValues>();
  result->kind = kind;
  result->is_constant = std::all_of(operands.begin(), operands.end(),
                                    [](const ValuesPtr& operand) { return operand->is_constant; });
  const std::size_t count = result->is_constant ? 1 : rows;
  result->numbers.resize(count);
  for (std::size_t row = 0; row < count; ++row) result->numbers[row] = compute(row);
  return result;
}

template <class Function>
ValuesPtr unary(const ValuesPtr& operand, ValueKind kind, std::size_t rows, Function&& function) {
  return each_row(kind, {operand}, rows,
                  [&, stride = operand->stride(), values = operand->numbers.data()](
                      std::size_t row) -> double { return function(values[row * stride]); });
}

template <class Function>
ValuesPtr binary(const ValuesPtr& left,
                 const ValuesPtr& right,
                 ValueKind kind,
                 std::size_t rows,
                 Function&& function) {
  return each_row(
      kind, {left, right}, rows,
      [&, left_stride = left->stride(), right_stride = right->stride(),
       lefts = left->numbers.data(), rights = right->numbers.data()](std::size_t row) -> double {
        return function(lefts[row * left_stride], rights[row * right_stride]);
      });
}

double finite_or_missing(double value, bool has_value) { return has_value ? value : kMissing; }

// A comparison with a missing value is missing.
template <class Relation>
double compared(double left, double right, Relation holds) {
  if (std::isnan(left) || std::isnan(right)) return kMissing;
  return holds(left, right) ? 1.0 : 0.0;
}

double kleene_and(double left, double right) {
  if (left == 0 || right == 0) return 0;
  return std::isnan(left) || std::isnan(right) ? kMissing : 1;
}

double kleene_or(double left, double right) {
  const auto is_true = [](double value) { return !std::isnan(value) && value != 0; };
  if (is_true(left) || is_true(right)) return 1;
  return std::isnan(left) || std::isnan(right) ? kMissing : 0;
}

ValuesPtr equal_texts(const ValuesPtr& left, const ValuesPtr& right, std::size_t rows) {
  const auto codes = translation(right->dictionary, left->dictionary);
  return each_row(ValueKind::truth, {left, right}, rows, [&](std::size_t row) -> double {
    const auto a = left->code(row);
    const auto b = right->code(row);
    if (a < 0 || b < 0) return kMissing;
    return a == codes[static_cast<std::size_t>(b)] ? 1.0 : 0.0;
  });
}

ValuesPtr equal(const ValuesPtr& left, const ValuesPtr& right, std::size_t rows) {
  const bool is_text = left->kind == ValueKind::text || right->kind == ValueKind::text;
  if (is_text) return equal_texts(left, right, rows);
  return binary(left, right, ValueKind::truth, rows,
                [](double a, double b) { return compared(a, b, std::equal_to<>{}); });
}

// Whether a column is compared with values that are the same for all rows and none of them missing.
bool is_among_constants(const std::vector<ValuesPtr>& values) {
  const bool is_text = values[0]->kind == ValueKind::text;
  return std::all_of(values.begin() + 1, values.end(), [&](const ValuesPtr& value) {
    if (!value->is_constant || (value->kind == ValueKind::text) != is_text) return false;
    return is_text ? value->code(0) >= 0 : !std::isnan(value->number(0));
  });
}

// As many values as there may be cost a row one look.
ValuesPtr among_constants(const std::vector<ValuesPtr>& values, std::size_t rows) {
  const auto& column = *values[0];
  if (column.kind == ValueKind::text) {
    std::unordered_set<std::string_view> texts;
    for (std::size_t i = 1; i < values.size(); ++i) {
      texts.insert(values[i]->dictionary[static_cast<std::size_t>(values[i]->code(0))]);
    }
    std::vector<bool> is_among;
    for (const auto& text : column.dictionary) is_among.push_back(texts.contains(text));
    return each_row(ValueKind::truth, {values[0]}, rows, [&](std::size_t row) -> double {
      const auto code = column.code(row);
      if (code < 0) return kMissing;
      return is_among[static_cast<std::size_t>(code)] ? 1.0 : 0.0;
    });
  }
  std::unordered_set<double> numbers;
  for (std::size_t i = 1; i < values.size(); ++i) numbers.insert(values[i]->number(0));
  return each_row(ValueKind::truth, {values[0]}, rows, [&](std::size_t row) -> double {
    const auto number = column.number(row);
    return std::isnan(number) ? kMissing : numbers.contains(number) ? 1.0 : 0.0;
  });
}

std::shared_ptr<ColumnValues> literal_values(const Expression& expression) {
  auto values = std::make_shared<ColumnValues>();
  values->is_constant = true;
  if (const auto* number = std::get_if<double>(&expression.value)) {
    values->numbers = {*number};
  } else if (const auto* truth = std::get_if<bool>(&expression.value)) {
    values->kind = ValueKind::truth;
    values->numbers = {*truth ? 1.0 : 0.0};
  } else if (const auto* text = std::get_if<std::string>(&expression.value)) {
    values->kind = ValueKind::text;
    values->codes = {0};
    values->dictionary = {*text};
  } else {
    // Missing, whatever is expected of it.
    values->kind = ValueKind::unknown;
    values->numbers = {kMissing};
    values->codes = {-1};
  }
  return values;
}

ValuesPtr constant_day(std::optional<std::int64_t> day) {
  auto date = std::make_shared<ColumnValues>();
  date->kind = ValueKind::date;
  date->is_constant = true;
  date->numbers = {day ? static_cast<double>(*day) : kMissing};
  return date;
}

// Returns a text literal as the date that it stands for beside dates.
ValuesPtr as_date(const ColumnValues& literal) {
  return constant_day(parse_date(literal.dictionary[0]));
}

// Texts as indices: compared and grouped without touching a character again.
void encode(const std::vector<std::string>& texts,
            const std::vector<bool>& missing,
            ColumnValues& values) {
  std::unordered_map<std::string_view, std::int32_t> places;
  values.codes.resize(texts.size());
  for (std::size_t row = 0; row < texts.size(); ++row) {
    if (missing[row]) {
      values.codes[row] = -1;
      continue;
    }
    const auto [place, is_new] =
        places.emplace(texts[row], static_cast<std::int32_t>(values.dictionary.size()));
    if (is_new) values.dictionary.push_back(texts[row]);
    values.codes[row] = place->second;
  }
}

}  // namespace

Evaluator::Evaluator(const std::vector<std::string>& names,
                     const query::RowBatch& batch,
                     const EventHistories* histories,
                     std::span<const std::uint64_t> persons)
    : names_(&names), batch_(&batch), histories_(histories), persons_(persons) {}

ValuesPtr Evaluator::evaluate(const ExpressionPtr& expression) {
  if (expression->op == Operator::reference) {
    const auto& target = expression->operands[0];
    auto& known = shared_[target.get()];
    if (known == nullptr) {
      auto values = evaluate(target);
      shared_[target.get()] = values;
      return values;
    }
    return known;
  }
  return computed(*expression);
}

std::vector<ValuesPtr> Evaluator::operands(const Expression& expression) {
  std::vector<ValuesPtr> values;
  values.reserve(expression.operands.size());
  for (const auto& operand : expression.operands) values.push_back(evaluate(operand));
  return values;
}

ValuesPtr Evaluator::computed(const Expression& expression) {
  switch (expression.op) {
    case Operator::column: return column(expression.name);
    case Operator::literal: return literal_values(expression);
    case Operator::choice: return choice(expression);
    case Operator::cut: return cut(expression);
    case Operator::is_null:
    case Operator::negation:
    case Operator::conjunction:
    case Operator::disjunction: return logic(expression);
    case Operator::date: return constant_day(expression.day);
    default: break;
  }
  if (is_about_events(expression.op)) {
    return histories_->answer(expression, operands(expression), persons_);
  }
  return is_comparison(expression.op) ? compare(expression) : arithmetic(expression);
}

ValuesPtr Evaluator::column(const std::string& name) {
  auto& known = columns_[name];
  if (known != nullptr) return known;
  const auto place = std::lower_bound(names_->begin(), names_->end(), name);
  assert(place != names_->end() && *place == name);
  const auto& source = batch_->columns[static_cast<std::size_t>(place - names_->begin())];
  auto values = std::make_shared<ColumnValues>();
  values->kind = kind_of(source.type);
  if (const auto* texts = std::get_if<std::vector<std::string>>(&source.values)) {
    encode(*texts, source.missing, *values);
  } else {
    values->numbers.resize(batch_->rows);
    const auto fill = [&](const auto& numbers) {
      for (std::size_t row = 0; row < batch_->rows; ++row) {
        // Adding zero turns -0 into 0, so that equal numbers have equal bits.
        values->numbers[row] =
            source.missing[row] ? kMissing : static_cast<double>(numbers[row]) + 0.0;
      }
    };
    if (const auto* whole = std::get_if<std::vector<std::int64_t>>(&source.values)) {
      fill(*whole);
    } else {
      fill(std::get<std::vector<double>>(source.values));
    }
  }
  known = std::move(values);
  return known;
}

ValuesPtr Evaluator::compare(const Expression& expression) {
  auto values = operands(expression);
  if (expression.op == Operator::starts_with) return beginning(values);
  const bool is_equality = expression.op == Operator::eq || expression.op == Operator::ne ||
                           expression.op == Operator::in;
  if (values[0]->kind == ValueKind::date || !is_equality) {
    for (auto& value : values) {
      if (value->kind == ValueKind::text) value = as_date(*value);
    }
  }
  const auto rows = batch_->rows;
  const auto relate = [&](std::size_t a, std::size_t b, auto relation) {
    return binary(values[a], values[b], ValueKind::truth, rows,
                  [relation](double x, double y) { return compared(x, y, relation); });
  };
  const auto opposite = [](double truth) { return 1 - truth; };
  switch (expression.op) {
    case Operator::eq: return equal(values[0], values[1], rows);
    case Operator::ne:
      return unary(equal(values[0], values[1], rows), ValueKind::truth, rows, opposite);
    case Operator::lt: return relate(0, 1, std::less<>{});
    case Operator::le: return relate(0, 1, std::less_equal<>{});
    case Operator::gt: return relate(0, 1, std::greater<>{});
    case Operator::ge: return relate(0, 1, std::greater_equal<>{});
    case Operator::between:
      // Like every comparison missing when any operand is, also where one end would decide.
      return binary(relate(0, 1, std::greater_equal<>{}), relate(0, 2, std::less_equal<>{}),
                    ValueKind::truth, rows,
                    [](double above, double below) { return above * below; });
    default: break;
  }
  assert(expression.op == Operator::in);
  if (is_among_constants(values)) return among_constants(values, rows);
  auto found = equal(values[0], values[1], rows);
  for (std::size_t i = 2; i < values.size(); ++i) {
    // The larger of two truths is NaN, which is missing, when either is.
    found = binary(found, equal(values[0], values[i], rows), ValueKind::truth, rows,
                   [](double a, double b) {
                     return std::isnan(a) || std::isnan(b) ? kMissing : std::max(a, b);
                   });
  }
  return found;
}

// Texts are looked at once each, not row by row.
ValuesPtr Evaluator::beginning(const std::vector<ValuesPtr>& values) {
  const auto& whole = *values[0];
  const auto has_begin = [&](const std::string& text, std::size_t row) {
    return std::any_of(values.begin() + 1, values.end(), [&](const ValuesPtr& part) {
      const auto code = part->code(row);
      return code >= 0 && text.starts_with(part->dictionary[static_cast<std::size_t>(code)]);
    });
  };
  const bool are_constant = std::all_of(values.begin() + 1, values.end(),
                                        [](const ValuesPtr& part) { return part->is_constant; });
  std::vector<bool> begins(whole.dictionary.size());
  for (std::size_t i = 0; are_constant && i < begins.size(); ++i) {
    begins[i] = has_begin(whole.dictionary[i], 0);
  }
  return each_row(ValueKind::truth, values, batch_->rows, [&](std::size_t row) -> double {
    const auto code = whole.code(row);
    const bool is_known =
        code >= 0 && std::all_of(values.begin() + 1, values.end(),
                                 [&](const ValuesPtr& part) { return part->code(row) >= 0; });
    if (!is_known) return kMissing;
    const auto text = static_cast<std::size_t>(code);
    return (are_constant ? begins[text] : has_begin(whole.dictionary[text], row)) ? 1.0 : 0.0;
  });
}

ValuesPtr Evaluator::logic(const Expression& expression) {
  const auto values = operands(expression);
  const auto rows = batch_->rows;
  if (expression.op == Operator::is_null) {
    const auto& operand = values[0];
    const bool is_text = operand->kind == ValueKind::text;
    return each_row(ValueKind::truth, values, rows, [&](std::size_t row) -> double {
      return (is_text ? operand->code(row) < 0 : std::isnan(operand->number(row))) ? 1.0 : 0.0;
    });
  }
  if (expression.op == Operator::negation) {
    return unary(values[0], ValueKind::truth, rows, [](double truth) { return 1 - truth; });
  }
  const bool is_and = expression.op == Operator::conjunction;
  auto result = values[0];
  for (std::size_t i = 1; i < values.size(); ++i) {
    result = binary(result, values[i], ValueKind::truth, rows, is_and ? kleene_and : kleene_or);
  }
  return result;
}

ValuesPtr Evaluator::arithmetic(const Expression& expression) {
  const auto values = operands(expression);
  const auto rows = batch_->rows;
  const auto of_one = [&](ValueKind kind, auto function) {
    return unary(values[0], kind, rows, function);
  };
  const auto of_all = [&](ValueKind kind, auto function) {
    auto result = values[0];
    for (std::size_t i = 1; i < values.size(); ++i) {
      result = binary(result, values[i], kind, rows, function);
    }
    return result;
  };
  const auto kind = values[0]->kind == ValueKind::date ? ValueKind::date : ValueKind::number;
  switch (expression.op) {
    case Operator::add: return of_all(ValueKind::number, std::plus<>{});
    case Operator::mul: return of_all(ValueKind::number, std::multiplies<>{});
    case Operator::sub: return of_all(ValueKind::number, std::minus<>{});
    case Operator::div:
      return of_all(ValueKind::number,
                    [](double a, double b) { return finite_or_missing(a / b, b != 0); });
    case Operator::min:
      return of_all(kind, [](double a, double b) {
        return std::isnan(a) || std::isnan(b) ? kMissing : std::min(a, b);
      });
    case Operator::max:
      return of_all(kind, [](double a, double b) {
        return std::isnan(a) || std::isnan(b) ? kMissing : std::max(a, b);
      });
    case Operator::log:
      return of_one(ValueKind::number, [](double x) { return x > 0 ? std::log(x) : kMissing; });
    case Operator::sqrt:
      return of_one(ValueKind::number, [](double x) { return x >= 0 ? std::sqrt(x) : kMissing; });
    case Operator::exp: return of_one(ValueKind::number, [](double x) { return std::exp(x); });
    case Operator::abs: return of_one(ValueKind::number, [](double x) { return std::abs(x); });
    case Operator::year:
      return of_one(ValueKind::number, [](double days) {
        return std::isnan(days) ? kMissing
                                : static_cast<double>(year_of(static_cast<std::int64_t>(days)));
      });
    case Operator::days_between:
      return binary(values[0], values[1], ValueKind::number, rows,
                    [](double from, double to) { return to - from; });
    case Operator::age_at:
      return binary(values[0], values[1], ValueKind::number, rows, [](double from, double to) {
        if (std::isnan(from) || std::isnan(to)) return kMissing;
        return static_cast<double>(
            completed_years(static_cast<std::int64_t>(from), static_cast<std::int64_t>(to)));
      });
    default: break;
  }
  assert(false);
  return values[0];
}

}  // namespace passerelle::analysis
