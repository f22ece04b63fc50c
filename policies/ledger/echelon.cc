#include "policies/ledger/echelon.h"

#include <algorithm>
#include <utility>

namespace passerelle::ledger {
namespace {

// row -= factor * other
void subtract(Row& row, Residue factor, const Row& other) {
  const auto opposite = kPrime - factor;
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (other[i] != 0) row[i] = plus(row[i], times(opposite, other[i]));
  }
}

}  // namespace

void Echelon::reduce(Row& row) const {
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    if (const auto factor = row[pivots_[i]]; factor != 0) subtract(row, factor, rows_[i]);
  }
}

bool Echelon::add(Row row) {
  reduce(row);
  const auto pivot =
      std::find_if(order_.begin(), order_.end(), [&](std::size_t at) { return row[at] != 0; });
  if (pivot == order_.end()) return false;
  const auto scale = inverse(row[*pivot]);
  for (auto& value : row) value = times(value, scale);
  for (auto& other : rows_) {
    if (const auto factor = other[*pivot]; factor != 0) subtract(other, factor, row);
  }
  rows_.push_back(std::move(row));
  pivots_.push_back(*pivot);
  return true;
}

bool Echelon::holds(Row row) const {
  reduce(row);
  return std::all_of(row.begin(), row.end(), [](Residue value) { return value == 0; });
}

std::vector<std::size_t> Echelon::free_columns() const {
  std::vector<bool> is_pivot(columns_);
  for (const auto pivot : pivots_) is_pivot[pivot] = true;
  std::vector<std::size_t> free;
  for (std::size_t i = 0; i < columns_; ++i) {
    if (!is_pivot[i]) free.push_back(i);
  }
  return free;
}

std::vector<Row> Echelon::orthogonal() const {
  std::vector<Row> basis;
  for (const auto column : free_columns()) {
    Row row(columns_);
    row[column] = 1;
    for (std::size_t i = 0; i < rows_.size(); ++i) row[pivots_[i]] = minus(0, rows_[i][column]);
    basis.push_back(std::move(row));
  }
  return basis;
}

Row Echelon::any_orthogonal(Residues& residues) const {
  Row row(columns_);
  for (const auto column : free_columns()) {
    const auto factor = row[column] = residues.next();
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      row[pivots_[i]] = minus(row[pivots_[i]], times(factor, rows_[i][column]));
    }
  }
  return row;
}

}  // namespace passerelle::ledger
