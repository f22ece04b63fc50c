// A function of named numbers as a study writes it: `1 - exp(cox.full)`.
//
//   sum     := product (("+" | "-") product)*
//   product := factor (("*" | "/") factor)*
//   factor  := "-" factor | number | name | ("exp" | "log" | "sqrt") "(" sum ")" | "(" sum ")"
//
// A name is letters, digits, "_", "." and ":"; any other stands between backticks.
//
// Thread safety: values.
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "node/base/result.h"

namespace passerelle::analysis {

struct Formula {
  enum class Kind { number, name, add, subtract, multiply, divide, negate, exp, log, sqrt };
  Kind kind = Kind::number;
  double number = 0;
  std::string name;
  std::vector<Formula> operands;
};

// Errors: what is no formula, with the place in the text.
Result<Formula> parse_formula(const std::string& text, const std::string& path);

std::set<std::string> names_in(const Formula& formula);

// The value, and how it changes with each number.
struct ValueAndGradient {
  double value = 0;
  std::map<std::string, double> gradient;
};

// Where the formula has no value the result is not finite. Requires: `numbers` holds every name.
ValueAndGradient evaluate(const Formula& formula, const std::map<std::string, double>& numbers);

}  // namespace passerelle::analysis
