#include "node/analysis/design.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "node/analysis/answer.h"

namespace passerelle::analysis {

std::vector<std::string> terms_of(const Analysis& analysis) {
  if (const auto* cox = std::get_if<CoxAnalysis>(&analysis.what)) return cox->terms;
  if (const auto* linear = std::get_if<LinearAnalysis>(&analysis.what)) return linear->terms;
  if (const auto* glm = std::get_if<GlmAnalysis>(&analysis.what)) return glm->terms;
  return {};
}

std::vector<Coefficient> coefficients_of(const StudyPlan& plan, const Analysis& model) {
  std::vector<Coefficient> coefficients;
  for (const auto& term : terms_of(model)) {
    if (!plan.variable(term).is_categorical()) {
      coefficients.push_back({term, term, ""});
      continue;
    }
    const auto levels = levels_in(plan, model.row_set, term);
    for (std::size_t i = 1; i < levels.size(); ++i) {
      coefficients.push_back({term + levels[i], term, levels[i]});
    }
  }
  return coefficients;
}

std::vector<std::string> names_of(const std::vector<Coefficient>& coefficients) {
  std::vector<std::string> names;
  for (const auto& coefficient : coefficients) names.push_back(coefficient.name);
  return names;
}

std::vector<CellKey> level_cells(const StudyPlan& plan, const Analysis& model) {
  std::vector<CellKey> cells;
  for (const auto& term : terms_of(model)) {
    if (!plan.variable(term).is_categorical()) continue;
    for (const auto& level : levels_in(plan, model.row_set, term)) {
      cells.push_back(with(rows_of(model), term, level));
    }
  }
  return cells;
}

std::vector<CellKey> pair_cells(const StudyPlan& plan, const Analysis& model) {
  std::vector<CellKey> cells;
  const auto levels = level_cells(plan, model);
  for (const auto& one : levels) {
    const auto& category = one.where.front();
    for (const auto& other : levels) {
      if (other.where.front().variable >= category.variable) continue;
      cells.push_back(with(other, category.variable, category.level));
    }
  }
  return cells;
}

bool has_outcome_cells(const StudyPlan& plan, const Analysis& model) {
  const auto* glm = std::get_if<GlmAnalysis>(&model.what);
  return glm != nullptr && plan.variable(glm->outcome).is_categorical();
}

std::vector<CellKey> design_cells(const StudyPlan& plan, const Analysis& model) {
  std::vector<CellKey> cells{rows_of(model)};
  for (auto& cell : level_cells(plan, model)) cells.push_back(std::move(cell));
  for (auto& cell : pair_cells(plan, model)) cells.push_back(std::move(cell));
  if (!has_outcome_cells(plan, model)) return cells;
  const auto& outcome = plan.variable(std::get<GlmAnalysis>(model.what).outcome);
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
    const auto level = count(with(rows_of(model), coefficients[j].variable, coefficients[j].level));
    if (!level) return std::nullopt;
    if (level->rows == 0) empty.push_back(j);
  }
  return empty;
}

Result<std::vector<double>> column_of(const Coefficient& coefficient,
                                      const StudyPlan& plan,
                                      const std::vector<std::uint32_t>& rows,
                                      const Frame& frame) {
  std::vector<double> column;
  column.reserve(rows.size());
  if (!coefficient.is_of_category()) {
    const auto& numbers = frame.numbers.at(coefficient.variable);
    for (const auto row : rows) {
      if (!std::isfinite(numbers[row])) {
        return Error{DataError::missing_refused,
                     coefficient.variable + " must be complete on the rows of a model"};
      }
      column.push_back(numbers[row]);
    }
    return column;
  }
  const auto& declared = plan.variable(coefficient.variable).levels;
  std::int32_t wanted = -1;  // also the index of "(missing)"
  for (std::size_t i = 0; i < declared.size(); ++i) {
    if (declared[i].name == coefficient.level) wanted = static_cast<std::int32_t>(i);
  }
  const auto& levels = frame.categories.at(coefficient.variable);
  for (const auto row : rows) column.push_back(levels[row] == wanted ? 1 : 0);
  return column;
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
