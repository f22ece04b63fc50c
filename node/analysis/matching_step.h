// What one node gives to the round in which exposed rows are matched: who is matched stays here;
// counts, sums, and what the gate must know about them.
//
// Thread safety: one thread. Lifetime: shorter than that of everything it is made from. Exists only
// in the worker.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "node/analysis/cell_counter.h"
#include "node/analysis/kept_rows.h"
#include "node/analysis/matching.h"
#include "node/analysis/matching_layout.h"
#include "node/analysis/partial.h"

namespace passerelle::analysis {

class MatchingStep {
 public:
  MatchingStep(const Outcomes& outcomes,
               const State& state,
               const Analysis& analysis,
               const Frame& frame,
               CellCounter& counter,
               StepOutput& output);

  // Matches the rows of the analysis, tells the counter of the sample, and adds what
  // matching_layout asks for.
  // Errors: linear predictors or sums that exceed what doubles hold.
  Result<void> add(KeptRows& kept);

 private:
  // Rows of the regression, by how they are matched.
  struct Group {
    Arm arm;
    MatchedAs how;
    std::vector<std::size_t> rows;
  };

  Result<void> match();
  Result<std::vector<RowToMatch>> rows_to_match() const;
  void group();
  MatchedAs kind_of(const MatchedSet& set) const;
  void count();
  Result<void> add_terms();
  Result<void> add_response();
  std::int64_t exposed_rows() const;
  MatchedSums sums_of_columns() const;
  using Tells = std::function<bool(double)>;
  std::vector<MagnitudeEvidence> told_of(const std::vector<double>& values,
                                         std::size_t few,
                                         const Tells& tells) const;
  ModelEvidence evidence_of(std::size_t parameters, std::vector<MagnitudeEvidence> told) const;
  std::optional<std::int64_t> rarest_on_the_way_to_response() const;
  std::optional<std::int64_t> rarest_kind_of_set() const;
  Result<void> put(const std::string& term, Sums sums, ModelEvidence evidence);
  Error exceeds_doubles() const;

  const Outcomes& outcomes_;
  const State& state_;
  const Analysis& analysis_;
  const PropensityAnalysis& propensity_;
  const Frame& frame_;
  CellCounter& counter_;
  StepOutput& output_;

  std::shared_ptr<const RegressionRows> rows_;
  std::optional<Centring> centring_;
  std::vector<MatchedSet> sets_;
  std::vector<Group> groups_;
};

}  // namespace passerelle::analysis
