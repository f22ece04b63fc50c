#include "node/analysis/design.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "node/analysis/answer.h"

namespace passerelle::analysis {
namespace {

// No name of a variable holds it.
constexpr char kBetweenFactors = ':';

enum class WhichLevels { all, but_the_first };

// Every product of the factors of a term; the levels of the first factor change first.
std::vector<std::vector<DesignFactor>> products_of(const StudyPlan& plan,
                                                   const Analysis& model,
                                                   const std::string& term,
                                                   WhichLevels which) {
  std::vector<std::vector<DesignFactor>> products{{}};
  for (const auto& variable : factors_of(term)) {
    std::vector<std::string> levels{""};
    if (plan.variable(variable).is_categorical()) {
      levels = levels_in(plan, model.row_set, variable);
      if (which == WhichLevels::but_the_first) levels.erase(levels.begin());
    }
    std::vector<std::vector<DesignFactor>> longer;
    for (const auto& level : levels) {
      for (auto product : products) {
        product.push_back({variable, level});
        longer.push_back(std::move(product));
      }
    }
    products = std::move(longer);
  }
  return products;
}

std::string name_of(const std::vector<DesignFactor>& factors) {
  std::string name;
  for (const auto& factor : factors) {
    name += (name.empty() ? "" : std::string(1, kBetweenFactors)) + factor.variable + factor.level;
  }
  return name;
}

Result<void> multiply(const DesignFactor& factor,
                      const StudyPlan& plan,
                      const std::vector<std::uint32_t>& rows,
                      const Frame& frame,
                      std::vector<double>& product) {
  if (factor.level.empty()) {
    const auto& numbers = frame.numbers.at(factor.variable);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (!std::isfinite(numbers[rows[i]])) {
        return Error{DataError::missing_refused,
                     factor.variable + " must be complete on the rows of a model"};
      }
      product[i] *= numbers[rows[i]];
    }
    return {};
  }
  const auto& variable = plan.variable(factor.variable);
  const auto wanted = level_index(variable, factor.level);
  const RowLevels levels(variable, frame);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    product[i] = levels[rows[i]] == wanted ? product[i] : 0;
  }
  return {};
}

}  // namespace

std::vector<std::string> terms_of(const Analysis& analysis) {
  if (const auto* cox = std::get_if<CoxAnalysis>(&analysis.what)) return cox->terms;
  if (const auto* linear = std::get_if<LinearAnalysis>(&analysis.what)) return linear->terms;
  if (const auto* glm = glm_of(analysis)) return glm->terms;
  if (const auto* mixed = std::get_if<MixedAnalysis>(&analysis.what)) {
    auto terms = mixed->terms;
    terms.push_back(mixed->group);
    return terms;
  }
  auto terms = correlated(analysis);
  if (!terms.empty()) terms.pop_back();
  return terms;
}

bool is_model(const Analysis& analysis) {
  return !terms_of(analysis).empty() && correlated(analysis).empty() &&
         !std::holds_alternative<PropensityAnalysis>(analysis.what);
}

const GlmAnalysis* glm_of(const Analysis& analysis) {
  const auto* propensity = std::get_if<PropensityAnalysis>(&analysis.what);
  return propensity != nullptr ? &propensity->model : std::get_if<GlmAnalysis>(&analysis.what);
}

std::string outcome_of(const Analysis& analysis) {
  if (const auto* linear = std::get_if<LinearAnalysis>(&analysis.what)) return linear->outcome;
  if (const auto* mixed = std::get_if<MixedAnalysis>(&analysis.what)) return mixed->outcome;
  const auto* glm = glm_of(analysis);
  return glm != nullptr ? glm->outcome : correlated(analysis).back();
}

std::vector<std::string> correlated(const Analysis& analysis) {
  if (const auto* pca = std::get_if<PcaAnalysis>(&analysis.what)) return pca->variables;
  const auto* ranks = std::get_if<RankCorrelationAnalysis>(&analysis.what);
  if (ranks != nullptr && !ranks->grids.empty()) return ranks->variables;
  const auto* correlation = std::get_if<CorrelationAnalysis>(&analysis.what);
  return correlation == nullptr ? std::vector<std::string>{} : correlation->variables;
}

std::vector<std::string> factors_of(const std::string& term) {
  std::vector<std::string> factors;
  for (std::size_t begin = 0; begin <= term.size();) {
    const auto end = std::min(term.find(kBetweenFactors, begin), term.size());
    factors.push_back(term.substr(begin, end - begin));
    begin = end + 1;
  }
  return factors;
}

bool Coefficient::is_of_category() const {
  return std::none_of(factors.begin(), factors.end(),
                      [](const DesignFactor& factor) { return factor.level.empty(); });
}

std::string Coefficient::level() const {
  std::string levels;
  for (const auto& factor : factors) {
    if (factor.level.empty()) continue;
    levels += (levels.empty() ? "" : std::string(1, kBetweenFactors)) + factor.level;
  }
  return levels;
}

std::vector<Coefficient> coefficients_of(const StudyPlan& plan, const Analysis& model) {
  std::vector<Coefficient> coefficients;
  for (const auto& term : terms_of(model)) {
    for (auto& factors : products_of(plan, model, term, WhichLevels::but_the_first)) {
      coefficients.push_back({name_of(factors), term, std::move(factors)});
    }
  }
  return coefficients;
}

std::vector<std::string> names_of(const std::vector<Coefficient>& coefficients) {
  std::vector<std::string> names;
  for (const auto& coefficient : coefficients) names.push_back(coefficient.name);
  return names;
}

std::vector<Coefficient> estimated_coefficients(const StudyPlan& plan, const Analysis& model) {
  auto coefficients = coefficients_of(plan, model);
  if (const auto* mixed = std::get_if<MixedAnalysis>(&model.what)) {
    std::erase_if(coefficients, [&](const auto& one) { return one.term == mixed->group; });
  }
  return coefficients;
}

std::vector<std::string> estimates_of(const StudyPlan& plan, const Analysis& model) {
  auto names = names_of(estimated_coefficients(plan, model));
  if (!std::holds_alternative<CoxAnalysis>(model.what)) names.insert(names.begin(), kIntercept);
  return names;
}

CellKey with(CellKey key, const std::vector<DesignFactor>& factors) {
  for (const auto& factor : factors) {
    if (!factor.level.empty()) key = with(std::move(key), factor.variable, factor.level);
  }
  return key;
}

std::optional<CellKey> intersection(const CellKey& left, const CellKey& right) {
  auto both = left;
  for (const auto& category : right.where) {
    const auto same =
        std::find_if(left.where.begin(), left.where.end(),
                     [&](const Category& other) { return other.variable == category.variable; });
    if (same == left.where.end()) both = with(std::move(both), category.variable, category.level);
    else if (same->level != category.level) return std::nullopt;
  }
  return both;
}

std::vector<CellKey> level_cells(const StudyPlan& plan, const Analysis& model) {
  std::set<CellKey> cells;
  for (const auto& term : terms_of(model)) {
    for (const auto& factors : products_of(plan, model, term, WhichLevels::all)) {
      cells.insert(with(rows_of(model), factors));
    }
  }
  cells.erase(rows_of(model));  // of a term without levels
  return {cells.begin(), cells.end()};
}

std::vector<CellKey> pair_cells(const StudyPlan& plan, const Analysis& model) {
  const auto levels = level_cells(plan, model);
  std::set<CellKey> cells;
  for (auto one = levels.begin(); one != levels.end(); ++one) {
    for (auto other = levels.begin(); other != one; ++other) {
      if (auto both = intersection(*one, *other)) cells.insert(*std::move(both));
    }
  }
  for (const auto& cell : levels) cells.erase(cell);
  return {cells.begin(), cells.end()};
}

bool has_outcome_cells(const StudyPlan& plan, const Analysis& model) {
  const auto* glm = glm_of(model);
  return glm != nullptr && plan.variable(glm->outcome).is_categorical();
}

std::vector<CellKey> design_cells(const StudyPlan& plan, const Analysis& model) {
  std::vector<CellKey> cells{rows_of(model)};
  for (auto& cell : level_cells(plan, model)) cells.push_back(std::move(cell));
  for (auto& cell : pair_cells(plan, model)) cells.push_back(std::move(cell));
  if (!has_outcome_cells(plan, model)) return cells;
  const auto& outcome = plan.variable(outcome_of(model));
  auto crossed = level_cells(plan, model);
  crossed.push_back(rows_of(model));
  for (const auto& cell : crossed) {
    for (const auto& side : outcome.levels) cells.push_back(with(cell, outcome.name, side.name));
  }
  return cells;
}

std::optional<std::vector<std::size_t>> empty_levels(const StudyPlan& plan,
                                                     const Analysis& model,
                                                     const Counting& count) {
  std::vector<std::size_t> empty;
  const auto coefficients = coefficients_of(plan, model);
  for (std::size_t j = 0; j < coefficients.size(); ++j) {
    if (!coefficients[j].is_of_category()) continue;
    const auto level = count(with(rows_of(model), coefficients[j].factors));
    if (!level) return std::nullopt;
    if (level->rows == 0) empty.push_back(j);
  }
  return empty;
}

Result<std::vector<double>> column_of(const std::vector<DesignFactor>& factors,
                                      const StudyPlan& plan,
                                      const std::vector<std::uint32_t>& rows,
                                      const Frame& frame) {
  std::vector<double> product(rows.size(), 1.0);
  for (const auto& factor : factors) {
    if (auto multiplied = multiply(factor, plan, rows, frame, product); !multiplied) {
      return multiplied.error();
    }
  }
  return product;
}

Json matrix_json(const std::vector<double>& matrix, const std::vector<bool>& exists) {
  const auto size = exists.size();
  Json rows = Json::array();
  for (std::size_t i = 0; i < size; ++i) {
    Json row = Json::array();
    for (std::size_t j = 0; j < size; ++j) {
      row.push_back(exists[i] && exists[j] ? number_or_null(matrix[i * size + j]) : Json());
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace passerelle::analysis
