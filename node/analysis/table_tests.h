// Tests and measures of association in tables of counts.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace passerelle::analysis {

using CountTable = std::vector<std::vector<std::int64_t>>;  // [row][column]

struct ChiSquareTest {
  double statistic = 0;  // NaN when fewer than two rows or columns are left
  std::int64_t df = 0;
  double p_value = 0;
};
// Rows and columns that nobody is in take no part, as after droplevels() of R.
ChiSquareTest pearson_chi_square(const CountTable& table);

// Requires: a 2x2 table. The correction is at most |observed - expected|, as in R's chisq.test.
// NaN when a row or column is empty.
double yates_chi_square(const CountTable& table);

struct Estimate {
  double estimate = 0, conf_low = 0, conf_high = 0;
};

// Returns a ratio with Wald's interval, from the standard error of its logarithm.
Estimate on_log_scale(double ratio, double error);

// Of the second row against the first, for the second column: first levels are the reference.
struct TwoByTwo {
  Estimate odds_ratio, risk_ratio, risk_difference;
};

// Returns Wald's intervals (on the log scale for the ratios); nothing when a cell is zero.
// Requires: a 2x2 table.
std::optional<TwoByTwo> two_by_two_measures(const CountTable& table);

struct MantelHaenszel {
  Estimate odds_ratio;
  double log_odds_ratio = 0, standard_error = 0;  // Robins, Breslow, Greenland 1986
  double chisq = 0, p_value = 0;                  // Cochran-Mantel-Haenszel, no correction
};

// Returns nothing when a sum over the strata is zero, so that no ratio exists.
// Requires: 2x2 tables.
std::optional<MantelHaenszel> mantel_haenszel(const std::vector<CountTable>& strata);

}  // namespace passerelle::analysis
