#include "node/analysis/expression_parse.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <utility>

#include "node/analysis/compile_names.h"
#include "node/analysis/event_parse.h"

namespace passerelle::analysis {
namespace {

constexpr std::size_t kMaximumOperands = 200;
constexpr std::size_t kMaximumValues = 1000;  // that one is compared with, and that one

struct Arity {
  std::size_t least, most;
};

Arity arity_of(Operator op) {
  switch (op) {
    case Operator::eq:
    case Operator::ne:
    case Operator::lt:
    case Operator::le:
    case Operator::gt:
    case Operator::ge:
    case Operator::sub:
    case Operator::div:
    case Operator::days_between:
    case Operator::age_at: return {2, 2};
    case Operator::between: return {3, 3};
    case Operator::add:
    case Operator::mul:
    case Operator::min:
    case Operator::max: return {2, kMaximumOperands};
    case Operator::in:
    case Operator::starts_with: return {2, kMaximumValues};
    case Operator::conjunction:
    case Operator::disjunction: return {1, kMaximumOperands};
    default: return {1, 1};
  }
}

class Parser {
 public:
  explicit Parser(const NameResolver& names) : names_(&names) {}

  Result<ExpressionPtr> expression(const Json& written, const std::string& path, int depth) const {
    if (depth > kMaximumExpressionDepth) return too_deep(path);
    if (written.is_string()) return name(written, path, depth);
    if (written.is_object()) return operation(written, path, depth);
    return malformed(path, "a name or an expression is expected");
  }

 private:
  static Error too_deep(const std::string& path) {
    return Error{AnalysisError::too_large, path + ": expressions nest at most " +
                                               std::to_string(kMaximumExpressionDepth) +
                                               " levels, variables they refer to included"};
  }

  static Result<ExpressionPtr> finished(Expression made) {
    for (const auto& operand : made.operands) made.depth = std::max(made.depth, operand->depth + 1);
    if (made.depth > kMaximumExpressionDepth) return too_deep(made.path);
    return std::make_shared<const Expression>(std::move(made));
  }

  Result<ExpressionPtr> name(const Json& written, const std::string& path, int depth) const {
    const auto& text = written.get_ref<const std::string&>();
    if (text.empty()) return malformed(path, "a name is expected, not an empty text");
    return (*names_)(text, path, depth);
  }

  static Result<ExpressionPtr> literal(const Json& written, const std::string& path) {
    Expression made;
    made.path = path;
    if (written.is_boolean()) {
      made.value = written.get<bool>();
    } else if (written.is_string()) {
      made.value = written.get<std::string>();
    } else if (written.is_number()) {
      const auto number = written.get<double>();
      if (!std::isfinite(number)) return malformed(path, "a finite number is expected");
      made.value = number == 0 ? 0.0 : number;
    }
    return finished(std::move(made));
  }

  // Where a text is a name.
  Result<ExpressionPtr> operand(const Json& written, const std::string& path, int depth) const {
    if (written.is_number() || written.is_boolean()) return literal(written, path);
    return expression(written, path, depth);
  }

  // Where a text is a value: beside the first operand of a comparison.
  Result<ExpressionPtr> compared(const Json& written, const std::string& path, int depth) const {
    if (written.is_number() || written.is_boolean() || written.is_string()) {
      return literal(written, path);
    }
    if (written.is_null()) {
      return malformed(path, "nothing equals a missing value; {\"is_null\": …} asks for it");
    }
    if (!written.is_object()) return malformed(path, "a value or an expression is expected");
    return expression(written, path, depth);
  }

  // The value of a branch of `case`, where null says missing.
  Result<ExpressionPtr> outcome(const Json& written, const std::string& path, int depth) const {
    if (written.is_null()) return literal(written, path);
    return operand(written, path, depth);
  }

  Result<ExpressionPtr> operation(const Json& written, const std::string& path, int depth) const {
    std::string word;
    for (const auto& [key, value] : written.items()) {
      if (key == "else" || key == "breaks") continue;
      if (!word.empty()) {
        return malformed(
            path, "an expression has one operator, this has `" + word + "` and `" + key + "`");
      }
      word = key;
    }
    if (word == "exists_in") return exists_in(written.at(word), path, depth);
    const auto op = operator_from(word);
    if (!op) {
      return malformed(word.empty() ? path : path_to(path, word),
                       "no operator of the language; one of " +
                           passerelle::analysis::listed(operator_words()) + " is expected");
    }
    if (*op != Operator::choice && written.contains("else")) {
      return malformed(path_to(path, "else"), "stands only with `case`");
    }
    if (*op != Operator::cut && written.contains("breaks")) {
      return malformed(path_to(path, "breaks"), "stands only with `cut`");
    }
    Expression made;
    made.op = *op;
    made.path = path;
    const auto& content = written.at(word);
    const auto inside = path_to(path, word);
    if (*op == Operator::column) return column(std::move(made), content, inside);
    if (*op == Operator::date) return date(std::move(made), content, inside);
    if (is_about_events(*op)) return question(std::move(made), content, inside, depth);
    if (*op == Operator::choice) return choice(std::move(made), written, inside, depth);
    if (*op == Operator::cut) return cut(std::move(made), written, inside, depth);
    return listed(std::move(made), content, inside, depth);
  }

  static Result<ExpressionPtr> column(Expression made, const Json& content, const std::string& at) {
    if (!content.is_string()) return malformed(at, "the name of a source column is expected");
    made.name = content.get<std::string>();
    if (auto fits = check_column_name(made.name, at); !fits) return fits.error();
    return finished(std::move(made));
  }

  static Result<ExpressionPtr> date(Expression made, const Json& content, const std::string& at) {
    const auto* text = content.get_ptr<const std::string*>();
    const auto day = text == nullptr ? std::nullopt : parse_date(*text);
    if (!day) return malformed(at, "a date as YYYY-MM-DD is expected");
    made.day = *day;
    return finished(std::move(made));
  }

  Result<ExpressionPtr> question(Expression made,
                                 const Json& content,
                                 const std::string& at,
                                 int depth) const {
    if (auto read = parse_question(made, content, at, *names_, depth); !read) return read.error();
    return finished(std::move(made));
  }

  // Whether a source has any row of the person.
  Result<ExpressionPtr> exists_in(const Json& alias, const std::string& path, int depth) const {
    Expression made;
    made.op = Operator::exists;
    made.path = path;
    return question(std::move(made), Json{{"event", {{"source", alias}}}},
                    path_to(path, "exists_in"), depth);
  }

  // An operator with its operands in a list; one operand may stand without the list.
  Result<ExpressionPtr> listed(Expression made,
                               const Json& content,
                               const std::string& at,
                               int depth) const {
    std::vector<std::pair<const Json*, std::string>> written;
    const auto [least, most] = arity_of(made.op);
    if (!content.is_array()) {
      if (least > 1) return malformed(at, "a list of operands is expected");
      written.emplace_back(&content, at);
    } else {
      for (std::size_t i = 0; i < content.size(); ++i) {
        written.emplace_back(&content[i], path_to(at, i));
      }
    }
    // `in` and `starts_with` take their values in a list of their own, or one after the other.
    const bool has_values = made.op == Operator::in || made.op == Operator::starts_with;
    if (has_values && written.size() == 2 && written[1].first->is_array()) {
      const auto [values, values_at] = written[1];
      written.pop_back();
      for (std::size_t i = 0; i < values->size(); ++i) {
        written.emplace_back(&(*values)[i], path_to(values_at, i));
      }
    }
    if (written.size() < least || written.size() > most) {
      const auto expected = least == most ? std::to_string(least)
                                          : std::to_string(least) + " to " + std::to_string(most);
      return malformed(at, "`" + to_text(made.op) + "` takes " + expected +
                               (most == 1 ? " operand" : " operands"));
    }
    for (std::size_t i = 0; i < written.size(); ++i) {
      const auto& [json, where] = written[i];
      const bool is_value = is_comparison(made.op) && i > 0;
      const bool is_first = is_comparison(made.op) && i == 0;
      auto parsed = is_value   ? compared(*json, where, depth + 1)
                    : is_first ? expression(*json, where, depth + 1)
                               : operand(*json, where, depth + 1);
      if (!parsed) return parsed;
      made.operands.push_back(*std::move(parsed));
    }
    return finished(std::move(made));
  }

  Result<ExpressionPtr> choice(Expression made,
                               const Json& written,
                               const std::string& at,
                               int depth) const {
    const auto& branches = written.at("case");
    if (!branches.is_array() || branches.empty() || branches.size() > kMaximumOperands) {
      return malformed(at, "a list of [condition, value] is expected, at most " +
                               std::to_string(kMaximumOperands));
    }
    for (std::size_t i = 0; i < branches.size(); ++i) {
      const auto& branch = branches[i];
      const auto branch_at = path_to(at, i);
      if (!branch.is_array() || branch.size() != 2) {
        return malformed(branch_at, "[condition, value] is expected");
      }
      auto condition = operand(branch[0], path_to(branch_at, 0), depth + 1);
      if (!condition) return condition;
      auto value = outcome(branch[1], path_to(branch_at, 1), depth + 1);
      if (!value) return value;
      made.operands.push_back(*std::move(condition));
      made.operands.push_back(*std::move(value));
    }
    if (const auto otherwise = written.find("else"); otherwise != written.end()) {
      auto value = outcome(*otherwise, path_to(made.path, "else"), depth + 1);
      if (!value) return value;
      made.operands.push_back(*std::move(value));
      made.has_else = true;
    }
    return finished(std::move(made));
  }

  Result<ExpressionPtr> cut(Expression made,
                            const Json& written,
                            const std::string& at,
                            int depth) const {
    auto what = operand(written.at("cut"), at, depth + 1);
    if (!what) return what;
    made.operands.push_back(*std::move(what));
    const auto breaks_at = path_to(made.path, "breaks");
    const auto breaks = written.find("breaks");
    if (breaks == written.end()) return malformed(breaks_at, "is missing");
    if (auto read = read_breaks(made, *breaks, breaks_at); !read) return read.error();
    name_intervals(made);
    return finished(std::move(made));
  }

  static Result<void> read_breaks(Expression& made, const Json& breaks, const std::string& at) {
    if (!breaks.is_array() || breaks.size() < 2 || breaks.size() > kMaximumBreaks + 1) {
      return malformed(at, "a list of 2 to " + std::to_string(kMaximumBreaks + 1) +
                               " increasing numbers is expected");
    }
    bool has_number = false;
    for (std::size_t i = 0; i < breaks.size(); ++i) {
      const bool is_end = i == 0 || i + 1 == breaks.size();
      if (breaks[i].is_null() && is_end) {
        const auto infinity = std::numeric_limits<double>::infinity();
        made.breaks.push_back(i == 0 ? -infinity : infinity);
        continue;
      }
      if (!breaks[i].is_number() || !std::isfinite(breaks[i].get<double>())) {
        return malformed(path_to(at, i), is_end ? "a number, or null for an open end, is expected"
                                                : "a number is expected");
      }
      const auto number = breaks[i].get<double>();
      if (!made.breaks.empty() && !(number > made.breaks.back())) {
        return malformed(path_to(at, i), "breaks increase strictly");
      }
      made.breaks.push_back(number == 0 ? 0.0 : number);
      has_number = true;
    }
    if (!has_number) return malformed(at, "at least one number is expected");
    return {};
  }

  // Contracts, section 3: closed left, open right.
  static void name_intervals(Expression& made) {
    for (std::size_t i = 0; i + 1 < made.breaks.size(); ++i) {
      const double low = made.breaks[i];
      const double high = made.breaks[i + 1];
      if (std::isinf(low)) {
        made.intervals.push_back("<" + number_text(high));
      } else if (std::isinf(high)) {
        made.intervals.push_back(">=" + number_text(low));
      } else {
        made.intervals.push_back("[" + number_text(low) + "," + number_text(high) + ")");
      }
    }
  }

  const NameResolver* names_;
};

}  // namespace

Result<ExpressionPtr> column_of_table(const std::string& name, const std::string& path, int) {
  if (auto fits = check_column_name(name, path); !fits) return fits.error();
  return column_expression(name, path);
}

Result<ExpressionPtr> parse_expression(const Json& written,
                                       const std::string& path,
                                       const NameResolver& names,
                                       int depth) {
  return Parser(names).expression(written, path, depth);
}

}  // namespace passerelle::analysis
