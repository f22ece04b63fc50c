// Models and what they are computed from.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "node/base/fields.h"
#include "policies/disclosure/outputs/verdict.h"

namespace passerelle::disclosure::outputs {

struct Correlation {
  std::int64_t persons = 0;
  double r = 0;
  std::int64_t controls = 0;  // of a partial correlation

  static Correlation read(Fields& fields);
};

struct Regression {
  enum class Family { gaussian, binomial, poisson, cox };
  Family family = Family::gaussian;
  std::int64_t persons = 0;
  std::int64_t parameters = 0;
  std::int64_t events = 0;             // not of a gaussian one
  std::vector<std::int64_t> levels;    // persons with each level of each categorical term
  std::vector<std::int64_t> patterns;  // persons with each pattern of covariates, if known
  std::optional<double> r_squared;
  bool is_separated = false;

  static Regression read(Fields& fields);
};

// X'X and its like: with columns of zeros and ones their sums and products are counts.
struct GlmAggregates {
  std::int64_t persons = 0;
  std::int64_t parameters = 0;
  std::vector<std::int64_t> ones;  // of each binary column
  std::vector<std::int64_t> both;  // of each pair of them

  static GlmAggregates read(Fields& fields);
};

struct TreeModel {
  std::vector<std::int64_t> leaves;

  static TreeModel read(Fields& fields);
};

Verdict decide(const Correlation& correlation, const Settings& settings);
Verdict decide(const Regression& regression, const Settings& settings);
Verdict decide(const GlmAggregates& aggregates, const Settings& settings);
Verdict decide(const TreeModel& tree, const Settings& settings);

}  // namespace passerelle::disclosure::outputs
