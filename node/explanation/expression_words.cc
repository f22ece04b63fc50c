#include "node/explanation/expression_words.h"

#include <chrono>
#include <cmath>

#include "node/analysis/events.h"
#include "node/base/clock.h"
#include "node/base/json.h"

namespace passerelle::explanation {
namespace {

using analysis::EventQuestion;
using analysis::Expression;
using analysis::Operator;

class Writer {
 public:
  explicit Writer(Language language) : say_(words(language)), documents_(Messages::in(language)) {}

  std::string write(const Expression& expression) const {
    switch (expression.op) {
      case Operator::column:
      case Operator::reference: return expression.name;
      case Operator::literal: return literal(expression);
      case Operator::conjunction:
      case Operator::disjunction:
      case Operator::add:
      case Operator::sub:
      case Operator::mul:
      case Operator::div: return between_operands(expression);
      case Operator::in:
        return operand(expression, 0) + " " + compared(expression) + " " + listed(expression, 1);
      case Operator::starts_with:
        return operand(expression, 0) + " " + say_("expression.starts_with") + " " +
               listed(expression, 1);
      case Operator::between:
        return operand(expression, 0) + " " + compared(expression) + " " + operand(expression, 1) +
               documents_("rows.to") + operand(expression, 2);
      case Operator::choice: return choice(expression);
      case Operator::cut: return cut(expression);
      case Operator::date:
        return date_text(std::chrono::sys_days(std::chrono::days(expression.day)));
      default: break;
    }
    if (analysis::is_comparison(expression.op)) {
      return operand(expression, 0) + " " + compared(expression) + " " + operand(expression, 1);
    }
    const auto key = "expression." + analysis::to_text(expression.op);
    if (analysis::is_about_events(expression.op)) {
      const auto& question = *expression.question;
      return say_(
          key, {counted(expression, question), number_text(static_cast<double>(question.number))});
    }
    return say_(key, {listed(expression, 0)});
  }

 private:
  std::string literal(const Expression& expression) const {
    if (const auto* number = std::get_if<double>(&expression.value)) return number_text(*number);
    if (const auto* text = std::get_if<std::string>(&expression.value)) return *text;
    if (const auto* truth = std::get_if<bool>(&expression.value)) {
      return say_(*truth ? "expression.true" : "expression.false");
    }
    return say_("expression.missing");
  }

  std::string compared(const Expression& expression) const {
    return documents_.of("rows", analysis::to_text(expression.op));
  }

  // What is made of several parts stands in brackets inside another.
  std::string operand(const Expression& expression, std::size_t i) const {
    const auto& part = *expression.operands[i];
    const bool is_simple = part.op == Operator::column || part.op == Operator::reference ||
                           part.op == Operator::literal;
    return is_simple ? write(part) : "(" + write(part) + ")";
  }

  std::string between_operands(const Expression& expression) const {
    // A comparison inside "and" needs no brackets.
    const bool is_logic =
        expression.op == Operator::conjunction || expression.op == Operator::disjunction;
    const auto sign = say_("expression." + analysis::to_text(expression.op));
    std::string text;
    for (std::size_t i = 0; i < expression.operands.size(); ++i) {
      const auto& part = *expression.operands[i];
      const bool is_plain = is_logic && analysis::is_comparison(part.op);
      text += (text.empty() ? "" : " " + sign + " ") +
              (is_plain ? write(part) : operand(expression, i));
    }
    return text;
  }

  std::string listed(const Expression& expression, std::size_t from) const {
    std::string text;
    for (std::size_t i = from; i < expression.operands.size(); ++i) {
      text += (i == from ? "" : ", ") + write(*expression.operands[i]);
    }
    return text;
  }

  std::string choice(const Expression& expression) const {
    const auto& parts = expression.operands;
    std::string text;
    for (std::size_t i = 0; i + 1 < parts.size(); i += 2) {
      text += (i == 0 ? "" : say_("semicolon")) +
              say_("expression.branch", {write(*parts[i + 1]), write(*parts[i])});
    }
    if (expression.has_else)
      text += say_("semicolon") + say_("expression.else", {write(*parts.back())});
    return text;
  }

  std::string cut(const Expression& expression) const {
    std::string intervals;
    for (const auto& interval : expression.intervals) {
      intervals += (intervals.empty() ? "" : ", ") + interval;
    }
    return say_("expression.cut", {operand(expression, 0), intervals});
  }

  // The events that count for a row.
  std::string counted(const Expression& expression, const EventQuestion& question) const {
    auto text = events(*question.events);
    for (std::size_t i = 0; i < question.windows.size(); ++i) {
      const auto& window = question.windows[i];
      const auto day = operand(expression, i);
      const bool covers = window.kind == analysis::Window::Kind::covers;
      const std::string key = covers                    ? "events.covers"
                              : std::isinf(window.from) ? "events.until"
                              : std::isinf(window.to)   ? "events.from"
                                                        : "events.within";
      text = say_(key, {text, day_number(window.from), day_number(window.to), day});
    }
    return text;
  }

  std::string day_number(double days) const {
    return std::isinf(days) ? say_("events.open") : number_text(days);
  }

  std::string events(const analysis::Events& kind) const {
    std::string text;
    for (const auto& rows : kind.rows) {
      text += (text.empty() ? "" : say_("events.or")) + rows_in_words(rows);
    }
    if (kind.era) text = say_("events.era", {text, number_text(*kind.era)});
    if (kind.washout) text = say_("events.washout", {text, number_text(*kind.washout)});
    if (kind.during != nullptr) text = say_("events.during", {text, events(*kind.during)});
    if (kind.overlaps != nullptr) text = say_("events.overlaps", {text, events(*kind.overlaps)});
    return text;
  }

  std::string rows_in_words(const analysis::EventRows& rows) const {
    auto text = say_("events.rows", {rows.source});
    if (rows.where != nullptr) text = say_("events.where", {text, write(*rows.where)});
    if (rows.date != nullptr && rows.end != nullptr) {
      text = say_("events.lasting", {text, write(*rows.date), write(*rows.end)});
    } else if (rows.date != nullptr) {
      text = say_("events.dated", {text, write(*rows.date)});
    }
    if (rows.value != nullptr) text = say_("events.value", {text, write(*rows.value)});
    if (rows.sum != nullptr) text = say_("events.net", {text, write(*rows.sum)});
    return text;
  }

  const Messages& say_;
  const Messages& documents_;
};

}  // namespace

std::string in_words(const Expression& expression, Language language) {
  return Writer(language).write(expression);
}

}  // namespace passerelle::explanation
