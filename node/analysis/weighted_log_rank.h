// The sums of a log-rank test over event times, each weighted by the survival of all groups just
// before it to the power of rho: the G-rho family of Harrington and Fleming (Biometrika 69 (1982)),
// as survdiff of R. Rho 0 is the log-rank test, rho 1 that of Peto and Peto.
//
// Thread safety: one thread.
#pragma once

#include <cstdint>
#include <vector>

#include "node/analysis/partial.h"

namespace passerelle::analysis {

class WeightedLogRank {
 public:
  WeightedLogRank(std::size_t groups, double rho);

  // Adds an event time, later than those before: rows at risk and events, by group.
  void add(const std::vector<std::int64_t>& at_risk, const std::vector<std::int64_t>& events);

  // `observed` is filled for every rho.
  const LogRankSums& sums() const { return sums_; }

 private:
  double rho_;
  double survival_ = 1;
  LogRankSums sums_;
};

}  // namespace passerelle::analysis
