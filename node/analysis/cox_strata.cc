#include <algorithm>
#include <utility>

#include "node/analysis/cox_breaks.h"
#include "node/analysis/local_sums.h"
#include "node/analysis/pool.h"

namespace passerelle::analysis {
namespace {

template <class Strata, class SumsOf>
auto sum_over(const Strata& strata, const SumsOf& sums_of) {
  auto sum = sums_of(strata.front());
  for (std::size_t i = 1; i < strata.size(); ++i) sum = std::move(sum) + sums_of(strata[i]);
  return sum;
}

}  // namespace

Result<CoxStrata> CoxStrata::make(const Outcomes& outcomes,
                                  const Analysis& analysis,
                                  const Frame& frame,
                                  int level) {
  CoxStrata strata;
  const auto* curve = common_risk_sets(analysis);
  for (auto& rows : survival_rows(outcomes, analysis, frame)) {
    if (curve != nullptr) rows = rounded(*curve, level, rows);
    auto stratum = CoxStratum::make(std::move(rows), outcomes.plan(), analysis, frame);
    if (!stratum) return stratum.error();
    strata.strata_.push_back(*std::move(stratum));
  }
  strata.evidence_ = strata.evidence_of(coefficients_of(outcomes.plan(), analysis).size());
  return strata;
}

// A stratum without an event, or in which a column has one value, adds nothing to what the sums
// tell of the coefficient: the sums stand on the rows of the others alone.
ModelEvidence CoxStrata::evidence_of(std::size_t columns) const {
  ModelEvidence evidence;
  evidence.parameters = static_cast<std::int64_t>(columns);
  for (const auto& stratum : strata_) {
    evidence.rows += static_cast<std::int64_t>(stratum.rows());
    evidence.rarest_of_few = smaller(evidence.rarest_of_few, stratum.rarest_of_few());
  }
  for (std::size_t j = 0; j < columns; ++j) {
    std::int64_t told = 0;
    for (const auto& stratum : strata_) {
      if (stratum.tells_of(j)) told += static_cast<std::int64_t>(stratum.rows());
    }
    if (told > 0) evidence.rows = std::min(evidence.rows, told);
  }
  return evidence;
}

LikelihoodSums CoxStrata::at(const std::vector<double>& beta) const {
  return sum_over(strata_, [&](const CoxStratum& stratum) { return stratum.at(beta); });
}

ConcordanceSums CoxStrata::concordance_at(const std::vector<double>& beta) const {
  return sum_over(strata_, [&](const CoxStratum& stratum) { return stratum.concordance_at(beta); });
}

HazardSums CoxStrata::hazards_at(const std::vector<double>& beta) const {
  return sum_over(strata_, [&](const CoxStratum& stratum) { return stratum.hazards_at(beta); });
}

std::size_t CoxStrata::bytes() const {
  std::size_t sum = 0;
  for (const auto& stratum : strata_) sum += stratum.bytes();
  return sum;
}

}  // namespace passerelle::analysis
