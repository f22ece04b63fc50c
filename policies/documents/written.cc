#include "policies/documents/written.h"

#include <chrono>
#include <nlohmann/json.hpp>

#include "node/base/json.h"

namespace passerelle::documents {
namespace {

std::string two_digits(std::int64_t number) { return std::to_string(100 + number).substr(1); }

// Digits in groups of three from the right.
std::string grouped(std::int64_t number, std::string_view separator) {
  const auto digits = std::to_string(number);
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) text += separator;
    text += digits[i];
  }
  return text;
}

std::string constant(const Json& value) {
  return value.is_string() ? value.get<std::string>() : canonical_text(value);
}

}  // namespace

std::string written(Instant instant, const Messages& say) {
  const auto day = std::chrono::floor<std::chrono::days>(instant);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(instant - day);
  const auto number = static_cast<unsigned>(date.day());
  const auto day_text = number == 1 ? say("day.first") : std::to_string(number);
  const auto month = "month." + std::to_string(static_cast<unsigned>(date.month()));
  return day_text + " " + say(month) + " " + std::to_string(static_cast<int>(date.year())) + ", " +
         two_digits(time.hours().count()) + ":" + two_digits(time.minutes().count()) + " UTC";
}

std::string written(std::int64_t cents, const std::string& currency, const Messages& say) {
  const auto whole = cents / 100;
  const auto part = two_digits(cents % 100);
  if (say.language() == Language::en) return currency + " " + grouped(whole, ",") + "." + part;
  constexpr std::string_view kNarrowSpace = "\u202f";
  return grouped(whole, kNarrowSpace) + "," + part + std::string(kNarrowSpace) + currency;
}

std::string written(const access::RowCondition& condition, const Messages& say) {
  const auto json = Json::parse(condition);
  const std::string comparison = json.begin().key();
  const auto& operands = json.begin().value();
  std::string values;
  for (std::size_t i = 1; i < operands.size(); ++i) {
    values += (i == 1                    ? ""
               : comparison == "between" ? say("rows.to")
                                         : ", ") +
              constant(operands[i]);
  }
  return access::column_of(condition) + " " + say.of("rows", comparison) + " " + values;
}

}  // namespace passerelle::documents
