#include "node/analysis/matrix.h"

#include <algorithm>
#include <cmath>

namespace passerelle::analysis {
namespace {

constexpr double kSmallestPivot = 1e-11;

}  // namespace

Factor::Factor(const std::vector<double>& matrix, std::size_t size)
    : size_(size), matrix_(matrix), lower_(size * size), scale_(size) {
  for (std::size_t j = 0; j < size; ++j) {
    const double diagonal = matrix[j * size + j];
    scale_[j] = diagonal > 0 ? 1 / std::sqrt(diagonal) : 0;
  }
  for (std::size_t j = 0; j < size; ++j) {
    double pivot = scale_[j] == 0 ? 0 : 1;
    for (std::size_t k = 0; k < j; ++k) pivot -= lower_[j * size + k] * lower_[j * size + k];
    if (!(pivot > kSmallestPivot)) {
      aliased_.push_back(j);
      continue;  // the column stays zero: later columns are judged without it
    }
    smallest_pivot_ = std::min(smallest_pivot_, pivot);
    const double root = std::sqrt(pivot);
    lower_[j * size + j] = root;
    for (std::size_t i = j + 1; i < size; ++i) {
      double sum = matrix[i * size + j] * scale_[i] * scale_[j];
      for (std::size_t k = 0; k < j; ++k) sum -= lower_[i * size + k] * lower_[j * size + k];
      lower_[i * size + j] = sum / root;
    }
  }
}

double Factor::over_pivot(double value, std::size_t column) const {
  const double pivot = lower_[column * size_ + column];
  return pivot == 0 ? 0 : value / pivot;
}

double Factor::log_determinant() const {
  double sum = 0;
  for (std::size_t j = 0; j < size_; ++j) {
    const double pivot = lower_[j * size_ + j];
    if (pivot > 0) sum += 2 * std::log(pivot / scale_[j]);
  }
  return sum;
}

std::vector<double> Factor::substitute(std::vector<double> right) const {
  for (std::size_t i = 0; i < size_; ++i) {
    right[i] *= scale_[i];
    for (std::size_t k = 0; k < i; ++k) right[i] -= lower_[i * size_ + k] * right[k];
    right[i] = over_pivot(right[i], i);
  }
  for (std::size_t i = size_; i-- > 0;) {
    for (std::size_t k = i + 1; k < size_; ++k) right[i] -= lower_[k * size_ + i] * right[k];
    right[i] = over_pivot(right[i], i);
  }
  for (std::size_t i = 0; i < size_; ++i) right[i] *= scale_[i];
  return right;
}

std::vector<double> Factor::solve(const std::vector<double>& right) const {
  auto solution = substitute(right);
  auto residual = times(matrix_, solution);
  for (std::size_t i = 0; i < size_; ++i) residual[i] = right[i] - residual[i];
  const auto correction = substitute(std::move(residual));
  for (std::size_t i = 0; i < size_; ++i) solution[i] += correction[i];
  return solution;
}

std::vector<double> Factor::inverse() const {
  std::vector<double> inverse(size_ * size_);
  for (std::size_t j = 0; j < size_; ++j) {
    std::vector<double> unit(size_);
    unit[j] = 1;
    const auto column = solve(unit);
    for (std::size_t i = 0; i < size_; ++i) inverse[i * size_ + j] = column[i];
  }
  for (std::size_t i = 0; i < size_; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const double mean = (inverse[i * size_ + j] + inverse[j * size_ + i]) / 2;
      inverse[i * size_ + j] = inverse[j * size_ + i] = mean;
    }
  }
  return inverse;
}

std::vector<double> block(const std::vector<double>& matrix,
                          std::size_t size,
                          const std::vector<std::size_t>& places) {
  std::vector<double> part;
  for (const auto i : places) {
    for (const auto j : places) part.push_back(matrix[i * size + j]);
  }
  return part;
}

void mirror(std::vector<double>& matrix, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) {
    for (std::size_t j = 0; j < i; ++j) matrix[j * size + i] = matrix[i * size + j];
  }
}

double dot(const std::vector<double>& left, const std::vector<double>& right) {
  double sum = 0;
  for (std::size_t i = 0; i < left.size(); ++i) sum += left[i] * right[i];
  return sum;
}

double quadratic_form(const std::vector<double>& matrix, const std::vector<double>& vector) {
  const std::size_t size = vector.size();
  double sum = 0;
  for (std::size_t i = 0; i < size; ++i) {
    double below = 0;
    for (std::size_t j = 0; j < i; ++j) below += matrix[i * size + j] * vector[j];
    sum += vector[i] * (2 * below + matrix[i * size + i] * vector[i]);
  }
  return sum;
}

std::vector<double> times(const std::vector<double>& matrix, const std::vector<double>& vector) {
  std::vector<double> product(vector.size());
  for (std::size_t i = 0; i < vector.size(); ++i) {
    for (std::size_t j = 0; j < vector.size(); ++j) {
      product[i] += matrix[i * vector.size() + j] * vector[j];
    }
  }
  return product;
}

}  // namespace passerelle::analysis
