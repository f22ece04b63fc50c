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
inline constexpr const char* kIntercept = "(Intercept)";

// A number, or a level of a category: one where a row has it, zero elsewhere.
struct DesignFactor {
  std::string variable;
  std::string level;  // empty: a number
};

// Its column is the product of the factors.
struct Coefficient {
  std::string name;  // of every factor the variable, with the level behind it; ":" between them
  std::string term;
  std::vector<DesignFactor> factors;

  bool is_of_category() const;  // no factor is a number: the column is zeros and ones
  std::string level() const;    // of the categorical factors, ":" between them
};

// The terms of a model, in the order of the study, the group of a mixed model last; none of another
// analysis but of correlations and components: their sums are those of a model of the last variable
// on the others.
std::vector<std::string> terms_of(const Analysis& analysis);

// The variables of correlations and components; none of another analysis.
std::vector<std::string> correlated(const Analysis& analysis);

// What the terms explain. Requires: the analysis has terms.
std::string outcome_of(const Analysis& analysis);

// Whether the answer is coefficients of terms.
bool is_model(const Analysis& analysis);

// The variables whose product a term is: "arm:sex" is of two.
std::vector<std::string> factors_of(const std::string& term);

// One per product of numbers and of levels but the first; the levels of the first factor change
// first, as in R. An intercept is none of them.
std::vector<Coefficient> coefficients_of(const StudyPlan& plan, const Analysis& model);
std::vector<std::string> names_of(const std::vector<Coefficient>& coefficients);

// Those that an answer gives: of a mixed model without the columns of the group, which stand last.
std::vector<Coefficient> estimated_coefficients(const StudyPlan& plan, const Analysis& model);

// The names of all estimates of a model in the order of its `vcov`: the intercept, when it has one,
// stands first.
std::vector<std::string> estimates_of(const StudyPlan& plan, const Analysis& model);

// Returns the key of the rows whose product of levels is one.
CellKey with(CellKey key, const std::vector<DesignFactor>& factors);

// Returns the key of the rows of both cells; nothing when no row can have two levels of one
// variable. Requires: cells of one set of rows.
std::optional<CellKey> intersection(const CellKey& left, const CellKey& right);

// Every combination of levels of the categorical factors of every term; every two of them that a
// row can have both.
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

// Returns the product of the factors in the order of the rows.
// Errors: a number that is missing.
Result<std::vector<double>> column_of(const std::vector<DesignFactor>& factors,
                                      const StudyPlan& plan,
                                      const std::vector<std::uint32_t>& rows,
                                      const Frame& frame);

// The number at (i, j) of a square matrix; null where a coefficient does not exist.
Json matrix_json(const std::vector<double>& matrix, const std::vector<bool>& exists);

}  // namespace passerelle::analysis
