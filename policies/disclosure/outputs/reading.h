// Counts and values as they are read from a checker's file: the first thing that is wrong is kept
// by `Fields` with its path.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "node/base/fields.h"

namespace passerelle::disclosure::outputs {

// Sums of all counts or values of one document stay within their types.
inline constexpr std::int64_t kGreatestCount = 1'000'000'000'000;
inline constexpr double kGreatestValue = 1e300;

std::int64_t count(Fields& fields, std::string_view name);
std::int64_t count_or(Fields& fields, std::string_view name, std::int64_t otherwise);
std::optional<std::int64_t> count_if_there(Fields& fields, std::string_view name);
std::vector<std::int64_t> counts(Fields& fields, std::string_view name);
std::map<std::string, std::int64_t> named_counts(Fields& fields, std::string_view name);
std::vector<double> values(Fields& fields, std::string_view name);

// One of a closed list of words, in the order of the enumerators.
template <class Enum, std::size_t kSize>
Enum word(Fields& fields, std::string_view name, const std::array<std::string_view, kSize>& words) {
  const auto text = fields.text(name);
  std::string list;
  for (std::size_t i = 0; i < kSize; ++i) {
    if (words[i] == text) return static_cast<Enum>(i);
    list += (i == 0 ? "" : i + 1 == kSize ? " or " : ", ") + ('"' + std::string(words[i]) + '"');
  }
  fields.fail(name, list + " is expected");
  return Enum{};
}

// Takes fields for read that say what was expected or is told to people, whatever they hold.
void ignore(Fields& fields, std::initializer_list<std::string_view> names);

// Shows the objects of a list until one is wrong; nothing may be left over in them.
void each_object(Fields& fields, std::string_view name, const std::function<void(Fields&)>& show);

// The objects of a list as `read(Fields&)` reads them.
template <class Read>
auto listed(Fields& fields, std::string_view name, Read read) {
  std::vector<std::invoke_result_t<Read, Fields&>> items;
  each_object(fields, name, [&](Fields& item) { items.push_back(read(item)); });
  return items;
}

}  // namespace passerelle::disclosure::outputs
