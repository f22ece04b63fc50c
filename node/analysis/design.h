// The design of a model: its coefficients, and the columns of numbers that they multiply.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "node/analysis/frame.h"
#include "node/analysis/outcomes.h"

namespace passerelle::analysis {

inline constexpr double kConfidenceLevel = 0.95;

struct Coefficient {
  std::string name;  // the term; term + level for a categorical one
  std::string variable;
  std::string level;  // empty: a number
  bool is_of_category() const { return !level.empty(); }
};

// The terms of a model, in the order of the study; none of another analysis.
std::vector<std::string> terms_of(const Analysis& analysis);

// One per number, one per level but the first of a category. An intercept is none of them.
std::vector<Coefficient> coefficients_of(const StudyPlan& plan, const Analysis& model);
std::vector<std::string> names_of(const std::vector<Coefficient>& coefficients);

// Every level of every categorical term; every pair of levels of two of them.
std::vector<CellKey> level_cells(const StudyPlan& plan, const Analysis& model);
std::vector<CellKey> pair_cells(const StudyPlan& plan, const Analysis& model);

// Whether the outcome of the model has declared levels: then the sides of it are cells.
bool has_outcome_cells(const StudyPlan& plan, const Analysis& model);

// What cross products of a design tell: all rows, first, then levels and pairs of levels, among
// them those of an outcome with levels.
std::vector<CellKey> design_cells(const StudyPlan& plan, const Analysis& model);

// Returns the places of coefficients whose level nobody has, ascending; nothing when `count` does
// not tell the rows of a level.
using Counting = std::function<std::optional<Count>(const CellKey&)>;
std::optional<std::vector<std::size_t>> empty_levels(const StudyPlan& plan,
                                                     const Analysis& model,
                                                     const Counting& count);

// Returns the numbers of a coefficient's column in the order of the rows; of a level, who has it.
// Errors: a number that is missing.
Result<std::vector<double>> column_of(const Coefficient& coefficient,
                                      const StudyPlan& plan,
                                      const std::vector<std::uint32_t>& rows,
                                      const Frame& frame);

// The number at (i, j) of a square matrix; null where a coefficient does not exist.
Json matrix_json(const std::vector<double>& matrix, const std::vector<bool>& exists);

}  // namespace passerelle::analysis
