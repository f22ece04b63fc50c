// glm: generalised linear models with an intercept.
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "node/analysis/analyses.h"
#include "node/analysis/design.h"
#include "node/analysis/distributions.h"
#include "node/analysis/glm_answer.h"
#include "node/analysis/glm_family.h"
#include "node/analysis/matrix.h"
#include "node/analysis/regression_answer.h"

namespace passerelle::analysis {
namespace {

constexpr double kInfinite = std::numeric_limits<double>::infinity();

// What exp(coefficient) is; nothing where it has no name of its own.
const char* ratio_of(const GlmAnalysis& glm) {
  if (glm.link == GlmAnalysis::Link::logit) return "odds_ratio";
  return glm.family == GlmAnalysis::Family::gamma ? nullptr
         : glm.link == GlmAnalysis::Link::log     ? "rate_ratio"
                                                  : nullptr;
}

void put_ratios(const std::vector<Coefficient>& coefficients,
                const std::vector<bool>& exists,
                const Estimates& estimates,
                const std::string& ratio,
                Answer& out) {
  const std::size_t size = exists.size();
  Json ratios = Json::object(), low = Json::object(), high = Json::object();
  for (std::size_t j = 1; j < size; ++j) {
    const auto& name = coefficients[j - 1].name;
    const double value = exists[j] ? estimates.coefficients[j] : std::nan("");
    const double width = kNormal975 * std::sqrt(estimates.vcov[j * size + j]);
    ratios[name] = number_or_null(std::exp(value));
    low[name] = number_or_null(std::exp(value - width));
    high[name] = number_or_null(std::exp(value + width));
  }
  out.put_json("/" + ratio + "s", std::move(ratios));
  out.put_json("/" + ratio + "_conf_low", std::move(low));
  out.put_json("/" + ratio + "_conf_high", std::move(high));
}

void withhold_glm(const GlmAnalysis& glm, Answer& out) {
  if (glm.family == GlmAnalysis::Family::binomial) out.withhold("/events");
  for (const char* pointer : {"/coefficients", "/standard_errors", "/z", "/p_values", "/conf_low",
                              "/conf_high", "/vcov"}) {
    out.withhold(pointer);
  }
  if (const char* ratio = ratio_of(glm)) {
    for (const char* end : {"s", "_conf_low", "_conf_high"}) {
      out.withhold("/" + std::string(ratio) + end);
    }
  }
  if (GlmFamily(glm).has_shape()) {
    for (const char* pointer : {"/theta", "/theta_standard_error"}) out.withhold(pointer);
  }
  for (const char* pointer : {"/null_deviance", "/deviance", "/pearson_chi_square", "/df_residual",
                              "/df_null", "/dispersion", "/loglik", "/aic", "/iterations"}) {
    out.withhold(pointer);
  }
  out.withhold_all();
}

}  // namespace

void put_glm(const GlmAnalysis& glm,
             const std::vector<Coefficient>& coefficients,
             const GlmModel& model,
             const GlmFit& fit,
             Answer& out) {
  const auto& newton = fit.newton;
  std::vector<bool> exists(coefficients.size() + 1, true);
  for (const auto column : model.columns.empty) exists[column] = false;
  const auto point = point_of(glm, newton.best_beta);
  const GlmFamily family(glm, point.shape);
  const double n = static_cast<double>(model.n);
  const double parameters = static_cast<double>(exists.size() - model.columns.empty.size());
  const double df = n - parameters;
  const double dispersion = family.estimates_dispersion() ? fit.pearson / df : 1;
  auto vcov = Factor(information_of(glm, newton), exists.size()).inverse();
  for (auto& number : vcov) number *= dispersion;
  const auto estimates = in_units_of_data(model.centring, {point.coefficients, std::move(vcov)});
  const double deviance = 2 * ((family.has_shape() ? fit.saturated : 0) - newton.best.loglik);
  const double loglik = family.log_likelihood(model.weight, deviance, fit.saturated);

  if (glm.family == GlmAnalysis::Family::binomial) {
    out.put_count("/events", std::llround(model.outcomes));
  }
  put_estimates(coefficients, exists, estimates,
                {"z", kNormal975, family.estimates_dispersion() ? df : kInfinite}, out);
  if (const char* ratio = ratio_of(glm)) put_ratios(coefficients, exists, estimates, ratio, out);
  out.put_number("/deviance", deviance);
  if (family.has_shape()) {
    out.put_number("/theta", point.shape);
    out.put_number("/theta_standard_error",
                   point.shape / std::sqrt(newton.best.information.back()));
  }
  if (!family.has_shape()) {
    out.put_number("/null_deviance", -2 * newton.at_start.loglik);
  } else if (fit.null_deviance) {
    out.put_number("/null_deviance", *fit.null_deviance);
  }
  out.put_number("/pearson_chi_square", fit.pearson);
  out.put_json("/df_residual", static_cast<std::int64_t>(df));
  out.put_json("/df_null", model.n - 1);
  out.put_number("/dispersion", dispersion);
  out.put_number("/loglik", loglik);
  // Dispersion or shape is a parameter too where it is estimated.
  const bool has_another = family.estimates_dispersion() || family.has_shape();
  out.put_number("/aic", 2 * (parameters + (has_another ? 1 : 0) - loglik));
  out.put_json("/iterations", newton.iterations);
}

void want(const Outcomes& outcomes,
          const State&,
          const Analysis& analysis,
          const GlmAnalysis& glm,
          Wants& wants) {
  const auto& plan = outcomes.plan();
  const auto size =
      coefficients_of(plan, analysis).size() + 1 + (glm.offset ? 1 : 0) + (glm.weights ? 1 : 0);
  SlotNeeds needs{SlotNeeds::Kind::cross_products, size, design_cells(plan, analysis)};
  wants.cells.insert(needs.cells.begin(), needs.cells.end());
  if (analysis.per_node) {
    auto own = needs;
    own.kind = SlotNeeds::Kind::glm_fit;
    own.size = estimates_of(plan, analysis).size();
    if (GlmFamily(glm).has_shape()) own.beside = SlotNeeds::Beside::shape;
    wants.slots[{analysis.id, kOwnModel, ""}] = std::move(own);
  }
  wants.slots[{analysis.id, "", ""}] = std::move(needs);
}

void answer(const Answering& from, const GlmAnalysis& glm, Answer& out) {
  const auto& plan = from.outcomes.plan();
  out.put_count("/n", from.pool.rows(rows_of(from.analysis)));
  const auto coefficients = coefficients_of(plan, from.analysis);
  const auto model = glm_model(plan, from.analysis, from.pool);
  if (from.node != nullptr) {
    const auto& own = from.state.first.at(*from.node).sums.at({from.analysis.id, kOwnModel, ""});
    if (!own || !model) return withhold_glm(glm, out);
    return put_glm(glm, coefficients, *model, fit_of(std::get<GlmOwnFit>(*own)), out);
  }
  const auto& fit = from.state.glm_fits.at(from.analysis.id);
  switch (fit.newton.status) {
    case NewtonFit::Status::failed: return out.fail(fit.newton.reason, fit.newton.aliased);
    case NewtonFit::Status::running:
    case NewtonFit::Status::withheld: return withhold_glm(glm, out);
    case NewtonFit::Status::converged: break;
  }
  put_glm(glm, coefficients, *model, fit, out);
}

}  // namespace passerelle::analysis
