#include "node/analysis/expression.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

namespace passerelle::analysis {
namespace {

// The words of contracts, section 3.
constexpr std::array<std::pair<std::string_view, Operator>, 37> kWords{{
    {"eq", Operator::eq},
    {"ne", Operator::ne},
    {"lt", Operator::lt},
    {"le", Operator::le},
    {"gt", Operator::gt},
    {"ge", Operator::ge},
    {"in", Operator::in},
    {"between", Operator::between},
    {"is_null", Operator::is_null},
    {"not", Operator::negation},
    {"and", Operator::conjunction},
    {"or", Operator::disjunction},
    {"add", Operator::add},
    {"sub", Operator::sub},
    {"mul", Operator::mul},
    {"div", Operator::div},
    {"log", Operator::log},
    {"exp", Operator::exp},
    {"sqrt", Operator::sqrt},
    {"abs", Operator::abs},
    {"min", Operator::min},
    {"max", Operator::max},
    {"year", Operator::year},
    {"days_between", Operator::days_between},
    {"case", Operator::choice},
    {"cut", Operator::cut},
    {"column", Operator::column},
    {"date", Operator::date},
    {"age_at", Operator::age_at},
    {"exists", Operator::exists},
    {"count", Operator::count},
    {"at_least", Operator::at_least},
    {"first", Operator::first},
    {"last", Operator::last},
    {"nth", Operator::nth},
    {"only", Operator::only},
    {"starts_with", Operator::starts_with},
}};

void collect(const Expression& expression, SeenParts& seen, std::set<std::string>& columns) {
  if (!seen.insert(&expression).second) return;
  if (expression.op == Operator::column) columns.insert(expression.name);
  for (const auto& operand : expression.operands) collect(*operand, seen, columns);
}

std::optional<int> digits(std::string_view text) {
  int value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

// Beyond these years the calendar of the library ends; such a day is taken for the last one.
std::chrono::year_month_day calendar_day(std::int64_t days) {
  constexpr std::int64_t kFarthest = 11'000'000;
  return std::chrono::sys_days{std::chrono::days{std::clamp(days, -kFarthest, kFarthest)}};
}

}  // namespace

std::optional<Operator> operator_from(std::string_view word) {
  for (const auto& [known, op] : kWords) {
    if (known == word) return op;
  }
  return std::nullopt;
}

std::string to_text(Operator op) {
  for (const auto& [word, known] : kWords) {
    if (known == op) return std::string(word);
  }
  return op == Operator::reference ? "name" : "value";
}

std::vector<std::string> operator_words() {
  std::vector<std::string> words;
  for (const auto& [word, op] : kWords) words.emplace_back(word);
  words.emplace_back("exists_in");  // short for a question with `exists`
  return words;
}

bool is_comparison(Operator op) {
  switch (op) {
    case Operator::eq:
    case Operator::ne:
    case Operator::lt:
    case Operator::le:
    case Operator::gt:
    case Operator::ge:
    case Operator::in:
    case Operator::starts_with:
    case Operator::between: return true;
    default: return false;
  }
}

bool is_about_events(Operator op) {
  switch (op) {
    case Operator::exists:
    case Operator::count:
    case Operator::at_least:
    case Operator::first:
    case Operator::last:
    case Operator::nth:
    case Operator::only: return true;
    default: return false;
  }
}

std::string to_text(ValueKind kind) {
  switch (kind) {
    case ValueKind::number: return "a number";
    case ValueKind::text: return "a text";
    case ValueKind::truth: return "true or false";
    case ValueKind::date: return "a date";
    case ValueKind::unknown: break;
  }
  return "a value";
}

ValueKind kind_of(query::ColumnType type) {
  switch (type) {
    case query::ColumnType::text: return ValueKind::text;
    case query::ColumnType::boolean: return ValueKind::truth;
    case query::ColumnType::date: return ValueKind::date;
    case query::ColumnType::integer:
    case query::ColumnType::number: break;
  }
  return ValueKind::number;
}

ExpressionPtr column_expression(const std::string& name, const std::string& path) {
  Expression made;
  made.op = Operator::column;
  made.name = name;
  made.path = path;
  return std::make_shared<const Expression>(std::move(made));
}

ExpressionPtr literal_expression(const std::string& path, decltype(Expression::value) value) {
  Expression made;
  made.path = path;
  made.value = std::move(value);
  return std::make_shared<const Expression>(std::move(made));
}

ExpressionPtr operation(Operator op, const std::string& path, std::vector<ExpressionPtr> operands) {
  Expression made;
  made.op = op;
  made.path = path;
  for (const auto& operand : operands) made.depth = std::max(made.depth, operand->depth + 1);
  made.operands = std::move(operands);
  return std::make_shared<const Expression>(std::move(made));
}

void collect_columns(const Expression& expression, std::set<std::string>& columns) {
  SeenParts seen;
  collect(expression, seen, columns);
}

const Expression* find_part(const Expression& expression,
                            const std::function<bool(const Expression&)>& is_wanted,
                            SeenParts& seen) {
  if (!seen.insert(&expression).second) return nullptr;
  if (is_wanted(expression)) return &expression;
  for (const auto& operand : expression.operands) {
    if (const auto* found = find_part(*operand, is_wanted, seen)) return found;
  }
  return nullptr;
}

const Expression* question_in(const Expression& expression) {
  SeenParts seen;
  return find_part(
      expression, [](const Expression& part) { return is_about_events(part.op); }, seen);
}

std::optional<std::int64_t> parse_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = digits(text.substr(0, 4));
  const auto month = digits(text.substr(5, 2));
  const auto day = digits(text.substr(8, 2));
  if (!year || !month || !day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{*year},
                                         std::chrono::month{static_cast<unsigned>(*month)},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days{date}.time_since_epoch().count();
}

std::int64_t year_of(std::int64_t days) { return int{calendar_day(days).year()}; }

std::int64_t completed_years(std::int64_t from, std::int64_t to) {
  const auto first = calendar_day(from);
  const auto last = calendar_day(to);
  const auto years = std::int64_t{int{last.year()} - int{first.year()}};
  const auto is_before = [](const auto& a, const auto& b) {
    return a.month() != b.month() ? a.month() < b.month() : a.day() < b.day();
  };
  return is_before(last, first) ? years - 1 : years;
}

}  // namespace passerelle::analysis
