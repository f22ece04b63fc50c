#include "node/analysis/glm_fit.h"

#include <algorithm>
#include <cmath>

#include "node/analysis/design.h"
#include "node/analysis/glm_family.h"
#include "node/analysis/matrix.h"

namespace passerelle::analysis {
namespace {

constexpr double kLargestLogShape = 12;

// Among the names of parameters; no coefficient has it.
constexpr const char* kShape = "(shape)";

double mean_of(const CountedProducts& pooled, std::size_t column) {
  return pooled.products.mean[column] + pooled.products.mean_rest[column];
}

// The sums of what stands behind the terms, each row as often as it counts.
class Weighed {
 public:
  Weighed(const CountedProducts& pooled, const GlmAnalysis& glm, std::size_t terms)
      : pooled_(pooled), size_(pooled.products.mean.size()), terms_(terms) {
    if (glm.weights) weights_ = size_ - 1;
  }

  double rows() const { return n() * (weights_ ? mean_of(pooled_, *weights_) : 1); }
  double outcome() const { return sum(terms_); }
  double at_risk() const { return sum(terms_ + 1); }

 private:
  double n() const { return static_cast<double>(pooled_.n); }
  double sum(std::size_t column) const {
    const double plain = rows() * mean_of(pooled_, column);
    return weights_ ? plain + pooled_.products.products[column * size_ + *weights_] : plain;
  }

  const CountedProducts& pooled_;
  std::size_t size_, terms_;
  std::optional<std::size_t> weights_;  // the column
};

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
  const auto outcome = outcome_of(analysis);
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

// By moments, of rows whose variance is above their mean.
double first_shape(double mean, double variance) {
  constexpr double kLargest = 100;
  return variance > mean ? std::min(mean * (mean / (variance - mean)), kLargest) : kLargest;
}

void fail(GlmFit& fit, const char* reason) {
  fit.newton.status = NewtonFit::Status::failed;
  fit.newton.reason = reason;
}

}  // namespace

std::optional<GlmModel> glm_model(const StudyPlan& plan,
                                  const Analysis& analysis,
                                  const Pool& pool) {
  const auto& glm = *glm_of(analysis);
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
  const Weighed weighed(*pooled, glm, terms);
  model.weight = weighed.rows();
  // With an offset the model without terms is the rate of all: events over exposure.
  model.intercept =
      GlmFamily(glm).link(weighed.outcome() / (glm.offset ? weighed.at_risk() : weighed.rows()));
  if (GlmFamily(glm).has_shape()) {
    const std::size_t width = pooled->products.mean.size();
    const double squares = pooled->products.products[terms * width + terms];
    model.columns.names.emplace_back(kShape);
    model.log_shape = std::log(first_shape(mean, squares / static_cast<double>(pooled->n)));
  }
  return model;
}

GlmPoint point_of(const GlmAnalysis& glm, const std::vector<double>& parameters) {
  GlmPoint point{parameters, 1};
  if (!GlmFamily(glm).has_shape()) return point;
  point.shape = std::exp(point.coefficients.back());
  point.coefficients.pop_back();
  return point;
}

std::vector<double> information_of(const GlmAnalysis& glm, const NewtonFit& fit) {
  if (!GlmFamily(glm).has_shape()) return fit.best.information;
  const std::size_t size = fit.best_beta.size();
  std::vector<double> block;
  for (std::size_t i = 0; i + 1 < size; ++i) {
    const auto row = fit.best.information.begin() + static_cast<std::ptrdiff_t>(i * size);
    block.insert(block.end(), row, row + static_cast<std::ptrdiff_t>(size - 1));
  }
  return block;
}

LikelihoodSums likelihood_of(const GlmSums& sums) {
  LikelihoodSums likelihood{-sums.deviance / 2, sums.score, sums.information};
  if (!sums.shape) return likelihood;
  const std::size_t size = sums.score.size();
  likelihood.loglik += sums.saturated;
  likelihood.score.push_back(sums.shape->score);
  likelihood.information.assign((size + 1) * (size + 1), 0);
  for (std::size_t i = 0; i < size; ++i) {
    std::copy_n(sums.information.begin() + static_cast<std::ptrdiff_t>(i * size), size,
                likelihood.information.begin() + static_cast<std::ptrdiff_t>(i * (size + 1)));
  }
  likelihood.information.back() = std::abs(sums.shape->information);
  return likelihood;
}

GlmFit fit_of(const GlmOwnFit& own) {
  GlmFit fit;
  fit.newton.status = NewtonFit::Status::converged;
  fit.newton.best_beta = own.parameters;
  fit.newton.best = likelihood_of(own.sums);
  fit.newton.at_start.loglik = -own.null_deviance / 2;
  fit.newton.iterations = static_cast<int>(own.iterations);
  fit.pearson = own.sums.pearson;
  fit.saturated = own.sums.saturated;
  if (own.sums.without_terms) fit.null_deviance = own.sums.without_terms->deviance;
  return fit;
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
  if (model.columns.names.back() == kShape) fit.newton.beta.back() = model.log_shape;
  fit.null_intercept = model.intercept;
  return fit;
}

void continue_glm_fit(const GlmModel& model, const GlmSums& sums, GlmFit& fit) {
  auto& newton = fit.newton;
  const auto evaluated = newton.beta;
  auto likelihood = likelihood_of(sums);
  if (newton.best_beta.empty()) {
    newton = start_fit(model.columns, std::move(likelihood), evaluated);
  } else {
    continue_fit(model.columns, std::move(likelihood), newton);
  }
  // Counts that vary no more than their mean: theta grows without bound.
  if (newton.reason == "separation" && model.columns.names.back() == kShape &&
      newton.best_beta.back() > kLargestLogShape) {
    newton.reason = "not_converged";
  }
  const auto& null = sums.without_terms;
  if (newton.best_beta == evaluated) {
    fit.pearson = sums.pearson;
    fit.saturated = sums.saturated;
    if (null) fit.null_deviance = null->deviance;
  }
  if (null && null->information > 0) fit.null_intercept += null->score / null->information;
}

}  // namespace passerelle::analysis
