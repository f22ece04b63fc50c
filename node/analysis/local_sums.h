// The sums of one node's own rows, and what the gate must know about them.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

#include "node/analysis/design.h"
#include "node/analysis/partial.h"
#include "node/analysis/survival_rows.h"

namespace passerelle::analysis {

// Some values, and the person of each.
struct ValuesView {
  std::span<const double> values;
  std::span<const std::uint32_t> persons;
};
struct Values {
  std::vector<double> values;
  std::vector<std::uint32_t> persons;

  operator ValuesView() const { return {values, persons}; }
};

// Returns the values of one slot of moments: the frame's own columns where every row has one, else
// those taken out of them into `picked`.
ValuesView values_of(const Outcomes& outcomes,
                     const Analysis& analysis,
                     const Slot& slot,
                     const Frame& frame,
                     Values& picked);
// Returns the rows of the frame that these values are of, ascending.
std::vector<std::uint32_t> rows_of(const Outcomes& outcomes,
                                   const Analysis& analysis,
                                   const Slot& slot,
                                   const Frame& frame);

// `few`: how many values a number can take so that it is counted who has the rarest (few_values.h).
MagnitudeEvidence magnitude_of(ValuesView values, std::size_t few);

// The same, value by value, of persons with one value each.
class Magnitude {
 public:
  static constexpr std::size_t kMostFew = 4;

  void add(double value) {
    const double sum = std::abs(value);
    evidence_.total += sum;
    evidence_.second = std::max(evidence_.second, std::min(sum, evidence_.largest));
    evidence_.largest = std::max(evidence_.largest, sum);
    ++evidence_.persons;
    if (!has_more_) count(value);
  }

  // Requires: at most kMostFew.
  MagnitudeEvidence evidence(std::size_t few) const;

 private:
  void count(double value) {
    const auto end = values_.begin() + different_;
    const auto found = std::find(values_.begin(), end, value);
    if (found != end) {
      ++holders_[static_cast<std::size_t>(found - values_.begin())];
    } else if (different_ == kMostFew) {
      has_more_ = true;
    } else {
      values_[different_] = value;
      holders_[different_++] = 1;
    }
  }

  MagnitudeEvidence evidence_;  // but for what values there are
  std::array<double, kMostFew> values_{};
  std::array<std::int64_t, kMostFew> holders_{};
  std::size_t different_ = 0;
  bool has_more_ = false;
};

// Whether doubles hold all of these.
inline bool are_finite(const std::vector<double>& numbers) {
  return std::all_of(numbers.begin(), numbers.end(), [](double x) { return std::isfinite(x); });
}

// The smaller of two numbers that may be missing.
std::optional<std::int64_t> smaller(std::optional<std::int64_t> left,
                                    std::optional<std::int64_t> right);

// Over the strata of a node, and the rows that the sums tell of: those of strata with an event, or
// all where there is none.
struct LogRankRound {
  LogRankSums sums;
  std::int64_t rows = 0;
};
LogRankRound log_rank_round(const Outcomes& outcomes, const Analysis& analysis, const Frame& frame);

// One stratum of a Cox model: rows sorted once, covariates centred at their own means. The partial
// likelihood of a stratum does not change when its covariates are shifted, so no mean of the design
// has to leave the node.
class CoxStratum {
 public:
  static Result<CoxStratum> make(SurvivalRows rows,
                                 const StudyPlan& plan,
                                 const Analysis& analysis,
                                 const Frame& frame);

  // Returns log-likelihood, score and information at the coefficients. Where doubles cannot hold
  // the risks the log-likelihood is -1e300, from which the fold steps back.
  LikelihoodSums at(const std::vector<double>& beta) const;

  // Of a model that has converged there (cox_checks.h).
  ConcordanceSums concordance_at(const std::vector<double>& beta) const;
  HazardSums hazards_at(const std::vector<double>& beta) const;

  std::size_t bytes() const;

  std::size_t rows() const { return rows_.rows.size(); }
  // Whether its rows are compared by a column, at least once.
  bool tells_of(std::size_t column) const { return has_event_ && varies_[column]; }
  // Persons with the rarest value, the smallest over the numeric terms that take few.
  std::optional<std::int64_t> rarest_of_few() const { return rarest_of_few_; }

 private:
  CoxStratum() = default;

  std::vector<double> risks_at(const std::vector<double>& beta) const;
  // Calls `at_time(time, risk set, events)` for every time with an event, latest first.
  template <class AtTime>
  void sweep(const std::vector<double>& risks, AtTime at_time) const;

  SurvivalRows rows_;
  std::vector<std::size_t> by_entry_;  // places in rows_, latest entry first; empty without entries
  std::size_t size_ = 0;
  CoxAnalysis::Ties ties_ = CoxAnalysis::Ties::efron;
  std::vector<double> design_;  // row by row, in the order of rows_
  bool has_event_ = false;
  std::vector<bool> varies_;  // by column
  std::optional<std::int64_t> rarest_of_few_;
};

// The strata of a Cox model at one node; of a model on breaks, which has none, all rows with times
// rounded at that level. What leaves are sums over all of them.
class CoxStrata {
 public:
  static Result<CoxStrata> make(const Outcomes& outcomes,
                                const Analysis& analysis,
                                const Frame& frame,
                                int level);

  // As CoxStratum.
  LikelihoodSums at(const std::vector<double>& beta) const;
  ConcordanceSums concordance_at(const std::vector<double>& beta) const;
  HazardSums hazards_at(const std::vector<double>& beta) const;

  const ModelEvidence& evidence() const { return evidence_; }
  std::size_t bytes() const;

 private:
  CoxStrata() = default;
  ModelEvidence evidence_of(std::size_t columns) const;

  std::vector<CoxStratum> strata_;
  ModelEvidence evidence_;
};

}  // namespace passerelle::analysis
