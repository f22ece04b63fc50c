// Tables for the tests of this room.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "policies/disclosure/programme.h"

namespace passerelle::disclosure {

using Grid = std::vector<std::vector<std::int64_t>>;

inline Cell counted(std::int64_t persons) { return {.rows = persons, .persons = persons}; }

inline Cell unwanted(std::int64_t persons) {
  return {.rows = persons, .persons = persons, .is_wanted = false};
}

// A two-way table with both margins and the total. Cells: the grid row by row, then the row
// totals, the column totals, the total.
struct TwoWay {
  std::size_t rows, columns;
  Programme programme;

  explicit TwoWay(const Grid& grid) : rows(grid.size()), columns(grid[0].size()) {
    std::vector<std::int64_t> row_totals(rows, 0), column_totals(columns, 0);
    std::int64_t whole = 0;
    for (std::size_t i = 0; i < rows; ++i) {
      for (std::size_t j = 0; j < columns; ++j) {
        programme.cells.push_back(counted(grid[i][j]));
        row_totals[i] += grid[i][j];
        column_totals[j] += grid[i][j];
        whole += grid[i][j];
      }
    }
    for (const auto count : row_totals) programme.cells.push_back(counted(count));
    for (const auto count : column_totals) programme.cells.push_back(counted(count));
    programme.cells.push_back(counted(whole));

    Relation by_rows{total(), {}}, by_columns{total(), {}};
    for (std::size_t i = 0; i < rows; ++i) {
      by_rows.parts.push_back(row_total(i));
      Relation row{row_total(i), {}};
      for (std::size_t j = 0; j < columns; ++j) row.parts.push_back(at(i, j));
      programme.relations.push_back(row);
    }
    for (std::size_t j = 0; j < columns; ++j) {
      by_columns.parts.push_back(column_total(j));
      Relation column{column_total(j), {}};
      for (std::size_t i = 0; i < rows; ++i) column.parts.push_back(at(i, j));
      programme.relations.push_back(column);
    }
    programme.relations.push_back(by_rows);
    programme.relations.push_back(by_columns);
  }

  std::size_t at(std::size_t row, std::size_t column) const { return row * columns + column; }
  std::size_t row_total(std::size_t row) const { return rows * columns + row; }
  std::size_t column_total(std::size_t column) const { return rows * columns + rows + column; }
  std::size_t total() const { return rows * columns + rows + columns; }
};

// A total (cell 0) and its parts.
inline Programme one_way(const std::vector<std::int64_t>& parts) {
  Programme programme;
  programme.cells.push_back(counted(0));
  Relation relation{0, {}};
  for (const auto part : parts) {
    programme.cells[0].rows += part;
    programme.cells[0].persons += part;
    relation.parts.push_back(programme.cells.size());
    programme.cells.push_back(counted(part));
  }
  programme.relations.push_back(relation);
  return programme;
}

inline std::size_t count_true(const std::vector<bool>& flags) {
  std::size_t count = 0;
  for (const bool flag : flags) count += flag ? 1 : 0;
  return count;
}

}  // namespace passerelle::disclosure
