// Rates of events per unit of person-time, and their comparison with a standard.
//
// Intervals are exact (Garwood 1936); that of a directly standardised rate is by Fay and Feuer
// (1997).
//
// Thread safety: pure functions.
#pragma once

#include <string>
#include <vector>

#include "node/analysis/table_tests.h"

namespace passerelle::analysis {

struct EventCount {
  double events = 0;
  double person_time = 0;
};

// NaN where nobody was followed.
Estimate rate_estimate(const EventCount& count);

struct StandardisedRate {
  Estimate rate;
  double variance = 0;
};
// Requires: as many weights as groups, not all 0. NaN where nobody of a weighted group was
// followed.
StandardisedRate standardise(const std::vector<EventCount>& groups,
                             const std::vector<double>& weights);

// Observed over expected events, where each group has its rate of reference.
struct IncidenceRatio {
  double observed = 0, expected = 0;
  Estimate ratio;
};
// Requires: as many rates as groups.
IncidenceRatio incidence_ratio(const std::vector<EventCount>& groups,
                               const std::vector<double>& rates);

// The persons of the European Standard Population of 2013 (Eurostat, Revision of the European
// Standard Population) aged from `low` and below `high`, of 100,000; either may be infinite.
// Requires: finite ends are multiples of 5 from 0 to 95.
double european_standard_population(double low, double high);

}  // namespace passerelle::analysis
