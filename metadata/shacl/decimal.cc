#include "metadata/shacl/decimal.h"

#include <algorithm>

namespace passerelle::shacl {
namespace {

bool all_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::strong_ordering compare_sizes(const Decimal& left, const Decimal& right) {
  if (const auto longer = left.whole.size() <=> right.whole.size(); longer != 0) return longer;
  if (const auto whole = left.whole <=> right.whole; whole != 0) return whole;
  return left.fraction <=> right.fraction;
}

}  // namespace

std::optional<Decimal> parse_decimal(std::string_view text) {
  Decimal number;
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
    number.is_negative = text.front() == '-';
    text.remove_prefix(1);
  }
  const auto point = std::min(text.find('.'), text.size());
  number.whole = text.substr(0, point);
  if (point < text.size()) number.fraction = text.substr(point + 1);
  if (number.is_zero() || !all_digits(number.whole) || !all_digits(number.fraction)) return {};

  number.whole.remove_prefix(std::min(number.whole.find_first_not_of('0'), number.whole.size()));
  // npos + 1 is 0: a fraction of zeros becomes empty.
  number.fraction = number.fraction.substr(0, number.fraction.find_last_not_of('0') + 1);
  if (number.is_zero()) number.is_negative = false;
  return number;
}

std::strong_ordering operator<=>(const Decimal& left, const Decimal& right) {
  if (left.is_negative != right.is_negative) {
    return left.is_negative ? std::strong_ordering::less : std::strong_ordering::greater;
  }
  return left.is_negative ? compare_sizes(right, left) : compare_sizes(left, right);
}

}  // namespace passerelle::shacl
