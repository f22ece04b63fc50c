// What a study computes from one row: a tree of a closed list of operators over source columns.
//
// Three-valued logic (contracts, section 3): a comparison with a missing operand is missing, `and`,
// `or`, `not` follow Kleene, and every computation with a missing operand is missing. Division by
// zero, the logarithm of a number that is not positive and the root of a negative one are missing
// too: they have no value that a row could be said to have.
//
// Thread safety: immutable once made; shared because several variables may refer to one.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_set>
#include <variant>
#include <vector>

#include "connectors/query/row_batch.h"
#include "node/base/result.h"

namespace passerelle::analysis {

struct Expression;
using ExpressionPtr = std::shared_ptr<const Expression>;
struct EventQuestion;  // events.h

enum class Operator {
  column,     // a source column
  reference,  // a declared variable, evaluated once per batch
  literal,
  // Comparisons.
  eq,
  ne,
  lt,
  le,
  gt,
  ge,
  in,           // the first operand equals one of the others
  starts_with,  // the first operand, a text, begins with one of the others
  between,      // low <= first <= high, both ends included
  // Logic.
  is_null,
  negation,
  conjunction,
  disjunction,
  // Numbers.
  add,
  sub,
  mul,
  div,
  log,
  exp,
  sqrt,
  abs,
  min,
  max,
  // Dates.
  date,  // a day that the study names
  year,
  days_between,  // the second minus the first
  age_at,        // completed years from the first to the second
  // Events of a linked source (events.h), asked of the person of the row.
  exists,
  count,
  at_least,
  first,
  last,
  nth,
  only,
  // Choices.
  choice,  // "case": condition, value, condition, value, …, and `else` when has_else
  cut,     // the name of the interval that holds the number
};

// Returns the operator that a study writes as `word`.
std::optional<Operator> operator_from(std::string_view word);
std::string to_text(Operator op);
// Returns all such words.
std::vector<std::string> operator_words();
bool is_comparison(Operator op);
bool is_about_events(Operator op);

struct Expression {
  Operator op = Operator::literal;
  std::string path;  // where it stands in the study document
  std::string name;  // of a column or a variable
  std::variant<std::monostate, double, std::string, bool> value;  // of a literal; empty = missing
  std::vector<ExpressionPtr> operands;
  bool has_else = false;
  std::int64_t day = 0;                           // of `date`, since 1970-01-01
  std::shared_ptr<const EventQuestion> question;  // of operators about events; else null
  std::vector<double> breaks;                     // of `cut`; open ends are infinite
  std::vector<std::string> intervals;             // of `cut`, one fewer than breaks
  bool is_closed_right = false;  // of `cut`: (a, b], the first closed on both sides
  int depth = 1;                 // with everything referred to
};

// The value of `cut` for a number that no interval holds: no level bears this name.
inline constexpr const char* kOutsideBreaks = "(outside)";

enum class ValueKind { unknown, number, text, truth, date };
std::string to_text(ValueKind kind);
ValueKind kind_of(query::ColumnType type);

// A source column as it is; a value, by default a missing one; an operator over operands.
ExpressionPtr column_expression(const std::string& name, const std::string& path);
ExpressionPtr literal_expression(const std::string& path, decltype(Expression::value) value = {});
ExpressionPtr operation(Operator op, const std::string& path, std::vector<ExpressionPtr> operands);

// Adds the source columns that the expression reads.
void collect_columns(const Expression& expression, std::set<std::string>& columns);

// Returns a part of the expression, or the whole, that is wanted; null when none is. What several
// parts refer to is looked at once, and what was `seen` before is passed over.
using SeenParts = std::unordered_set<const Expression*>;
const Expression* find_part(const Expression& expression,
                            const std::function<bool(const Expression&)>& is_wanted,
                            SeenParts& seen);

// Returns a part that asks about events; null when none does.
const Expression* question_in(const Expression& expression);

// What is known of the kinds of columns, and of events by their key: the kind of their dates and of
// their values. What is not named is of unknown kind and fits everywhere.
struct EventKinds {
  ValueKind time = ValueKind::unknown;
  ValueKind value = ValueKind::unknown;
};
struct KnownKinds {
  std::map<std::string, ValueKind> columns;
  std::map<std::string, EventKinds> events;
};

// Returns the kind of the expression's values, or refuses operands that do not fit.
Result<ValueKind> infer_kind(const Expression& expression, const KnownKinds& known);

// Refuses what is neither true nor false, as far as that is known.
Result<void> check_condition(const Expression& expression, const KnownKinds& known);

// Reads "YYYY-MM-DD"; returns days since 1970-01-01.
std::optional<std::int64_t> parse_date(std::string_view text);
std::int64_t year_of(std::int64_t days);
// Returns how many years are complete on a day, both in days since 1970-01-01. Who is born on 29
// February completes a year on 1 March where the year has no such day.
std::int64_t completed_years(std::int64_t from, std::int64_t to);

}  // namespace passerelle::analysis
