// Numbers as they stand in a checker's file on privacy: the first thing that is wrong is kept by
// `Fields` with its path.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "node/base/fields.h"

namespace passerelle::noise::accounting {

// Both ends belong to it.
struct Range {
  double least;
  double greatest;

  constexpr bool contains(double value) const { return value >= least && value <= greatest; }
};

double number_within(Fields& fields, std::string_view name, Range range);
std::int64_t whole_within(Fields& fields,
                          std::string_view name,
                          std::int64_t least,
                          std::int64_t greatest);

// From 0 to 1000: a number, or a logarithm such as "ln3" or "2ln3".
double read_epsilon(Fields& fields);

// Returns the numbers between the marks of a text, such as 1.1, 2 and 32 in "1.1 at every order
// 2..32" with the marks "", " at every order " and ".."; nothing when it is no such text.
std::optional<std::vector<double>> numbers_between(std::string_view text,
                                                   std::initializer_list<std::string_view> marks);

}  // namespace passerelle::noise::accounting
