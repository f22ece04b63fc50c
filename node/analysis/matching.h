// Exposed rows of one node matched with others: greedily, the nearest first, nobody twice.
//
// The distance of two rows is that of their linear predictors in the propensity model. Exposed rows
// choose in the descending order of theirs, which takes first those for whom fewest others are near
// (`m.order = "largest"` of R's MatchIt): each the nearest other row of its stratum that is still
// free and not farther than the caliper; when all have chosen once those who got one choose a
// second in the same order, and so on up to `ratio`. Whoever finds fewer keeps those found; whoever
// finds none is not matched (Rosenbaum and Rubin, The American Statistician 39 (1985); Austin,
// Pharmaceutical Statistics 10 (2011), on the caliper).
//
// Linear predictors are taken in whole steps of 1e-8, so that rows as far from each other up to
// rounding are tied; ties go to the row that comes first.
//
// Thread safety: pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace passerelle::analysis {

inline constexpr double kScoreStep = 1e-8;

struct RowToMatch {
  bool is_exposed = false;
  std::size_t stratum = 0;  // rows are matched within one
  std::int64_t score = 0;   // linear predictor in steps
};

struct MatchingRule {
  int ratio = 1;
  double caliper = std::numeric_limits<double>::infinity();  // in steps
};

// Places of rows.
struct MatchedSet {
  std::size_t exposed = 0;
  std::vector<std::size_t> others;  // in the order of their choice; at least one
};

// Returns the matched sets in the order of their exposed rows. It takes time like sorting the rows.
// Requires: rows in canonical order (frame.h), 1 <= rule.ratio; scores lie within 2^62 of zero.
std::vector<MatchedSet> matched_sets(const std::vector<RowToMatch>& rows, const MatchingRule& rule);

}  // namespace passerelle::analysis
