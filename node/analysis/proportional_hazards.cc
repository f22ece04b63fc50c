#include <map>
#include <nlohmann/json.hpp>

#include "node/analysis/cox_checks.h"
#include "node/analysis/distributions.h"
#include "node/analysis/matrix.h"

namespace passerelle::analysis {
namespace {

// What is left of a slope's variance is rounding: its events are at one time.
constexpr double kRoundingOfVariance = 1e-10;

// The variance of the score of slopes in time, given that the coefficients themselves are fitted.
std::vector<double> adjusted(const NewtonFit& fit, const HazardSums& sums) {
  const auto size = fit.best_beta.size();
  const Factor information(fit.best.information, size);
  auto variance = sums.squared;
  for (std::size_t j = 0; j < size; ++j) {
    std::vector<double> column;
    for (std::size_t i = 0; i < size; ++i) column.push_back(sums.information[i * size + j]);
    const auto explained = times(sums.information, information.solve(column));
    for (std::size_t i = 0; i < size; ++i) variance[i * size + j] -= explained[i];
  }
  mirror(variance, size);
  return variance;
}

}  // namespace

void HazardSums::add(double time, const LikelihoodSums& of_events) {
  for (std::size_t i = 0; i < score.size(); ++i) score[i] += time * of_events.score[i];
  for (std::size_t i = 0; i < squared.size(); ++i) {
    information[i] += time * of_events.information[i];
    squared[i] += time * time * of_events.information[i];
  }
}

Json hazards_json(const std::vector<Coefficient>& coefficients,
                  const std::vector<bool>& exists,
                  const NewtonFit& fit,
                  const HazardSums& sums) {
  const auto size = coefficients.size();
  const auto variance = adjusted(fit, sums);
  std::vector<std::size_t> all;
  std::map<std::string, std::vector<std::size_t>> by_term;
  for (std::size_t j = 0; j < size; ++j) {
    if (!exists[j]) continue;
    auto& of_term = by_term[coefficients[j].term];
    const auto diagonal = j * size + j;
    if (!(variance[diagonal] > kRoundingOfVariance * sums.squared[diagonal])) continue;
    all.push_back(j);
    of_term.push_back(j);
  }
  const auto test = [&](const std::vector<std::size_t>& places) -> Json {
    if (places.empty()) return {{"statistic", nullptr}, {"df", 0}, {"p_value", nullptr}};
    std::vector<double> score;
    for (const auto j : places) score.push_back(sums.score[j]);
    const Factor factor(block(variance, size, places), places.size());
    return chi_square_test_json(dot(score, factor.solve(score)),
                                static_cast<double>(places.size() - factor.aliased().size()));
  };
  Json terms = Json::object();
  for (const auto& [term, places] : by_term) terms[term] = test(places);
  return {{"terms", std::move(terms)}, {"global", test(all)}};
}

}  // namespace passerelle::analysis
