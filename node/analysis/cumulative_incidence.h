// Cumulative incidence of several causes, each of which ends what the others could bring about: the
// estimator of Aalen and Johansen (Scandinavian Journal of Statistics 5, 1978) on counts.
//
// Thread safety: pure function.
#pragma once

#include <cstdint>
#include <vector>

namespace passerelle::analysis {

struct CauseIncidence {
  std::vector<double> incidence, standard_error;  // by time
};
struct CumulativeIncidence {
  std::vector<double> event_free;
  std::vector<CauseIncidence> causes;
};

// The standard error is that of the infinitesimal jackknife, which is survfit's (survival 3.5):
// with everybody's first event counted once it equals the delta method on multinomial increments.
// NaN where nobody was ever followed.
// Requires: `at_risk` and each cause's events have one number for each time.
CumulativeIncidence cumulative_incidence(const std::vector<std::int64_t>& at_risk,
                                         const std::vector<std::vector<std::int64_t>>& events);

}  // namespace passerelle::analysis
