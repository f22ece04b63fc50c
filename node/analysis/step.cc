#include "node/analysis/step.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "node/analysis/cell_counter.h"
#include "node/analysis/cohorts.h"
#include "node/analysis/cox_breaks.h"
#include "node/analysis/cox_model.h"
#include "node/analysis/curves.h"
#include "node/analysis/glm_fit.h"
#include "node/analysis/grid.h"
#include "node/analysis/layout.h"
#include "node/analysis/linear_model.h"
#include "node/analysis/local_sums.h"
#include "node/analysis/moments.h"
#include "node/analysis/newton.h"
#include "node/analysis/regression_rows.h"

namespace passerelle::analysis {
namespace {

Error exceeds_doubles(const Analysis& analysis) {
  return {DataError::not_a_number, analysis.id + ": the sums exceed what doubles hold"};
}

// Round `levels`: the cells of every level of every curve and grid stay inside as evidence; the
// gate answers the finest level that it may release.
Result<StepOutput> levels_round(const Outcomes& outcomes, const Frame& frame) {
  StepOutput output;
  CellCounter counter(outcomes, frame);
  for (const auto& analysis : outcomes.plan().analyses) {
    if (const auto* quantiles = std::get_if<QuantilesAnalysis>(&analysis.what)) {
      auto grid = grid_levels(analysis, *quantiles, frame);
      if (!grid) return grid.error();
      output.partial.curve_levels[analysis.id] = 0;
      output.partial.grid_ranges[analysis.id] = grid->ranges.front();
      output.evidence.curve_cells[analysis.id] = std::move(grid->counts);
      output.evidence.grid_ranges[analysis.id] = std::move(grid->ranges);
    }
    const auto* curve = curve_on_breaks(analysis);
    if (curve == nullptr) continue;
    output.partial.curve_levels[analysis.id] = 0;
    auto& levels = output.evidence.curve_cells[analysis.id];
    for (int level = 0; level < static_cast<int>(curve->levels.size()); ++level) {
      const auto cells = curve_cells(outcomes, analysis, level).all();
      levels.push_back(counter.count(cells));
      if (common_risk_sets(analysis) == nullptr) continue;
      auto parts = interval_cells(outcomes, analysis, level);
      parts.erase(parts.begin(), parts.begin() + static_cast<std::ptrdiff_t>(cells.size()));
      output.evidence.curve_parts[analysis.id].push_back(counter.count(parts));
    }
  }
  return output;
}

Result<void> add_moments(const Outcomes& outcomes,
                         const Analysis& analysis,
                         const Slot& slot,
                         const Frame& frame,
                         StepOutput& output) {
  const auto values = values_of(outcomes, analysis, slot, frame);
  const auto moments = moments_of(values.values).moments;
  auto evidence = magnitude_of(values);
  if (!std::isfinite(moments.mean) || !std::isfinite(moments.m2) || !std::isfinite(moments.m3) ||
      !std::isfinite(evidence.total)) {
    return Error{DataError::not_a_number, slot.variable + ": the sums exceed what doubles hold"};
  }
  output.partial.sums[slot] = moments;
  output.evidence.magnitudes[slot] = evidence;
  return {};
}

Result<void> add_cox(const Outcomes& outcomes,
                     const Analysis& analysis,
                     const std::vector<double>& beta,
                     const Frame& frame,
                     KeptRows& kept,
                     StepOutput& output) {
  const auto stratum = kept.stratum(outcomes, analysis, frame);
  if (!stratum) return stratum.error();
  const Slot slot{analysis.id, "", ""};
  output.partial.sums[slot] = (*stratum)->at(beta);
  output.evidence.models[slot] = (*stratum)->evidence();
  return {};
}

// The node's own model. Where it has none (its rows separate, for instance) the place stays empty:
// a node alone says only that a number is withheld.
Result<void> add_own_fit(const Outcomes& outcomes,
                         const Analysis& analysis,
                         const Frame& frame,
                         CellCounter& counter,
                         KeptRows& kept,
                         StepOutput& output) {
  const auto shared = kept.stratum(outcomes, analysis, frame);
  if (!shared) return shared.error();
  const auto& stratum = *shared;
  const auto model = *cox_model(
      outcomes, analysis, [&](const CellKey& key) { return std::optional(counter.count(key)); });
  auto fit = start_fit(model, stratum->at(std::vector<double>(model.names.size())),
                       std::vector<double>(model.names.size()));
  while (fit.status == NewtonFit::Status::running) {
    continue_fit(model, stratum->at(fit.beta), fit);
  }
  const Slot slot{analysis.id, kOwnModel, ""};
  auto& own = output.partial.sums[slot];
  if (fit.status == NewtonFit::Status::converged) {
    own = CoxOwnFit{fit.best_beta, fit.best.loglik, fit.best.information, fit.iterations};
  }
  output.evidence.models[slot] = stratum->evidence();
  return {};
}

bool is_finite(const std::vector<double>& numbers) {
  return std::all_of(numbers.begin(), numbers.end(), [](double x) { return std::isfinite(x); });
}

Result<void> add_cross_products(const Outcomes& outcomes,
                                const Analysis& analysis,
                                const State& state,
                                const Frame& frame,
                                KeptRows& kept,
                                StepOutput& output) {
  const auto shared = kept.regression(outcomes, analysis, frame);
  if (!shared) return shared.error();
  const auto& rows = *shared;
  const Slot slot{analysis.id, "", ""};
  auto products = cross_products(*rows);
  if (!is_finite(products.products)) return exceeds_doubles(analysis);
  std::vector<std::uint32_t> parts;
  if (common_risk_sets(analysis) != nullptr) {
    const auto leaving =
        leaving_of(outcomes, analysis, agreed_level(state, analysis), *rows, frame);
    for (std::size_t i = 0; i < leaving.at.size(); ++i) {
      parts.push_back(2 * leaving.at[i] + leaving.happened[i]);
    }
  }
  output.evidence.models[slot] =
      products_evidence(*rows, products, outcomes, analysis, frame, parts);
  output.partial.sums[slot] = std::move(products);
  return {};
}

// The second round of a linear model.
Result<void> add_residuals(const Outcomes& outcomes,
                           const Analysis& analysis,
                           const State& state,
                           const Frame& frame,
                           KeptRows& kept,
                           StepOutput& output) {
  const auto shared = kept.regression(outcomes, analysis, frame);
  if (!shared) return shared.error();
  const auto& rows = *shared;
  const auto model = linear_model(outcomes.plan(), analysis, Pool(state.first));
  if (!model) return Error{BaseError::internal, analysis.id + " is not running"};
  const Slot slot{analysis.id, "", ""};
  auto sums = residual_sums(*rows, model->solution);
  if (!is_finite(sums.squares)) return exceeds_doubles(analysis);
  output.partial.sums[slot] = std::move(sums);
  output.evidence.models[slot] = residuals_evidence(*rows, model->solution);
  return {};
}

Result<void> add_glm(const Outcomes& outcomes,
                     const Analysis& analysis,
                     const State& state,
                     const Frame& frame,
                     KeptRows& kept,
                     StepOutput& output) {
  const auto shared = kept.regression(outcomes, analysis, frame);
  if (!shared) return shared.error();
  const auto& rows = *shared;
  const auto model = glm_model(outcomes.plan(), analysis, Pool(state.first));
  if (!model) return Error{BaseError::internal, analysis.id + " is not running"};
  const GlmFamily family(std::get<GlmAnalysis>(analysis.what));
  const auto& beta = state.glm_fits.at(analysis.id).newton.beta;
  const Slot slot{analysis.id, "", ""};
  auto round = glm_round(*rows, family, model->centring, beta);
  output.evidence.models[slot] = weights_evidence(*rows, model->centring, round);
  output.partial.sums[slot] = std::move(round.sums);
  return {};
}

// A round of a model with common risk sets.
Result<void> add_breaks(const Outcomes& outcomes,
                        const Analysis& analysis,
                        const State& state,
                        const Frame& frame,
                        KeptRows& kept,
                        StepOutput& output) {
  const auto rows = kept.regression(outcomes, analysis, frame);
  if (!rows) return rows.error();
  const auto model = break_model(outcomes, state, analysis);
  if (!model) return Error{BaseError::internal, analysis.id + " is not running"};
  const auto leaving = leaving_of(outcomes, analysis, agreed_level(state, analysis), **rows, frame);
  auto round =
      break_round(**rows, leaving, model->centring, state.fits.at(analysis.id).beta, model->ties);
  const Slot slot{analysis.id, "", ""};
  auto& evidence = output.evidence.models[slot];
  evidence.rows = static_cast<std::int64_t>((*rows)->size());
  evidence.parameters = static_cast<std::int64_t>((*rows)->columns);
  const bool is_beyond = round.sums.leaving.empty();  // then nothing is told
  evidence.regression.emplace().effective_rows =
      is_beyond ? static_cast<double>(evidence.rows) : round.effective_rows;
  output.partial.sums[slot] = std::move(round.sums);
  return {};
}

// What the study asks of a Cox model that has converged.
Result<void> add_checks(SlotNeeds::Kind kind,
                        const Outcomes& outcomes,
                        const Analysis& analysis,
                        const State& state,
                        const Frame& frame,
                        KeptRows& kept,
                        StepOutput& output) {
  const auto stratum = kept.stratum(outcomes, analysis, frame);
  if (!stratum) return stratum.error();
  const auto& beta = state.fits.at(analysis.id).best_beta;
  Slot slot{analysis.id, kConcordance, ""};
  if (kind == SlotNeeds::Kind::concordance) {
    output.partial.sums[slot] = (*stratum)->concordance_at(beta);
  } else {
    slot.variable = kProportionalHazards;
    auto sums = (*stratum)->hazards_at(beta);
    if (!is_finite(sums.squared)) return exceeds_doubles(analysis);
    output.partial.sums[slot] = std::move(sums);
  }
  output.evidence.models[slot] = (*stratum)->evidence();
  return {};
}

// What a running model wants of a later round.
Result<void> add_again(SlotNeeds::Kind kind,
                       const Outcomes& outcomes,
                       const Analysis& analysis,
                       const State& state,
                       const Frame& frame,
                       KeptRows& kept,
                       StepOutput& output) {
  if (kind == SlotNeeds::Kind::residuals) {
    return add_residuals(outcomes, analysis, state, frame, kept, output);
  }
  if (kind == SlotNeeds::Kind::glm) return add_glm(outcomes, analysis, state, frame, kept, output);
  if (kind == SlotNeeds::Kind::cox_breaks) {
    return add_breaks(outcomes, analysis, state, frame, kept, output);
  }
  if (kind != SlotNeeds::Kind::cox) {
    return add_checks(kind, outcomes, analysis, state, frame, kept, output);
  }
  return add_cox(outcomes, analysis, state.fits.at(analysis.id).beta, frame, kept, output);
}

void add_log_rank(const Outcomes& outcomes,
                  const Analysis& analysis,
                  const Frame& frame,
                  StepOutput& output) {
  const Slot slot{analysis.id, "", ""};
  auto sums = log_rank_sums(outcomes, analysis, frame);
  ModelEvidence evidence;
  evidence.rows = static_cast<std::int64_t>(frame.rows_of(analysis.row_set).size());
  evidence.parameters = static_cast<std::int64_t>(sums.expected.size()) - 1;
  output.partial.sums[slot] = std::move(sums);
  output.evidence.models[slot] = evidence;
}

Result<StepOutput> first_round(const Outcomes& outcomes,
                               const State& state,
                               const Frame& frame,
                               KeptRows& kept) {
  const auto layout = layout_of(outcomes, state);
  StepOutput output;
  CellCounter counter(outcomes, frame);
  for (const auto& key : layout.wanted) output.partial.cells[key] = counter.count(key);
  for (const auto& key : layout.unwanted) output.evidence.guarded[key] = counter.count(key);
  for (const auto& analysis : outcomes.plan().analyses) {
    for (const auto& [slot, needs] : layout.slots) {
      if (slot.analysis != analysis.id) continue;
      Result<void> added;
      switch (needs.kind) {
        case SlotNeeds::Kind::moments:
          added = add_moments(outcomes, analysis, slot, frame, output);
          break;
        case SlotNeeds::Kind::log_rank:
        case SlotNeeds::Kind::weighted_log_rank:
          add_log_rank(outcomes, analysis, frame, output);
          break;
        case SlotNeeds::Kind::cox:
          added = add_cox(outcomes, analysis, std::vector<double>(needs.size), frame, kept, output);
          break;
        case SlotNeeds::Kind::cox_fit:
          added = add_own_fit(outcomes, analysis, frame, counter, kept, output);
          break;
        case SlotNeeds::Kind::cross_products:
          added = add_cross_products(outcomes, analysis, state, frame, kept, output);
          break;
        case SlotNeeds::Kind::cox_breaks:
        case SlotNeeds::Kind::concordance:
        case SlotNeeds::Kind::proportional_hazards:
        case SlotNeeds::Kind::residuals:
        case SlotNeeds::Kind::glm: break;  // of later rounds
      }
      if (!added) return added.error();
    }
  }
  output.evidence.cohorts =
      cohorts_of({layout.wanted.begin(), layout.wanted.end()}, counter, frame);
  kept.told(output.evidence.cohorts);
  return output;
}

Result<StepOutput> iterate(const Outcomes& outcomes,
                           const State& state,
                           const Frame& frame,
                           KeptRows& kept) {
  StepOutput output;
  std::vector<CellKey> rows;
  std::set<std::string> running;
  const auto slots = running_slots(outcomes.plan(), state);
  for (const auto& [slot, needs] : slots) running.insert(slot.analysis);
  kept.keep_only(running);
  for (const auto& analysis : outcomes.plan().analyses) {
    if (!running.contains(analysis.id)) continue;
    for (const auto& [slot, needs] : slots) {
      if (slot.analysis != analysis.id) continue;
      const auto added = add_again(needs.kind, outcomes, analysis, state, frame, kept, output);
      if (!added) return added.error();
    }
    rows.push_back(rows_of(analysis));
  }
  output.evidence.are_cohorts_as_before = kept.has_told(rows);
  if (output.evidence.are_cohorts_as_before) return output;
  CellCounter counter(outcomes, frame);
  output.evidence.cohorts = cohorts_of(rows, counter, frame);
  kept.told(output.evidence.cohorts);
  return output;
}

}  // namespace

Result<StepOutput> step(const StudyPlan& plan, const State& state, const Frame& frame) {
  KeptRows nothing;
  return step(plan, state, frame, nothing);
}

Result<StepOutput> step(const StudyPlan& plan,
                        const State& state,
                        const Frame& frame,
                        KeptRows& kept) {
  const Outcomes outcomes(plan);
  if (auto checked = check_outcomes(outcomes, frame); !checked) return checked.error();
  switch (state.phase) {
    case Phase::levels: return levels_round(outcomes, frame);
    case Phase::first: return first_round(outcomes, state, frame, kept);
    case Phase::iterate: return iterate(outcomes, state, frame, kept);
    case Phase::finished: break;
  }
  return Error{BaseError::internal, "a finished study has no further round"};
}

}  // namespace passerelle::analysis
