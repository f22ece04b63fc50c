// The pooled answer of one analysis while it is written: numbers, and what is withheld.
//
// A withheld number is null and its JSON Pointer stands in `withheld`; a number that does not exist
// (a standard error where nobody survives) is null alone.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "node/analysis/cells.h"
#include "node/base/json.h"

namespace passerelle::analysis {

class Answer {
 public:
  explicit Answer(Json& pooled) : pooled_(&pooled) {}

  // Puts a count at a JSON Pointer; nothing = withheld.
  void put_count(const std::string& pointer, std::optional<std::int64_t> count);
  // Puts a number; NaN and infinity, which are no numbers, become null.
  void put_number(const std::string& pointer, double number);
  // Puts labels, lists to be filled, and blocks of numbers that follow from released ones.
  void put_json(const std::string& pointer, Json value);
  void withhold(const std::string& pointer);

  // `aliased`: of a collinearity, the coefficients that others determine.
  void fail(std::string reason, std::vector<std::string> aliased) {
    failure_ = std::move(reason);
    aliased_ = std::move(aliased);
  }
  // Says that the analysis itself is withheld although some of its counts are released.
  void withhold_all() { is_withheld_ = true; }

  const std::vector<std::string>& withheld() const { return withheld_; }
  const std::optional<std::string>& failure() const { return failure_; }
  const std::vector<std::string>& aliased() const { return aliased_; }
  bool is_withheld() const { return is_withheld_ || (released_ == 0 && !withheld_.empty()); }

 private:
  Json& at(const std::string& pointer);

  Json* pooled_;
  std::vector<std::string> withheld_;
  std::optional<std::string> failure_;
  std::vector<std::string> aliased_;
  bool is_withheld_ = false;
  int released_ = 0;
};

// Requires: `answers` holds one of that id.
const Json& answer_to(const Json& answers, const std::string& id);

// NaN and infinity become null.
Json number_or_null(double number);
Json list_json(const std::vector<double>& numbers);

// {"estimate", "conf_low", "conf_high"}, and {"statistic", "df", "p_value"}.
Json estimate_json(double estimate, double low, double high);
Json chi_square_test_json(double statistic, double df);

}  // namespace passerelle::analysis
