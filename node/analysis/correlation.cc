// correlation and pca: what the centred cross products of numbers tell.
#include <Eigen/Eigenvalues>
#include <cmath>
#include <nlohmann/json.hpp>

#include "node/analysis/analyses.h"
#include "node/analysis/design.h"
#include "node/base/fields.h"

namespace passerelle::analysis {
namespace {

void want_products(const Analysis& analysis, Wants& wants) {
  SlotNeeds needs{
      SlotNeeds::Kind::cross_products, correlated(analysis).size(), {rows_of(analysis)}};
  wants.cells.insert(needs.cells.begin(), needs.cells.end());
  wants.slots[{analysis.id, "", ""}] = std::move(needs);
}

struct JointSpread {
  std::vector<std::string> names;
  std::vector<double> means, deviations;  // standard deviations
  std::vector<double> covariance;         // row by row, over n - 1
  std::vector<double> correlation;        // NaN where a number takes one value
  std::size_t size() const { return names.size(); }
};

// Writes `n`; nothing when a node withholds a number.
std::optional<JointSpread> joint_spread_of(const Answering& from, Answer& out) {
  out.put_count("/n", from.pool.rows(rows_of(from.analysis)));
  const auto pooled = from.pool.products({from.analysis.id, "", ""}, rows_of(from.analysis));
  if (!pooled || pooled->n < 2) return std::nullopt;
  JointSpread spread;
  spread.names = correlated(from.analysis);
  const auto size = spread.size();
  for (std::size_t i = 0; i < size; ++i) {
    spread.means.push_back(pooled->products.mean[i] + pooled->products.mean_rest[i]);
    spread.deviations.push_back(
        std::sqrt(pooled->products.products[i * size + i] / static_cast<double>(pooled->n - 1)));
  }
  for (const double product : pooled->products.products) {
    spread.covariance.push_back(product / static_cast<double>(pooled->n - 1));
  }
  spread.correlation = correlations(pooled->products);
  return spread;
}

Json by_name(const std::vector<std::string>& names, const std::vector<double>& numbers) {
  Json json = Json::object();
  for (std::size_t i = 0; i < names.size(); ++i) json[names[i]] = number_or_null(numbers[i]);
  return json;
}

void withhold_all(const std::vector<const char*>& pointers, Answer& out) {
  for (const char* pointer : pointers) out.withhold(pointer);
  out.withhold_all();
}

using Matrix = Eigen::MatrixXd;

struct Component {
  double variance = 0;
  std::vector<double> loadings;  // of length one; the largest is positive
};

// The components from the largest variance to the smallest.
std::vector<Component> components_of(const std::vector<double>& matrix, std::size_t size) {
  const auto dimension = static_cast<Eigen::Index>(size);
  const Eigen::SelfAdjointEigenSolver<Matrix> solver(
      Eigen::Map<const Matrix>(matrix.data(), dimension, dimension));
  std::vector<Component> components;
  for (Eigen::Index k = dimension; k-- > 0;) {
    const Eigen::VectorXd vector = solver.eigenvectors().col(k);
    Eigen::Index largest = 0;
    vector.cwiseAbs().maxCoeff(&largest);
    const double sign = vector[largest] < 0 ? -1 : 1;
    Component component{std::max(solver.eigenvalues()[k], 0.0), {}};
    for (Eigen::Index i = 0; i < dimension; ++i) component.loadings.push_back(sign * vector[i]);
    components.push_back(std::move(component));
  }
  return components;
}

}  // namespace

void want(const Outcomes&,
          const State&,
          const Analysis& analysis,
          const CorrelationAnalysis&,
          Wants& wants) {
  want_products(analysis, wants);
}

void want(const Outcomes&,
          const State&,
          const Analysis& analysis,
          const PcaAnalysis&,
          Wants& wants) {
  want_products(analysis, wants);
}

void answer(const Answering& from, const CorrelationAnalysis& what, Answer& out) {
  out.put_json("/variables", what.variables);
  const auto spread = joint_spread_of(from, out);
  if (!spread) return withhold_all({"/means", "/covariance", "/correlation"}, out);
  const std::vector<bool> exists(spread->size(), true);
  out.put_json("/means", by_name(spread->names, spread->means));
  out.put_json("/covariance", matrix_json(spread->covariance, exists));
  out.put_json("/correlation", matrix_json(spread->correlation, exists));
}

void answer(const Answering& from, const PcaAnalysis& what, Answer& out) {
  out.put_json("/variables", what.variables);
  const auto spread = joint_spread_of(from, out);
  if (!spread) {
    return withhold_all({"/means", "/standard_deviations", "/variances", "/explained", "/loadings"},
                        out);
  }
  const bool is_scaled = what.of == PcaAnalysis::Of::correlation;
  const auto& matrix = is_scaled ? spread->correlation : spread->covariance;
  std::vector<std::string> constant;
  for (std::size_t i = 0; i < spread->size(); ++i) {
    if (is_scaled && !(spread->deviations[i] > 0)) constant.push_back(spread->names[i]);
  }
  if (!constant.empty()) return out.fail("collinearity", std::move(constant));
  const auto components = components_of(matrix, spread->size());
  double total = 0;
  for (const auto& component : components) total += component.variance;
  Json variances = Json::array(), explained = Json::array(), loadings = Json::array();
  for (const auto& component : components) {
    variances.push_back(component.variance);
    explained.push_back(number_or_null(component.variance / total));
    loadings.push_back(by_name(spread->names, component.loadings));
  }
  out.put_json("/means", by_name(spread->names, spread->means));
  out.put_json("/standard_deviations", by_name(spread->names, spread->deviations));
  out.put_json("/variances", std::move(variances));
  out.put_json("/explained", std::move(explained));
  out.put_json("/loadings", std::move(loadings));
}

}  // namespace passerelle::analysis
