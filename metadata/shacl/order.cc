#include "metadata/shacl/order.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <limits>

#include "metadata/shacl/decimal.h"
#include "metadata/shacl/moment.h"
#include "metadata/shacl/xsd.h"

namespace passerelle::shacl {
namespace {

bool is_number(Xsd type) {
  return is_decimal(type) || type == Xsd::float_number || type == Xsd::double_number;
}

// The library says only that a number is out of range, not on which side: the place of its first
// digit does.
bool is_below_one(std::string_view text) {
  const auto end = std::min(text.find_first_of("eE"), text.size());
  const auto digits = *parse_decimal(text.substr(0, end));
  const auto zeros = digits.fraction.find_first_not_of('0');
  std::int64_t place = digits.whole.empty() ? -static_cast<std::int64_t>(zeros)
                                            : static_cast<std::int64_t>(digits.whole.size());
  if (end == text.size()) return place <= 0;
  const auto exponent = parse_decimal(text.substr(end + 1));
  if (exponent->whole.size() > 9) return exponent->is_negative;
  std::int64_t value = 0;
  for (const char digit : exponent->whole) value = value * 10 + (digit - '0');
  place += exponent->is_negative ? -value : value;
  return place <= 0;
}

// Requires: the text is well written.
template <class Number>
Number floating(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  if (text == "NaN") return std::numeric_limits<Number>::quiet_NaN();
  if (text == "INF") return std::numeric_limits<Number>::infinity();
  if (text == "-INF") return -std::numeric_limits<Number>::infinity();
  Number value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (read.ec == std::errc::result_out_of_range) {
    value = is_below_one(text) ? Number{0} : std::numeric_limits<Number>::infinity();
    if (text.starts_with('-')) value = -value;
  }
  return value;
}

// Numbers are promoted to the wider of their types (SPARQL 1.1, section 17.3): decimal, float,
// double. Decimals are compared without rounding.
std::partial_ordering compare_numbers(Xsd left_type,
                                      std::string_view left,
                                      Xsd right_type,
                                      std::string_view right) {
  const auto either_is = [&](Xsd type) { return left_type == type || right_type == type; };
  if (either_is(Xsd::double_number)) return floating<double>(left) <=> floating<double>(right);
  if (either_is(Xsd::float_number)) return floating<float>(left) <=> floating<float>(right);
  return *parse_decimal(left) <=> *parse_decimal(right);
}

bool truth(std::string_view text) { return text == "true" || text == "1"; }

}  // namespace

std::partial_ordering compare(const LiteralView& left, const LiteralView& right) {
  constexpr auto kNone = std::partial_ordering::unordered;
  const auto left_type = xsd_type(left.datatype), right_type = xsd_type(right.datatype);
  if (!left_type || !right_type || !is_well_written(*left_type, left.lexical) ||
      !is_well_written(*right_type, right.lexical)) {
    return kNone;
  }
  if (is_number(*left_type) && is_number(*right_type)) {
    return compare_numbers(*left_type, left.lexical, *right_type, right.lexical);
  }
  // A dateTimeStamp is a dateTime.
  const auto base = [](Xsd type) { return type == Xsd::date_time_stamp ? Xsd::date_time : type; };
  if (base(*left_type) != base(*right_type)) return kNone;
  switch (base(*left_type)) {
    case Xsd::string: return left.lexical <=> right.lexical;
    case Xsd::boolean: return truth(left.lexical) <=> truth(right.lexical);
    case Xsd::date_time:
    case Xsd::date:
    case Xsd::time:
      return *parse_moment(*left_type, left.lexical) <=> *parse_moment(*right_type, right.lexical);
    default: return kNone;
  }
}

}  // namespace passerelle::shacl
