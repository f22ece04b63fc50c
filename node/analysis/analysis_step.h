// What one analysis gives to one round: the sums of the node's own rows, and what the gate must
// know about them.
//
// Thread safety: one thread. Lifetime: shorter than that of everything it is made from.
#pragma once

#include "node/analysis/kept_rows.h"
#include "node/analysis/layout.h"
#include "node/analysis/partial.h"

namespace passerelle::analysis {

class AnalysisStep {
 public:
  AnalysisStep(const Outcomes& outcomes,
               const State& state,
               const Analysis& analysis,
               const Frame& frame,
               KeptRows& kept,
               StepOutput& output)
      : outcomes_(outcomes),
        state_(state),
        analysis_(analysis),
        frame_(frame),
        kept_(kept),
        output_(output) {}

  // Adds what the round asks for at this place.
  // Errors: sums that exceed what doubles hold, and what the rows of a model refuse.
  Result<void> add(const Slot& slot, SlotNeeds::Kind kind);

 private:
  Result<void> add_moments(const Slot& slot);
  Result<void> add_log_rank();
  Result<void> add_cox(const Slot& slot);
  Result<void> add_breaks();
  Result<void> add_check(const Slot& slot, SlotNeeds::Kind kind);
  Result<void> add_cross_products();
  Result<void> add_residuals();
  Result<void> add_glm();
  Result<void> add_weighted();
  // Of the node's own ranks, from its own counts, or of the ranks among the rows of all nodes.
  Result<void> add_ranks(const Slot& slot);

  // Models that a node fits to its own rows alone. Where it has none (its rows separate, for
  // instance) the place stays empty: a node alone says only that a number is withheld.
  Result<void> add_own_cox();
  Result<void> add_own_glm();
  // Of the linear model that the node's own cross products of this round make.
  Result<void> add_own_residuals();

  Result<void> put(const Slot& slot, Sums sums, ModelEvidence evidence);
  Result<void> put_nothing(const Slot& slot);
  Slot place() const { return {analysis_.id, "", ""}; }
  Error not_running() const;
  Error exceeds_doubles() const;

  Result<std::shared_ptr<const RegressionRows>> regression() const;
  Result<std::shared_ptr<const CoxStrata>> strata() const;
  // By the interval in which each row leaves a model with common risk sets, and how.
  std::vector<std::uint32_t> parts_of(const RegressionRows& rows) const;

  const Outcomes& outcomes_;
  const State& state_;
  const Analysis& analysis_;
  const Frame& frame_;
  KeptRows& kept_;
  StepOutput& output_;
};

}  // namespace passerelle::analysis
