// Numbers in decimal digits, of any length, compared without rounding. Not for other rooms.
//
// Thread safety: values; any thread.
#pragma once

#include <compare>
#include <optional>
#include <string_view>

namespace passerelle::shacl {

// Invariant: no zero at the left of `whole` nor at the right of `fraction`; zero is not negative.
struct Decimal {
  bool is_negative = false;
  std::string_view whole;
  std::string_view fraction;

  bool is_zero() const { return whole.empty() && fraction.empty(); }
  bool is_integer() const { return fraction.empty(); }
};

// Reads xsd:decimal: a sign, digits, one point. The text must outlive the value.
std::optional<Decimal> parse_decimal(std::string_view text);

std::strong_ordering operator<=>(const Decimal& left, const Decimal& right);

}  // namespace passerelle::shacl
