// Statistics of single persons' values.
#pragma once

#include <vector>

#include "node/base/fields.h"
#include "policies/disclosure/outputs/verdict.h"

namespace passerelle::disclosure::outputs {

struct Summary {
  enum class Statistic { mean, sum, variance, sd, skewness, kurtosis };
  Statistic statistic = Statistic::mean;
  std::vector<double> values;

  static Summary read(Fields& fields);
};

// Of type 7 (Hyndman and Fan, 1996): linear between order statistics.
struct Quantile {
  double q = 0.5;
  std::vector<double> values;

  static Quantile read(Fields& fields);
};

struct Endpoint {
  enum class Statistic { min, max };
  Statistic statistic = Statistic::min;
  std::vector<double> values;

  static Endpoint read(Fields& fields);
};

// Bins [e0, e1), [e1, e2), …, the last closed. Values beyond the edges are in none.
struct Histogram {
  std::vector<double> edges;  // ascending, at least two
  std::vector<double> values;

  static Histogram read(Fields& fields);
};

// A share of the largest, a Herfindahl index: told by what the largest hold, whatever the measure.
struct Concentration {
  std::vector<double> values;

  static Concentration read(Fields& fields);
};

Verdict decide(const Summary& summary, const Settings& settings);
Verdict decide(const Quantile& quantile, const Settings& settings);
Verdict decide(const Endpoint& endpoint, const Settings& settings);
Verdict decide(const Histogram& histogram, const Settings& settings);
Verdict decide(const Concentration& concentration, const Settings& settings);

}  // namespace passerelle::disclosure::outputs
