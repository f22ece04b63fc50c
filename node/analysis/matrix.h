// Symmetric positive systems of the size of a model, stored row by row.
#pragma once

#include <cstddef>
#include <vector>

namespace passerelle::analysis {

// Cholesky's factor of D A D, where D scales the diagonal of A to one, so that columns in days and
// in years are judged alike.
class Factor {
 public:
  // A pivot below 1e-11 of the (scaled) diagonal is a column that the columns before it determine.
  explicit Factor(const std::vector<double>& matrix, std::size_t size);

  const std::vector<std::size_t>& aliased() const { return aliased_; }

  // Of the columns that are not aliased, as a share of the diagonal; one without any.
  double smallest_pivot() const { return smallest_pivot_; }

  // Of the matrix, without the aliased columns.
  double log_determinant() const;

  // Aliased columns take no part: zero in a solution, in an inverse their row and column. One step
  // of iterative refinement.
  std::vector<double> solve(const std::vector<double>& right) const;
  std::vector<double> inverse() const;

 private:
  double over_pivot(double value, std::size_t column) const;
  std::vector<double> substitute(std::vector<double> right) const;

  std::size_t size_;
  std::vector<double> matrix_, lower_, scale_;
  std::vector<std::size_t> aliased_;
  double smallest_pivot_ = 1;
};

// The rows and columns of a square matrix at some places.
std::vector<double> block(const std::vector<double>& matrix,
                          std::size_t size,
                          const std::vector<std::size_t>& places);

// Copies what is below the diagonal above it.
void mirror(std::vector<double>& matrix, std::size_t size);

double dot(const std::vector<double>& left, const std::vector<double>& right);
// vector' matrix vector, of a symmetric matrix.
double quadratic_form(const std::vector<double>& matrix, const std::vector<double>& vector);
std::vector<double> times(const std::vector<double>& matrix, const std::vector<double>& vector);

}  // namespace passerelle::analysis
