// The space that rows over the prime field span, in reduced echelon form.
//
// Thread safety: one thread.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "policies/ledger/field.h"

namespace passerelle::ledger {

using Row = std::vector<Residue>;

class Echelon {
 public:
  explicit Echelon(std::size_t columns) : columns_(columns), order_(columns) {
    for (std::size_t i = 0; i < columns; ++i) order_[i] = i;
  }
  // Pivots are taken in this order: a row whose pivot comes late is zero in all columns before it.
  explicit Echelon(std::vector<std::size_t> order)
      : columns_(order.size()), order_(std::move(order)) {}

  // Returns whether the row was not in the space yet.
  bool add(Row row);
  bool holds(Row row) const;

  std::size_t rank() const { return rows_.size(); }
  const std::vector<Row>& rows() const { return rows_; }
  const std::vector<std::size_t>& pivots() const { return pivots_; }  // by row

  // A basis of the vectors that are orthogonal to all rows, and one vector without pattern of them.
  std::vector<Row> orthogonal() const;
  Row any_orthogonal(Residues& residues) const;

 private:
  void reduce(Row& row) const;
  std::vector<std::size_t> free_columns() const;

  std::size_t columns_;
  std::vector<std::size_t> order_;
  std::vector<Row> rows_;
  std::vector<std::size_t> pivots_;
};

}  // namespace passerelle::ledger
