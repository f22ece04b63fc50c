// An attacker without any theory: writes down all tables that agree with what is published.
#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <limits>
#include <random>

#include "policies/disclosure/attacker.h"
#include "policies/disclosure/suppression.h"
#include "policies/disclosure/tables_fixture_test.h"

namespace passerelle::disclosure {
namespace {

// Calls `see` with every table of counts up to `cap` (for each inner cell) that agrees with the
// published cells, until it returns false.
class Enumeration {
 public:
  using See = std::function<bool(const std::vector<std::int64_t>&)>;

  Enumeration(const TwoWay& table, const std::vector<bool>& hidden, std::int64_t cap, See see)
      : table_(table),
        hidden_(hidden),
        cap_(cap),
        see_(std::move(see)),
        cells_(table.programme.cells.size(), 0) {}

  void run() { fill(0); }

 private:
  bool agrees(std::size_t cell) const {
    return hidden_[cell] || cells_[cell] == table_.programme.cells[cell].rows;
  }
  bool is_over(std::size_t cell) const {
    return !hidden_[cell] && cells_[cell] > table_.programme.cells[cell].rows;
  }

  // Returns whether to go on.
  bool fill(std::size_t cell) {
    if (cell == table_.rows * table_.columns) return !is_table() || see_(cells_);
    const auto known = table_.programme.cells[cell].rows;
    const auto least = hidden_[cell] ? 0 : known;
    const auto most = hidden_[cell] ? cap_ : known;
    for (auto count = least; count <= most; ++count) {
      put(cell, count);
      const auto row = cell / table_.columns, column = cell % table_.columns;
      const bool is_possible = !is_over(table_.row_total(row)) &&
                               !is_over(table_.column_total(column)) &&
                               (column + 1 < table_.columns || agrees(table_.row_total(row)));
      const bool goes_on = !is_possible || fill(cell + 1);
      put(cell, -count);
      if (!goes_on) return false;
    }
    return true;
  }

  void put(std::size_t cell, std::int64_t count) {
    cells_[cell] += count;
    cells_[table_.row_total(cell / table_.columns)] += count;
    cells_[table_.column_total(cell % table_.columns)] += count;
    cells_[table_.total()] += count;
  }

  bool is_table() const {
    for (std::size_t cell = 0; cell < cells_.size(); ++cell) {
      if (!agrees(cell)) return false;
    }
    return true;
  }

  const TwoWay& table_;
  const std::vector<bool>& hidden_;
  std::int64_t cap_;
  See see_;
  std::vector<std::int64_t> cells_;
};

Grid random_grid(std::mt19937& random, std::size_t rows, std::size_t columns) {
  Grid grid(rows, std::vector<std::int64_t>(columns));
  for (auto& row : grid) {
    for (auto& count : row) count = static_cast<std::int64_t>(random() % 8);
  }
  return grid;
}

// Checks that among all tables every protected cell takes values at least `minimum` apart.
void check_protected(const TwoWay& table, std::int64_t minimum) {
  const Rules rules{.min_cell = minimum};
  const auto hidden = decide(table.programme, rules).hidden_cells;
  const auto cells = protected_cells(table.programme, rules);
  std::vector<std::int64_t> least(cells.size(), std::numeric_limits<std::int64_t>::max());
  std::vector<std::int64_t> most(cells.size(), -1);
  const auto narrow = [&] {
    std::size_t count = 0;
    for (std::size_t i = 0; i < cells.size(); ++i) count += most[i] - least[i] < minimum ? 1 : 0;
    return count;
  };
  const auto see = [&](const std::vector<std::int64_t>& counts) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
      least[i] = std::min(least[i], counts[cells[i]]);
      most[i] = std::max(most[i], counts[cells[i]]);
    }
    return narrow() > 0;
  };
  if (cells.empty()) return;
  Enumeration(table, hidden, 8 + minimum, see).run();
  for (const auto cell : cells) CHECK(hidden[cell]);
  CHECK(narrow() == 0);
}

}  // namespace

TEST_CASE("writing down all tables tells nothing about a small cell of three by three") {
  std::mt19937 random(20);
  for (int repetition = 0; repetition < 40; ++repetition) {
    check_protected(TwoWay(random_grid(random, 3, 3)), 3);
  }
}

TEST_CASE("writing down all tables tells nothing about a small cell of three by four") {
  std::mt19937 random(21);
  for (int repetition = 0; repetition < 20; ++repetition) {
    check_protected(TwoWay(random_grid(random, 3, 4)), 2);
  }
}

TEST_CASE("the attacker's intervals are those of all tables written down") {
  std::mt19937 random(22);
  for (int repetition = 0; repetition < 40; ++repetition) {
    const TwoWay table(random_grid(random, 3, 3));
    std::vector<bool> hidden(table.programme.cells.size(), false);
    for (std::size_t cell = 0; cell < 9; ++cell) hidden[cell] = random() % 3 != 0;
    std::vector<std::int64_t> least(9, std::numeric_limits<std::int64_t>::max()), most(9, -1);
    Enumeration(table, hidden, 50, [&](const std::vector<std::int64_t>& counts) {
      for (std::size_t cell = 0; cell < 9; ++cell) {
        least[cell] = std::min(least[cell], counts[cell]);
        most[cell] = std::max(most[cell], counts[cell]);
      }
      return true;
    }).run();
    for (std::size_t cell = 0; cell < 9; ++cell) {
      CHECK(attackers_interval(table.programme, hidden, cell, 1000) ==
            Interval{least[cell], most[cell]});
    }
  }
}

}  // namespace passerelle::disclosure
