#include "connectors/duckdb/text_value.h"

#include <charconv>
#include <chrono>
#include <cmath>
#include <system_error>

namespace passerelle::duckdb {
namespace {

template <class T>
std::optional<T> whole_text_as(std::string_view text) {
  T value{};
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool is_word(std::string_view text, std::string_view lower) {
  if (text.size() != lower.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if ((text[i] | 0x20) != lower[i]) return false;
  }
  return true;
}

}  // namespace

std::optional<std::int64_t> integer_from(std::string_view text) {
  return whole_text_as<std::int64_t>(text);
}

std::optional<double> number_from(std::string_view text) {
  // from_chars also reads "inf" and "nan", which are no measurements.
  const auto value = whole_text_as<double>(text);
  return value && std::isfinite(*value) ? value : std::nullopt;
}

std::optional<std::int64_t> boolean_from(std::string_view text) {
  if (text == "1" || is_word(text, "true")) return 1;
  if (text == "0" || is_word(text, "false")) return 0;
  return std::nullopt;
}

std::optional<std::int64_t> date_from(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = whole_text_as<unsigned>(text.substr(0, 4));
  const auto month = whole_text_as<unsigned>(text.substr(5, 2));
  const auto day = whole_text_as<unsigned>(text.substr(8, 2));
  if (!year || !month || !day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(*year)),
                                         std::chrono::month(*month), std::chrono::day(*day)};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date).time_since_epoch().count();
}

}  // namespace passerelle::duckdb
