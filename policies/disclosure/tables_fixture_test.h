// Tables for the tests of this room.
#pragma once

#include <algorithm>
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

// A table of any dimensions with all its margins. Along each axis the last place is the total.
struct Box {
  std::vector<std::size_t> sizes;
  Programme programme;

  // `count` gives that of each inner cell, by its number.
  template <class Count>
  Box(const std::vector<std::size_t>& inner, Count count) : sizes(inner) {
    std::size_t cells = 1;
    for (const auto size : sizes) cells *= size + 1;
    programme.cells.resize(cells);
    for (std::size_t cell = 0; cell < cells; ++cell) {
      if (!is_inner(cell)) continue;
      const std::int64_t persons = count(cell);
      for (std::size_t margin = 0; margin < std::size_t{1} << sizes.size(); ++margin) {
        auto& counts = programme.cells[margin_of(cell, margin)];
        counts.rows += persons;
        counts.persons += persons;
      }
    }
    for (std::size_t cell = 0; cell < cells; ++cell) {
      std::size_t step = 1;
      for (const auto size : sizes) {
        if (cell / step % (size + 1) == size) {
          Relation sum{cell, {}};
          for (std::size_t i = size; i > 0; --i) sum.parts.push_back(cell - i * step);
          programme.relations.push_back(sum);
        }
        step *= size + 1;
      }
    }
  }

  bool is_inner(std::size_t cell) const {
    for (const auto size : sizes) {
      if (cell % (size + 1) == size) return false;
      cell /= size + 1;
    }
    return true;
  }

  // The cell summed over the axes of `axes`, a bit each.
  std::size_t margin_of(std::size_t cell, std::size_t axes) const {
    std::size_t margin = cell, step = 1;
    for (std::size_t axis = 0; axis < sizes.size(); ++axis) {
      const auto place = cell / step % (sizes[axis] + 1);
      if ((axes >> axis & 1) != 0) margin += (sizes[axis] - place) * step;
      step *= sizes[axis] + 1;
    }
    return margin;
  }

  // Along the first axis so many places each have a subtotal, in which the total is told.
  void group_first_axis(std::size_t places) {
    const auto flat = programme.relations;
    programme.relations.clear();
    for (const auto& sum : flat) {
      const bool is_first = sum.parts.back() + 1 == sum.total;
      if (!is_first) {
        programme.relations.push_back(sum);
        continue;
      }
      Relation whole{sum.total, {}};
      for (std::size_t start = 0; start < sum.parts.size(); start += places) {
        Relation group{programme.cells.size(), {}};
        auto& counts = programme.cells.emplace_back();
        for (auto i = start; i < std::min(start + places, sum.parts.size()); ++i) {
          group.parts.push_back(sum.parts[i]);
          counts.rows += programme.cells[sum.parts[i]].rows;
          counts.persons += programme.cells[sum.parts[i]].persons;
        }
        whole.parts.push_back(group.total);
        programme.relations.push_back(group);
      }
      programme.relations.push_back(whole);
    }
  }
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
