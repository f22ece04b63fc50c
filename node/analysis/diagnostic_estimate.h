// How well a test tells those with a condition from those without.
//
// Intervals of proportions: E. B. Wilson, JASA 22 (1927), and C. J. Clopper, E. S. Pearson,
// Biometrika 26 (1934). Of likelihood ratios: D. L. Simel and others, J Clin Epidemiol 44 (1991).
// Area under the curve: E. R. DeLong and others, Biometrics 44 (1988).
//
// Thread safety: pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "node/analysis/table_tests.h"

namespace passerelle::analysis {

struct Proportion {
  Estimate wilson;
  double exact_low = 0, exact_high = 0;  // Clopper and Pearson
};
// NaN where `of` is 0. Requires: 0 <= count <= of.
Proportion proportion(std::int64_t count, std::int64_t of);

struct FourfoldTable {
  std::int64_t tp = 0, fp = 0, fn = 0, tn = 0;
};

struct LikelihoodRatios {
  Estimate plus, minus;
};
// Nothing when a cell is zero.
std::optional<LikelihoodRatios> likelihood_ratios(const FourfoldTable& table);

// The probability that one with the condition scores higher than one without, ties counting one
// half. NaN where one of the groups is empty, the error where one has fewer than two members.
struct AreaUnderCurve {
  double area = 0, standard_error = 0;
  double conf_low = 0, conf_high = 0;  // normal, within 0 and 1
};
// Requires: the numbers of both groups with each value of the score, values ascending.
AreaUnderCurve area_under_curve(const std::vector<std::int64_t>& without,
                                const std::vector<std::int64_t>& with);

}  // namespace passerelle::analysis
