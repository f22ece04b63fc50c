#include "node/analysis/linear_fit.h"

#include <algorithm>
#include <cmath>

#include "node/analysis/matrix.h"

namespace passerelle::analysis {
namespace {

// Below these, rounding of the cross products (1e-16 of them) would reach the eleventh digit of the
// answer.
constexpr double kSmallestSafePivot = 1e-4;
constexpr double kSmallestSafeResidual = 1e-4;

}  // namespace

Centring centring_of(const CountedProducts& pooled, std::size_t columns) {
  const auto& p = pooled.products;
  const std::size_t size = p.mean.size();
  Centring centring;
  for (std::size_t j = 0; j < columns; ++j) {
    centring.centre.push_back(p.mean[j]);
    centring.rest.push_back(p.mean_rest[j]);
    const double spread = std::sqrt(p.products[j * size + j] / static_cast<double>(pooled.n));
    centring.scale.push_back(spread > 0 ? spread : 1);
  }
  return centring;
}

std::vector<double> measured_products(const CountedProducts& pooled, const Centring& centring) {
  const std::size_t size = pooled.products.mean.size();
  const std::size_t columns = centring.scale.size();
  std::vector<double> products(columns * columns);
  for (std::size_t i = 0; i < columns; ++i) {
    for (std::size_t j = 0; j < columns; ++j) {
      products[i * columns + j] =
          pooled.products.products[i * size + j] / (centring.scale[i] * centring.scale[j]);
    }
  }
  return products;
}

Estimates in_units_of_data(const Centring& centring, const Estimates& measured) {
  const std::size_t columns = centring.centre.size();
  const std::size_t size = columns + 1;
  // Row 0 is the intercept: at zero of the data instead of at the means.
  std::vector<double> transform(size * size);
  transform[0] = 1;
  for (std::size_t j = 0; j < columns; ++j) {
    transform[(j + 1) * size + j + 1] = 1 / centring.scale[j];
    transform[j + 1] = -(centring.centre[j] + centring.rest[j]) / centring.scale[j];
  }
  Estimates in_data;
  in_data.coefficients = times(transform, measured.coefficients);
  in_data.vcov.resize(size * size);
  for (std::size_t i = 0; i < size; ++i) {
    std::vector<double> row(size);
    for (std::size_t k = 0; k < size; ++k) {
      for (std::size_t l = 0; l < size; ++l) {
        row[l] += transform[i * size + k] * measured.vcov[k * size + l];
      }
    }
    for (std::size_t j = 0; j <= i; ++j) {
      double sum = 0;
      for (std::size_t l = 0; l < size; ++l) sum += row[l] * transform[j * size + l];
      in_data.vcov[i * size + j] = in_data.vcov[j * size + i] = sum;
    }
  }
  return in_data;
}

LinearSolution solve_linear(const CountedProducts& pooled, std::size_t columns) {
  const auto& p = pooled.products;
  const std::size_t width = p.mean.size();
  LinearSolution solution;
  solution.n = pooled.n;
  solution.centring = centring_of(pooled, columns);
  solution.outcome_mean = p.mean[columns];
  solution.outcome_rest = p.mean_rest[columns];
  solution.total = p.products[columns * width + columns];

  std::vector<double> right(columns);
  for (std::size_t i = 0; i < columns; ++i) {
    right[i] = p.products[i * width + columns] / solution.centring.scale[i];
  }
  const Factor factor(measured_products(pooled, solution.centring), columns);
  solution.aliased = factor.aliased();
  const auto slopes = factor.solve(right);
  solution.coefficients.push_back(0);
  solution.coefficients.insert(solution.coefficients.end(), slopes.begin(), slopes.end());
  solution.residual = std::max(0.0, solution.total - dot(slopes, right));
  solution.is_ill_conditioned = factor.smallest_pivot() < kSmallestSafePivot ||
                                solution.residual < kSmallestSafeResidual * solution.total;

  const auto inverse = factor.inverse();
  const std::size_t size = columns + 1;
  solution.inverse.resize(size * size);
  solution.inverse[0] = 1 / static_cast<double>(pooled.n);
  for (std::size_t i = 0; i < columns; ++i) {
    for (std::size_t j = 0; j < columns; ++j) {
      solution.inverse[(i + 1) * size + j + 1] = inverse[i * columns + j];
    }
  }
  return solution;
}

void refine(LinearSolution& solution, const ResidualSums& residuals) {
  const auto step = times(solution.inverse, residuals.score);
  for (std::size_t j = 0; j < step.size(); ++j) solution.coefficients[j] += step[j];
  // The first column is a one: its square times the squared residual is the sum of squares.
  solution.residual = std::max(0.0, residuals.squares[0] - dot(step, residuals.score));
}

}  // namespace passerelle::analysis
