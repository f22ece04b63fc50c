// mixed: a linear model whose intercept varies over the levels of a category. Its sums are those of
// a linear model with the category as a term, so one round tells all.
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "node/analysis/analyses.h"
#include "node/analysis/distributions.h"
#include "node/analysis/linear_model.h"
#include "node/analysis/matrix.h"
#include "node/analysis/mixed_estimate.h"
#include "node/analysis/regression_answer.h"
#include "node/base/fields.h"

namespace passerelle::analysis {
namespace {

// What the columns are measured with, and the sums as measured.
struct MixedModel {
  Centring centring;
  std::vector<double> fixed;  // cross products of the columns, as measured
  double outcome_mean = 0;
  GroupedProducts sums;
  std::vector<std::string> levels;  // of the groups that hold anybody
};

// The first level is what the others leave of the deviations from the mean, which add up to zero.
class GroupDeviations {
 public:
  GroupDeviations(const CountedProducts& pooled, const Centring& centring, std::size_t levels)
      : products_(pooled.products.products),
        width_(pooled.products.mean.size()),
        centring_(centring),
        levels_(levels) {}

  GroupSums at(std::size_t level, double rows) const {
    GroupSums group{rows, {rows}, 0};
    const std::size_t columns = centring_.scale.size();
    for (std::size_t j = 0; j < columns; ++j) {
      group.columns.push_back(deviation(level, j) / centring_.scale[j]);
    }
    group.outcome = deviation(level, width_ - 1);
    return group;
  }

 private:
  double deviation(std::size_t level, std::size_t column) const {
    if (level > 0) return product(level, column);
    double rest = 0;
    for (std::size_t other = 1; other < levels_; ++other) rest -= product(other, column);
    return rest;
  }

  double product(std::size_t level, std::size_t column) const {
    const std::size_t dummy = centring_.scale.size() + level - 1;
    return products_[dummy * width_ + column];
  }

  const std::vector<double>& products_;
  std::size_t width_;
  const Centring& centring_;
  std::size_t levels_;
};

// A one before the measured columns: its product with them is zero.
std::vector<double> with_a_one(const std::vector<double>& products, std::size_t columns, double n) {
  const std::size_t size = columns + 1;
  std::vector<double> all(size * size);
  all[0] = n;
  for (std::size_t i = 0; i < columns; ++i) {
    for (std::size_t j = 0; j < columns; ++j) {
      all[(i + 1) * size + j + 1] = products[i * columns + j];
    }
  }
  return all;
}

// Nothing when a node withholds a number that the model stands on.
std::optional<MixedModel> mixed_model(const StudyPlan& plan,
                                      const Analysis& analysis,
                                      const Pool& pool) {
  const auto pooled = pool.products({analysis.id, "", ""}, rows_of(analysis));
  if (!pooled) return std::nullopt;
  const auto& group = std::get<MixedAnalysis>(analysis.what).group;
  const auto levels = levels_in(plan, analysis.row_set, group);
  const std::size_t columns = estimated_coefficients(plan, analysis).size();
  const std::size_t width = pooled->products.mean.size();
  MixedModel model;
  model.centring = centring_of(*pooled, columns);
  model.fixed = measured_products(*pooled, model.centring);
  model.outcome_mean = pooled->products.mean[width - 1] + pooled->products.mean_rest[width - 1];
  auto& sums = model.sums;
  sums.rows = static_cast<double>(pooled->n);
  sums.columns = with_a_one(model.fixed, columns, sums.rows);
  sums.with_outcome.push_back(0);
  for (std::size_t j = 0; j < columns; ++j) {
    sums.with_outcome.push_back(pooled->products.products[j * width + width - 1] /
                                model.centring.scale[j]);
  }
  sums.outcome = pooled->products.products[width * width - 1];
  const GroupDeviations groups(*pooled, model.centring, levels.size());
  for (std::size_t level = 0; level < levels.size(); ++level) {
    const auto rows = pool.rows(with(rows_of(analysis), group, levels[level]));
    if (!rows) return std::nullopt;
    if (*rows == 0) continue;
    model.levels.push_back(levels[level]);
    sums.groups.push_back(groups.at(level, static_cast<double>(*rows)));
  }
  return model;
}

// The restricted likelihood depends on the units of the columns.
double in_units(double loglik, const Centring& centring, MixedAnalysis::Method method) {
  if (method == MixedAnalysis::Method::likelihood) return loglik;
  for (const double scale : centring.scale) loglik -= std::log(scale);
  return loglik;
}

void put_mixed(const std::vector<Coefficient>& coefficients,
               const std::vector<bool>& exists,
               const MixedModel& model,
               const MixedEstimate& found,
               MixedAnalysis::Method method,
               Answer& out) {
  auto estimates = in_units_of_data(model.centring, {found.coefficients, found.vcov});
  estimates.coefficients[0] += model.outcome_mean;
  put_estimates(coefficients, exists, estimates,
                {"z", kNormal975, std::numeric_limits<double>::infinity()}, out);
  const double between = found.ratio * found.variance;
  out.put_number("/sd_intercept", std::sqrt(between));
  out.put_number("/sd_residual", std::sqrt(found.variance));
  out.put_number("/intraclass_correlation", between / (between + found.variance));
  out.put_number("/loglik", in_units(found.loglik, model.centring, method));
  for (std::size_t g = 0; g < model.levels.size(); ++g) {
    out.put_number("/intercepts/" + pointer_step(model.levels[g]), found.intercepts[g]);
  }
}

void withhold_mixed(Answer& out) {
  for (const char* pointer : {"/groups", "/coefficients", "/standard_errors", "/z", "/p_values",
                              "/conf_low", "/conf_high", "/vcov", "/sd_intercept", "/sd_residual",
                              "/intraclass_correlation", "/loglik", "/intercepts"}) {
    out.withhold(pointer);
  }
  out.withhold_all();
}

}  // namespace

void want(const Outcomes& outcomes,
          const State& state,
          const Analysis& analysis,
          const MixedAnalysis&,
          Wants& wants) {
  want(outcomes, state, analysis, LinearAnalysis{}, wants);
}

void answer(const Answering& from, const MixedAnalysis& mixed, Answer& out) {
  const auto& plan = from.outcomes.plan();
  out.put_count("/n", from.pool.rows(rows_of(from.analysis)));
  const auto model = mixed_model(plan, from.analysis, from.pool);
  const auto coefficients = estimated_coefficients(plan, from.analysis);
  const auto empty =
      empty_levels(plan, from.analysis, [&](const CellKey& key) { return from.pool.cell(key); });
  if (!model || !empty) return withhold_mixed(out);
  ModelColumns columns{names_of(coefficients), from.pool.rows(rows_of(from.analysis)).value(), {}};
  for (const auto column : *empty) {
    if (column < coefficients.size()) columns.empty.push_back(column);
  }
  const auto aliased = collinear(columns, Factor(model->fixed, coefficients.size()).aliased());
  if (!aliased.empty()) return out.fail("collinearity", aliased);
  if (model->levels.size() < 2) return out.fail("too_few_groups", {});
  const auto found = estimate_mixed(model->sums, mixed.method);
  if (!found) return out.fail("not_converged", {});
  out.put_count("/groups", static_cast<std::int64_t>(model->levels.size()));
  put_mixed(coefficients, existing_with_intercept(coefficients.size(), columns.empty), *model,
            *found, mixed.method, out);
}

}  // namespace passerelle::analysis
