#include "node/analysis/glm_fit.h"

#include <algorithm>
#include <cmath>

#include "node/analysis/design.h"
#include "node/analysis/glm_family.h"
#include "node/analysis/matrix.h"

namespace passerelle::analysis {
namespace {

double mean_of(const CountedProducts& pooled, std::size_t column) {
  return pooled.products.mean[column] + pooled.products.mean_rest[column];
}

// What bears the information: the rarer of events and others, events, or rows.
std::int64_t observations(const GlmAnalysis& glm, std::int64_t n, double outcomes) {
  if (glm.family == GlmAnalysis::Family::gamma) return n;
  const auto events = std::llround(outcomes);
  return glm.family == GlmAnalysis::Family::binomial ? std::min<std::int64_t>(events, n - events)
                                                     : events;
}

// Whether in some level that somebody has, either side of a declared outcome is empty: then no
// finite coefficient is best. Nothing when a count is withheld.
std::optional<bool> is_separated(const StudyPlan& plan,
                                 const Analysis& analysis,
                                 const Pool& pool) {
  const auto& outcome = std::get<GlmAnalysis>(analysis.what).outcome;
  if (!has_outcome_cells(plan, analysis)) return false;
  for (const auto& level : level_cells(plan, analysis)) {
    std::int64_t happened = 0, others = 0;
    for (const auto& side : plan.variable(outcome).levels) {
      const auto count = pool.cell(with(level, outcome, side.name));
      if (!count) return std::nullopt;
      (is_event_level(side) ? happened : others) += count->rows;
    }
    if ((happened == 0) != (others == 0)) return true;
  }
  return false;
}

void fail(GlmFit& fit, const char* reason) {
  fit.newton.status = NewtonFit::Status::failed;
  fit.newton.reason = reason;
}

}  // namespace

std::optional<GlmModel> glm_model(const StudyPlan& plan,
                                  const Analysis& analysis,
                                  const Pool& pool) {
  const auto& glm = std::get<GlmAnalysis>(analysis.what);
  const auto pooled = pool.products({analysis.id, "", ""}, rows_of(analysis));
  const auto empty =
      empty_levels(plan, analysis, [&](const CellKey& key) { return pool.cell(key); });
  const auto separated = is_separated(plan, analysis, pool);
  if (!pooled || !empty || !separated) return std::nullopt;

  const auto terms = coefficients_of(plan, analysis).size();
  GlmModel model;
  model.n = pooled->n;
  model.is_separated = *separated;
  model.centring = centring_of(*pooled, terms);
  model.columns.names = estimates_of(plan, analysis);
  for (const auto column : *empty) model.columns.empty.push_back(column + 1);
  const Factor factor(measured_products(*pooled, model.centring), terms);
  for (const auto column : factor.aliased()) model.aliased.push_back(column + 1);

  const double mean = mean_of(*pooled, terms);
  model.outcomes = mean * static_cast<double>(pooled->n);
  model.columns.events = observations(glm, model.n, model.outcomes);
  // With an offset the model without terms is the rate of all: events over exposure.
  const double exposure = glm.offset ? mean_of(*pooled, terms + 1) : 1;
  model.intercept = GlmFamily(glm).link(mean / exposure);
  return model;
}

GlmFit start_glm_fit(const GlmModel& model) {
  GlmFit fit;
  const auto parameters =
      static_cast<std::int64_t>(model.columns.names.size() - model.columns.empty.size());
  fit.newton.aliased = collinear(model.columns, model.aliased);
  if (model.columns.events < parameters) fail(fit, "too_few_events");
  else if (!fit.newton.aliased.empty()) fail(fit, "collinearity");
  else if (model.is_separated) fail(fit, "separation");
  if (fit.newton.status == NewtonFit::Status::failed) return fit;
  fit.newton.beta.assign(model.columns.names.size(), 0.0);
  fit.newton.beta[0] = model.intercept;
  return fit;
}

void continue_glm_fit(const GlmModel& model, const GlmSums& sums, GlmFit& fit) {
  auto& newton = fit.newton;
  const auto evaluated = newton.beta;
  LikelihoodSums likelihood{-sums.deviance / 2, sums.score, sums.information};
  if (newton.best_beta.empty()) {
    newton = start_fit(model.columns, std::move(likelihood), evaluated);
  } else {
    continue_fit(model.columns, std::move(likelihood), newton);
  }
  if (newton.best_beta != evaluated) return;
  fit.pearson = sums.pearson;
  fit.saturated = sums.saturated;
}

}  // namespace passerelle::analysis
