// linear: least squares with an intercept.
#include <cmath>
#include <nlohmann/json.hpp>

#include "node/analysis/analyses.h"
#include "node/analysis/design.h"
#include "node/analysis/distributions.h"
#include "node/analysis/linear_model.h"
#include "node/analysis/regression_answer.h"

namespace passerelle::analysis {
namespace {

bool is_robust(const LinearAnalysis& linear) {
  return linear.errors == LinearAnalysis::Errors::hc1;
}

// MacKinnon and White's HC1: (X'X)^-1 (sum of e^2 x x') (X'X)^-1, by n / (n - p).
std::vector<double> robust_vcov(const LinearSolution& solution,
                                const std::vector<double>& squares,
                                double df) {
  const std::size_t size = solution.coefficients.size();
  std::vector<double> half(size * size), vcov(size * size);
  for (std::size_t i = 0; i < size; ++i) {
    for (std::size_t k = 0; k < size; ++k) {
      for (std::size_t j = 0; j < size; ++j) {
        half[i * size + j] += solution.inverse[i * size + k] * squares[k * size + j];
      }
    }
  }
  const double correction = static_cast<double>(solution.n) / df;
  for (std::size_t i = 0; i < size; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      double sum = 0;
      for (std::size_t k = 0; k < size; ++k) {
        sum += half[i * size + k] * solution.inverse[k * size + j];
      }
      vcov[i * size + j] = vcov[j * size + i] = sum * correction;
    }
  }
  return vcov;
}

Json f_json(double explained, double residual, double df_model, double df) {
  const double statistic = (explained / df_model) / (residual / df);
  return {{"statistic", number_or_null(statistic)},
          {"df", static_cast<std::int64_t>(df_model)},
          {"df_residual", static_cast<std::int64_t>(df)},
          {"p_value", number_or_null(f_upper(statistic, df_model, df))}};
}

void put_solution(const std::vector<Coefficient>& coefficients,
                  const std::vector<std::size_t>& empty,
                  const LinearSolution& solution,
                  const std::vector<double>* squares,
                  Answer& out) {
  const auto exists = existing_with_intercept(coefficients.size(), empty);
  const double parameters = static_cast<double>(exists.size() - empty.size());
  const double df = static_cast<double>(solution.n) - parameters;
  const double variance = solution.residual / df;
  auto vcov = solution.inverse;
  for (auto& number : vcov) number *= variance;
  if (squares != nullptr) vcov = robust_vcov(solution, *squares, df);
  auto estimates = in_units_of_data(solution.centring, {solution.coefficients, std::move(vcov)});
  estimates.coefficients[0] += solution.outcome_mean + solution.outcome_rest;
  const StudentT distribution(df);
  put_estimates(coefficients, exists, estimates, {"t", distribution.quantile975(), df}, out);
  out.put_number("/sigma", std::sqrt(variance));
  out.put_json("/df_residual", static_cast<std::int64_t>(df));
  out.put_number("/r_squared", 1 - solution.residual / solution.total);
  out.put_json("/f",
               f_json(solution.total - solution.residual, solution.residual, parameters - 1, df));
}

void withhold_linear(Answer& out) {
  for (const char* pointer :
       {"/coefficients", "/standard_errors", "/t", "/p_values", "/conf_low", "/conf_high", "/vcov",
        "/sigma", "/df_residual", "/r_squared", "/f"}) {
    out.withhold(pointer);
  }
  out.withhold_all();
}

}  // namespace

std::optional<Centring> pooled_centring(const StudyPlan& plan,
                                        const Analysis& analysis,
                                        const Pool& pool) {
  const auto pooled = pool.products({analysis.id, "", ""}, rows_of(analysis));
  if (!pooled) return std::nullopt;
  return centring_of(*pooled, coefficients_of(plan, analysis).size());
}

std::optional<LinearModel> linear_model(const StudyPlan& plan,
                                        const Analysis& analysis,
                                        const Pool& pool) {
  const auto pooled = pool.products({analysis.id, "", ""}, rows_of(analysis));
  auto empty = empty_levels(plan, analysis, [&](const CellKey& key) { return pool.cell(key); });
  if (!pooled || !empty) return std::nullopt;
  const auto coefficients = coefficients_of(plan, analysis);
  return LinearModel{{names_of(coefficients), pooled->n, *std::move(empty)},
                     solve_linear(*pooled, coefficients.size())};
}

void want(const Outcomes& outcomes,
          const State&,
          const Analysis& analysis,
          const LinearAnalysis& linear,
          Wants& wants) {
  const auto& plan = outcomes.plan();
  SlotNeeds needs{SlotNeeds::Kind::cross_products, coefficients_of(plan, analysis).size() + 1,
                  design_cells(plan, analysis)};
  wants.cells.insert(needs.cells.begin(), needs.cells.end());
  if (analysis.per_node && is_robust(linear)) {
    auto own = needs;
    own.kind = SlotNeeds::Kind::residuals;
    wants.slots[{analysis.id, kOwnModel, ""}] = std::move(own);
  }
  wants.slots[{analysis.id, "", ""}] = std::move(needs);
}

void answer(const Answering& from, const LinearAnalysis& linear, Answer& out) {
  const auto& plan = from.outcomes.plan();
  out.put_count("/n", from.pool.rows(rows_of(from.analysis)));
  const auto& fit = from.state.linear_fits.at(from.analysis.id);
  auto model = linear_model(plan, from.analysis, from.pool);
  const auto coefficients = coefficients_of(plan, from.analysis);
  if (from.node != nullptr) {
    // A node whose own rows do not tell the columns apart has no model of its own.
    const bool is_whole = model && collinear(model->columns, model->solution.aliased).empty();
    if (!is_whole) return withhold_linear(out);
    std::optional<ResidualSums> residuals;
    if (is_robust(linear)) {
      residuals = from.pool.residuals({from.analysis.id, kOwnModel, ""});
      if (!residuals) return withhold_linear(out);
      refine(model->solution, *residuals);
    }
    return put_solution(coefficients, model->columns.empty, model->solution,
                        residuals ? &residuals->squares : nullptr, out);
  }
  switch (fit.status) {
    case LinearFit::Status::failed: return out.fail(fit.reason, fit.aliased);
    case LinearFit::Status::running:
    case LinearFit::Status::withheld: return withhold_linear(out);
    case LinearFit::Status::finished: break;
  }
  if (fit.residuals) refine(model->solution, *fit.residuals);
  put_solution(coefficients, model->columns.empty, model->solution,
               is_robust(linear) ? &fit.residuals->squares : nullptr, out);
}

}  // namespace passerelle::analysis
