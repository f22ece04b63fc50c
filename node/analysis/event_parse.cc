#include "node/analysis/event_parse.h"

#include <array>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "node/analysis/compile_names.h"

namespace passerelle::analysis {
namespace {

constexpr std::size_t kMaximumKinds = 50;
constexpr std::int64_t kMaximumNumber = 1000;
constexpr double kMaximumDays = 100'000;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

Result<double> read_days(const Json& written, const std::string& path) {
  if (!written.is_number() || !(std::abs(written.get<double>()) <= kMaximumDays)) {
    return malformed(path, "a number of days is expected, at most 100000");
  }
  return written.get<double>();
}

class QuestionReader {
 public:
  QuestionReader(const NameResolver& names, int depth) : names_(&names), depth_(depth) {}

  Result<void> read(Expression& made, const Json& written, const std::string& path) const {
    EventQuestion question;
    const Json* about = &written;
    auto at = path;
    if (made.op == Operator::nth || made.op == Operator::at_least) {
      if (!written.is_array() || written.size() != 2 || !written[0].is_number_integer() ||
          written[0] < 1 || written[0] > kMaximumNumber) {
        return malformed(path, "[number, events] is expected, the number from 1 to " +
                                   std::to_string(kMaximumNumber));
      }
      question.number = written[0].get<std::int64_t>();
      about = &written[1];
      at = path_to(path, 1);
    }
    if (auto read = read_windows(made, question, *about, at); !read) return read;
    auto events = read_events(without_windows(*about), at, depth_);
    if (!events) return events.error();
    question.events = *std::move(events);
    if (auto fits = check_time(made, question); !fits) return fits;
    made.question = std::make_shared<const EventQuestion>(std::move(question));
    return {};
  }

 private:
  static constexpr std::array<std::string_view, 4> kWindows{"within", "covers", "before", "after"};

  static Json without_windows(Json written) {
    if (written.is_object()) {
      for (const auto word : kWindows) written.erase(std::string(word));
    }
    return written;
  }

  Result<void> read_windows(Expression& made,
                            EventQuestion& question,
                            const Json& written,
                            const std::string& path) const {
    if (!written.is_object()) return malformed(path, "an object with `event` or `any` is expected");
    for (const auto word : kWindows) {
      const auto found = written.find(word);
      if (found == written.end()) continue;
      const auto at = path_to(path, word);
      const bool has_days = word == "within" || word == "covers";
      Window window;
      if (word == "covers") window.kind = Window::Kind::covers;
      if (word == "before") window.kind = Window::Kind::before;
      if (word == "after") window.kind = Window::Kind::after;
      const Json* of = &*found;
      auto of_at = at;
      if (has_days) {
        if (!found->is_object() || found->size() != 2 || !found->contains("of") ||
            !found->contains("days")) {
          return malformed(at, "{\"of\": …, \"days\": [from, to]} is expected");
        }
        of = &found->at("of");
        of_at = path_to(at, "of");
        auto read = read_interval(window, found->at("days"), path_to(at, "days"));
        if (!read) return read;
      }
      auto operand = parse_expression(*of, of_at, *names_, depth_ + 1);
      if (!operand) return operand.error();
      made.operands.push_back(*std::move(operand));
      question.windows.push_back(window);
    }
    return {};
  }

  static Result<void> read_interval(Window& window, const Json& days, const std::string& path) {
    if (!days.is_array() || days.size() != 2 || (days[0].is_null() && days[1].is_null())) {
      return malformed(path, "[from, to] is expected, one of them may be null for an open end");
    }
    window.from = -kInfinity;
    window.to = kInfinity;
    for (const std::size_t i : {std::size_t{0}, std::size_t{1}}) {
      if (days[i].is_null()) continue;
      const auto read = read_days(days[i], path_to(path, i));
      if (!read) return read.error();
      (i == 0 ? window.from : window.to) = *read;
    }
    const bool is_open = std::isinf(window.from) || std::isinf(window.to);
    if (window.kind == Window::Kind::covers && is_open) {
      return malformed(path, "[from, to] is expected; an event covers no open end");
    }
    if (window.from > window.to) return malformed(path, "`from` is at most `to`");
    return {};
  }

  Result<EventsPtr> read_events(const Json& written, const std::string& path, int depth) const {
    if (depth > kMaximumExpressionDepth) {
      return refused(AnalysisError::too_large, path, "events lie in events too deep");
    }
    if (!written.is_object()) return malformed(path, "an object with `event` or `any` is expected");
    Events events;
    events.path = path;
    for (const auto& [word, content] : written.items()) {
      const auto at = path_to(path, word);
      auto read = read_part(events, word, content, at, depth);
      if (!read) return read.error();
    }
    if (events.rows.empty()) return malformed(path, "`event` or `any` is expected");
    for (const auto& rows : events.rows) {
      if ((rows.date != nullptr) == events.has_time()) continue;
      return malformed(rows.path, "a `date` is expected in all events of `any`, or in none");
    }
    const bool needs_time = events.era || events.washout || events.during || events.overlaps;
    if (needs_time && !events.has_time()) {
      return malformed(events.rows.front().path, "a `date` is expected");
    }
    auto key = canonical(written);
    if (!key) return key.error();
    events.key = *std::move(key);
    return std::make_shared<const Events>(std::move(events));
  }

  Result<void> read_part(Events& events,
                         const std::string& word,
                         const Json& content,
                         const std::string& at,
                         int depth) const {
    if (word == "event" || word == "any") {
      if (!events.rows.empty()) return malformed(at, "`event` and `any` exclude each other");
      if (word == "event") return read_rows(events, content, at);
      if (!content.is_array() || content.size() < 2 || content.size() > kMaximumKinds) {
        return malformed(at,
                         "a list of 2 to " + std::to_string(kMaximumKinds) + " events is expected");
      }
      for (std::size_t i = 0; i < content.size(); ++i) {
        const auto one_at = path_to(at, i);
        if (!content[i].is_object() || content[i].size() != 1 || !content[i].contains("event")) {
          return malformed(one_at, "{\"event\": …} is expected");
        }
        auto read = read_rows(events, content[i].at("event"), path_to(one_at, "event"));
        if (!read) return read;
      }
      return {};
    }
    if (word == "era" || word == "washout") {
      auto days = read_days(content, at);
      if (!days) return days.error();
      if (*days < 0) return malformed(at, "a number of days is expected, at least 0");
      (word == "era" ? events.era : events.washout) = *days;
      return {};
    }
    if (word == "during" || word == "overlaps") {
      auto outer = read_events(content, at, depth + 1);
      if (!outer) return outer.error();
      if (!(*outer)->has_time())
        return malformed((*outer)->rows.front().path, "a `date` is expected");
      (word == "during" ? events.during : events.overlaps) = *std::move(outer);
      return {};
    }
    return malformed(at, depth > depth_
                             ? "one of event, any, during, overlaps, washout, era is expected"
                             : "one of event, any, within, covers, before, after, during, "
                               "overlaps, washout, era is expected");
  }

  Result<void> read_rows(Events& events, const Json& written, const std::string& path) const {
    if (!written.is_object() || !written.contains("source") || !written.at("source").is_string()) {
      return malformed(path, "an object with `source`, the alias of a source, is expected");
    }
    EventRows rows;
    rows.path = path;
    rows.source = written.at("source").get<std::string>();
    for (const auto& [word, content] : written.items()) {
      if (word == "source") continue;
      if (word == "net") {
        if (auto read = read_net(rows, content, path_to(path, word)); !read) return read;
        continue;
      }
      auto* place = word == "where"   ? &rows.where
                    : word == "date"  ? &rows.date
                    : word == "end"   ? &rows.end
                    : word == "value" ? &rows.value
                                      : nullptr;
      const auto at = path_to(path, word);
      if (place == nullptr) {
        return malformed(at, "one of source, where, date, end, value, net is expected");
      }
      auto read = parse_expression(content, at, column_of_table, depth_ + 1);
      if (!read) return read.error();
      if (auto fits = check_part(**read, word == "where"); !fits) return fits;
      *place = *std::move(read);
    }
    if (rows.end != nullptr && rows.date == nullptr) {
      return malformed(path_to(path, "end"), "stands only with `date`");
    }
    events.rows.push_back(std::move(rows));
    return {};
  }

  Result<void> read_net(EventRows& rows, const Json& written, const std::string& path) const {
    if (!written.is_object() || !written.contains("sum")) {
      return malformed(path, "{\"sum\": …, \"by\": …} is expected, the latter may be left out");
    }
    for (const auto& [word, content] : written.items()) {
      const auto at = path_to(path, word);
      if (word != "sum" && word != "by") return malformed(at, "one of sum, by is expected");
      auto read = parse_expression(content, at, column_of_table, depth_ + 1);
      if (!read) return read.error();
      if (auto fits = check_part(**read, false); !fits) return fits;
      (word == "sum" ? rows.sum : rows.by) = *std::move(read);
    }
    return {};
  }

  // What an event is, is told by its own row.
  static Result<void> check_part(const Expression& part, bool is_condition) {
    if (const auto* question = question_in(part)) {
      return malformed(question->path,
                       "events are asked about for the rows of the study, not for those of a "
                       "linked source");
    }
    if (is_condition) return check_condition(part, {});
    if (const auto kind = infer_kind(part, {}); !kind) return kind.error();
    return {};
  }

  static Result<void> check_time(const Expression& made, const EventQuestion& question) {
    const auto& events = *question.events;
    const bool is_ordered = made.op == Operator::first || made.op == Operator::last ||
                            made.op == Operator::nth || !question.windows.empty();
    if (is_ordered && !events.has_time()) {
      return malformed(events.rows.front().path, "a `date` is expected");
    }
    const bool has_value = events.has_time() || events.rows.front().value != nullptr;
    if (made.op == Operator::only && !has_value) {
      return malformed(events.rows.front().path, "a `value` or a `date` is expected");
    }
    for (const auto& rows : events.rows) {
      if ((rows.value != nullptr) == (events.rows.front().value != nullptr)) continue;
      return malformed(rows.path, "a `value` is expected in all events of `any`, or in none");
    }
    return {};
  }

  const NameResolver* names_;
  int depth_;
};

}  // namespace

Result<void> parse_question(Expression& made,
                            const Json& written,
                            const std::string& path,
                            const NameResolver& names,
                            int depth) {
  return QuestionReader(names, depth).read(made, written, path);
}

}  // namespace passerelle::analysis
