#include "policies/noise/accounting/privacy_reading.h"

#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

namespace passerelle::noise::accounting {
namespace {

constexpr Range kEpsilon{0, 1000};

std::optional<double> whole_text(std::string_view text) {
  double value = 0;
  const auto* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, value);
  if (read.ec != std::errc() || read.ptr != end || !std::isfinite(value)) return std::nullopt;
  return value;
}

// "2ln3"; the factor may be left out.
std::optional<double> logarithm(const std::string& text) {
  const auto parts = numbers_between(text.starts_with("ln") ? "1" + text : text, {"", "ln"});
  if (!parts) return std::nullopt;
  return parts->at(0) * std::log(parts->at(1));
}

}  // namespace

double number_within(Fields& fields, std::string_view name, Range range) {
  const auto value = fields.number(name);
  if (!range.contains(value)) {
    fields.fail(name, "a number from " + number_text(range.least) + " to " +
                          number_text(range.greatest) + " is expected");
  }
  return value;
}

std::int64_t whole_within(Fields& fields,
                          std::string_view name,
                          std::int64_t least,
                          std::int64_t greatest) {
  const auto value = fields.integer(name);
  if (value < least || value > greatest) {
    fields.fail(name, "a whole number from " + std::to_string(least) + " to " +
                          std::to_string(greatest) + " is expected");
  }
  return value;
}

double read_epsilon(Fields& fields) {
  constexpr std::string_view kName = "epsilon";
  const auto* given = fields.find(kName);
  if (given == nullptr || !given->is_string()) return number_within(fields, kName, kEpsilon);
  const auto value = logarithm(given->get<std::string>());
  if (value && kEpsilon.contains(*value)) return *value;
  fields.fail(kName, "a number from 0 to 1000, or a text such as \"2ln3\", is expected");
  return 0;
}

std::optional<std::vector<double>> numbers_between(std::string_view text,
                                                   std::initializer_list<std::string_view> marks) {
  std::vector<double> numbers;
  for (const auto* mark = marks.begin(); mark != marks.end(); ++mark) {
    if (!text.starts_with(*mark)) return std::nullopt;
    text.remove_prefix(mark->size());
    const auto* next = mark + 1;
    const auto end = next == marks.end() ? text.size() : text.find(*next);
    if (end == std::string_view::npos) return std::nullopt;
    const auto number = whole_text(text.substr(0, end));
    if (!number) return std::nullopt;
    numbers.push_back(*number);
    text.remove_prefix(end);
  }
  return numbers;
}

}  // namespace passerelle::noise::accounting
