#include "metadata/shacl/xsd.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "metadata/shacl/decimal.h"
#include "metadata/shacl/moment.h"
#include "node/base/encoding.h"

namespace passerelle::shacl {
namespace {

constexpr std::string_view kNamespace = "http://www.w3.org/2001/XMLSchema#";

constexpr std::array<std::pair<std::string_view, Xsd>, 36> kNames{{
    {"anyURI", Xsd::any_uri},
    {"base64Binary", Xsd::base64_binary},
    {"boolean", Xsd::boolean},
    {"byte", Xsd::byte_integer},
    {"date", Xsd::date},
    {"dateTime", Xsd::date_time},
    {"dateTimeStamp", Xsd::date_time_stamp},
    {"dayTimeDuration", Xsd::day_time_duration},
    {"decimal", Xsd::decimal},
    {"double", Xsd::double_number},
    {"duration", Xsd::duration},
    {"float", Xsd::float_number},
    {"gDay", Xsd::g_day},
    {"gMonth", Xsd::g_month},
    {"gMonthDay", Xsd::g_month_day},
    {"gYear", Xsd::g_year},
    {"gYearMonth", Xsd::g_year_month},
    {"hexBinary", Xsd::hex_binary},
    {"int", Xsd::int_integer},
    {"integer", Xsd::integer},
    {"language", Xsd::language},
    {"long", Xsd::long_integer},
    {"negativeInteger", Xsd::negative_integer},
    {"nonNegativeInteger", Xsd::non_negative_integer},
    {"nonPositiveInteger", Xsd::non_positive_integer},
    {"normalizedString", Xsd::normalized_string},
    {"positiveInteger", Xsd::positive_integer},
    {"short", Xsd::short_integer},
    {"string", Xsd::string},
    {"time", Xsd::time},
    {"token", Xsd::token},
    {"unsignedByte", Xsd::unsigned_byte},
    {"unsignedInt", Xsd::unsigned_int},
    {"unsignedLong", Xsd::unsigned_long},
    {"unsignedShort", Xsd::unsigned_short},
    {"yearMonthDuration", Xsd::year_month_duration},
}};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_hex_digit(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// The lowest and highest value of a datatype derived from xsd:integer; empty where there is none.
std::pair<std::string_view, std::string_view> limits_of(Xsd type) {
  switch (type) {
    case Xsd::non_positive_integer: return {"", "0"};
    case Xsd::negative_integer: return {"", "-1"};
    case Xsd::long_integer: return {"-9223372036854775808", "9223372036854775807"};
    case Xsd::int_integer: return {"-2147483648", "2147483647"};
    case Xsd::short_integer: return {"-32768", "32767"};
    case Xsd::byte_integer: return {"-128", "127"};
    case Xsd::non_negative_integer: return {"0", ""};
    case Xsd::unsigned_long: return {"0", "18446744073709551615"};
    case Xsd::unsigned_int: return {"0", "4294967295"};
    case Xsd::unsigned_short: return {"0", "65535"};
    case Xsd::unsigned_byte: return {"0", "255"};
    case Xsd::positive_integer: return {"1", ""};
    default: return {"", ""};
  }
}

bool is_integer(Xsd type, std::string_view text) {
  const auto value = text.find('.') == std::string_view::npos ? parse_decimal(text) : std::nullopt;
  if (!value) return false;
  const auto [lowest, highest] = limits_of(type);
  const auto low = parse_decimal(lowest), high = parse_decimal(highest);
  return !(low && *value < *low) && !(high && *value > *high);
}

bool is_floating(std::string_view text) {
  if (text == "INF" || text == "-INF" || text == "+INF" || text == "NaN") return true;
  const auto exponent = text.find_first_of("eE");
  if (exponent == std::string_view::npos) return parse_decimal(text).has_value();
  return parse_decimal(text.substr(0, exponent)) &&
         is_integer(Xsd::integer, text.substr(exponent + 1));
}

// Takes "12Y" when the text begins so.
bool take_field(std::string_view& text, char letter) {
  const auto end = text.find_first_not_of("0123456789");
  if (end == 0 || end == std::string_view::npos || text[end] != letter) return false;
  text.remove_prefix(end + 1);
  return true;
}

// Takes "5S" or "5.25S" when the text begins so.
bool take_seconds(std::string_view& text) {
  const auto end = text.find('S');
  if (end == std::string_view::npos) return false;
  const auto number = text.substr(0, end);
  if (number.empty() || !is_digit(number.front()) || !is_digit(number.back()) ||
      !parse_decimal(number)) {
    return false;
  }
  text.remove_prefix(end + 1);
  return true;
}

// "-P1Y2M3DT4H5M6.7S": at least one field, and one after the T when there is a T.
bool is_duration(Xsd type, std::string_view text) {
  const bool may_have_months = type != Xsd::day_time_duration;
  const bool may_have_days = type != Xsd::year_month_duration;
  if (!text.empty() && text.front() == '-') text.remove_prefix(1);
  if (text.empty() || text.front() != 'P') return false;
  text.remove_prefix(1);
  bool has_field = false;
  for (const char letter : {'Y', 'M'}) {
    if (may_have_months && take_field(text, letter)) has_field = true;
  }
  if (may_have_days && take_field(text, 'D')) has_field = true;
  if (text.empty() || !may_have_days) return has_field && text.empty();
  if (text.front() != 'T') return false;
  text.remove_prefix(1);
  has_field = false;
  for (const char letter : {'H', 'M'}) {
    if (take_field(text, letter)) has_field = true;
  }
  if (take_seconds(text)) has_field = true;
  return has_field && text.empty();
}

bool is_normalized(std::string_view text) {
  return text.find_first_of("\t\n\r") == std::string_view::npos;
}

bool is_token(std::string_view text) {
  return is_normalized(text) && !text.starts_with(' ') && !text.ends_with(' ') &&
         text.find("  ") == std::string_view::npos;
}

// Single spaces may stand between characters (XML Schema 1.1, section 3.3.16).
bool is_base64(std::string_view text) {
  if (!is_token(text)) return false;
  std::string characters(text);
  std::erase(characters, ' ');
  return from_base64(characters).has_value();
}

bool is_hex(std::string_view text) {
  return text.size() % 2 == 0 && std::all_of(text.begin(), text.end(), is_hex_digit);
}

// "fr", "de-CH-1996": parts of one to eight characters, the first of letters only.
bool is_language(std::string_view text) {
  for (bool is_first = true;; is_first = false) {
    const auto end = std::min(text.find('-'), text.size());
    const auto part = text.substr(0, end);
    const bool is_fit = std::all_of(part.begin(), part.end(), [is_first](char c) {
      return is_letter(c) || (!is_first && is_digit(c));
    });
    if (part.empty() || part.size() > 8 || !is_fit) return false;
    if (end == text.size()) return true;
    text.remove_prefix(end + 1);
  }
}

}  // namespace

std::optional<Xsd> xsd_type(std::string_view iri) {
  if (!iri.starts_with(kNamespace)) return std::nullopt;
  iri.remove_prefix(kNamespace.size());
  const auto found =
      std::lower_bound(kNames.begin(), kNames.end(), iri,
                       [](const auto& entry, auto name) { return entry.first < name; });
  if (found == kNames.end() || found->first != iri) return std::nullopt;
  return found->second;
}

bool is_decimal(Xsd type) {
  return type == Xsd::decimal || type == Xsd::integer || limits_of(type) != limits_of(Xsd::integer);
}

bool is_well_written(Xsd type, std::string_view text) {
  switch (type) {
    case Xsd::string: return true;
    case Xsd::any_uri: return true;  // XML Schema 1.1, section 3.3.17: any text
    case Xsd::normalized_string: return is_normalized(text);
    case Xsd::token: return is_token(text);
    case Xsd::language: return is_language(text);
    case Xsd::boolean: return text == "true" || text == "false" || text == "1" || text == "0";
    case Xsd::decimal: return parse_decimal(text).has_value();
    case Xsd::float_number:
    case Xsd::double_number: return is_floating(text);
    case Xsd::duration:
    case Xsd::year_month_duration:
    case Xsd::day_time_duration: return is_duration(type, text);
    case Xsd::hex_binary: return is_hex(text);
    case Xsd::base64_binary: return is_base64(text);
    default:
      return is_decimal(type) ? is_integer(type, text) : parse_moment(type, text).has_value();
  }
}

}  // namespace passerelle::shacl
