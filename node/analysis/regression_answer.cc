#include "node/analysis/regression_answer.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "node/analysis/distributions.h"

namespace passerelle::analysis {

std::vector<bool> existing_with_intercept(std::size_t coefficients,
                                          const std::vector<std::size_t>& empty) {
  std::vector<bool> exists(coefficients + 1, true);
  for (const auto column : empty) exists[column + 1] = false;
  return exists;
}

void put_estimates(const std::vector<Coefficient>& coefficients,
                   const std::vector<bool>& exists,
                   const Estimates& estimates,
                   const Testing& testing,
                   Answer& out) {
  const std::size_t size = exists.size();
  Json values, errors, statistics, p_values, low, high;
  for (std::size_t j = 0; j < size; ++j) {
    const auto& name = j == 0 ? std::string(kIntercept) : coefficients[j - 1].name;
    if (!exists[j]) {
      for (auto* numbers : {&values, &errors, &statistics, &p_values, &low, &high}) {
        (*numbers)[name] = nullptr;
      }
      continue;
    }
    const double value = estimates.coefficients[j];
    const double error = std::sqrt(estimates.vcov[j * size + j]);
    const double statistic = value / error;
    values[name] = number_or_null(value);
    errors[name] = number_or_null(error);
    statistics[name] = number_or_null(statistic);
    p_values[name] =
        number_or_null(std::isinf(testing.df) ? normal_two_sided(statistic)
                                              : StudentT(testing.df).two_sided(statistic));
    low[name] = number_or_null(value - testing.quantile * error);
    high[name] = number_or_null(value + testing.quantile * error);
  }
  out.put_json("/coefficients", std::move(values));
  out.put_json("/standard_errors", std::move(errors));
  out.put_json(std::string("/") + testing.statistic, std::move(statistics));
  out.put_json("/p_values", std::move(p_values));
  out.put_json("/conf_low", std::move(low));
  out.put_json("/conf_high", std::move(high));
  out.put_json("/conf_level", kConfidenceLevel);
  out.put_json("/vcov", matrix_json(estimates.vcov, exists));
}

}  // namespace passerelle::analysis
