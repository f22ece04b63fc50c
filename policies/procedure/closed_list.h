// Closed lists of words: an enumeration and one code per enumerator. A status is never compared as
// text; it is read once into its enumeration, and an unknown spelling is refused there.
//
// A list is declared by specialising `kCodes`, in the order of the enumerators:
//
//   enum class Colour { red, green };
//   template <>
//   inline constexpr auto kCodes<Colour> = std::to_array<std::string_view>({"red", "green"});
//
// Thread safety: pure functions; any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "node/base/result.h"
#include "policies/access/reading.h"

namespace passerelle::procedure {

template <class Enum>
inline constexpr std::array<std::string_view, 0> kCodes{};

template <class Enum>
concept Coded = !kCodes<Enum>.empty();

template <Coded Enum>
constexpr std::string_view code(Enum value) {
  return kCodes<Enum>[static_cast<std::size_t>(value)];
}

// Returns every value, in order.
template <Coded Enum>
std::vector<Enum> all() {
  std::vector<Enum> values;
  values.reserve(kCodes<Enum>.size());
  for (std::size_t i = 0; i < kCodes<Enum>.size(); ++i) values.push_back(static_cast<Enum>(i));
  return values;
}

template <Coded Enum>
Result<Enum> parse(std::string_view wanted) {
  return access::parse_code<Enum>(kCodes<Enum>, wanted);
}

// Some values of an enumeration of at most 64.
template <class Enum>
class EnumSet {
 public:
  constexpr EnumSet() = default;
  constexpr EnumSet(std::initializer_list<Enum> values) {
    for (const auto value : values) bits_ |= bit(value);
  }

  constexpr bool contains(Enum value) const { return (bits_ & bit(value)) != 0; }
  constexpr bool empty() const { return bits_ == 0; }
  constexpr void insert(Enum value) { bits_ |= bit(value); }
  constexpr EnumSet operator|(EnumSet other) const { return EnumSet(bits_ | other.bits_); }
  constexpr EnumSet operator&(EnumSet other) const { return EnumSet(bits_ & other.bits_); }
  bool operator==(const EnumSet&) const = default;

 private:
  constexpr explicit EnumSet(std::uint64_t bits) : bits_(bits) {}
  static constexpr std::uint64_t bit(Enum value) {
    return std::uint64_t{1} << static_cast<unsigned>(value);
  }

  std::uint64_t bits_ = 0;
};

}  // namespace passerelle::procedure
