#include "node/analysis/frame_order.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>

namespace passerelle::analysis {
namespace {

using Column = std::vector<std::uint64_t>;

// Rows that no key tells apart may come in any order: their values are compared.
void check_order(const std::vector<Column>& columns) {
  const auto rows = static_cast<std::uint32_t>(columns[0].size());
  const auto values = [&](std::uint32_t row) {
    std::vector<std::uint64_t> found;
    for (const auto& column : columns) found.push_back(column[row]);
    return found;
  };
  std::vector<SortKey> keys;
  for (std::size_t i = 0; i + 1 < columns.size(); ++i) {
    keys.push_back(sort_key([&column = columns[i]](std::uint32_t row) { return column[row]; }));
  }
  const auto order = ordered_rows(rows, keys, [&](std::uint32_t left, std::uint32_t right) {
    return columns.back()[left] < columns.back()[right];
  });
  auto all = order;
  std::sort(all.begin(), all.end());
  std::vector<std::uint32_t> expected(rows);
  std::iota(expected.begin(), expected.end(), 0U);
  CHECK(all == expected);
  CHECK(std::is_sorted(order.begin(), order.end(), [&](std::uint32_t left, std::uint32_t right) {
    return values(left) < values(right);
  }));
}

TEST_CASE("rows are ordered by one key after the other, whichever bits differ") {
  std::mt19937_64 random(20261126);
  for (const std::size_t rows : {1U, 2U, 100U, 5000U, 20'000U}) {
    const auto column = [&](std::uint64_t values, int shift) {
      Column words(rows);
      for (auto& word : words) word = random() % values << shift | std::uint64_t{5} << 60;
      return words;
    };
    const auto whole = [&] {
      Column words(rows);
      for (auto& word : words) word = random();
      return words;
    };
    check_order({column(3, 0), column(2, 59), column(1, 7), column(50, 20), column(4, 0)});
    check_order({whole(), column(9, 1)});
    check_order({column(2, 30), whole(), column(5, 3), column(7, 40)});
    // Words end inside of keys.
    check_order({column(7, 0), column(1U << 31, 20), column(1U << 31, 1), column(1U << 31, 9),
                 column(1U << 9, 50), column(3, 0)});
    auto nearly_same = whole();
    for (auto& word : nearly_same) word = word % 2 == 0 ? 0 : ~std::uint64_t{0};
    check_order({nearly_same, nearly_same, column(2, 0), column(3, 0)});
  }
}

TEST_CASE("words order as numbers do, what is missing last") {
  const auto least = std::numeric_limits<double>::lowest();
  const auto infinity = std::numeric_limits<double>::infinity();
  const std::vector<double> ascending{-infinity, least, -2, -1.5,   -1e-310,  0,
                                      1e-310,    1.5,   2,  -least, infinity, std::nan("")};
  for (std::size_t i = 1; i < ascending.size(); ++i) {
    CHECK(sortable(ascending[i - 1]) < sortable(ascending[i]));
  }
  CHECK(sortable(-std::nan("")) == sortable(std::nan("")));
  const std::vector<std::int64_t> whole{std::numeric_limits<std::int64_t>::min(), -1, 0, 1,
                                        std::numeric_limits<std::int64_t>::max()};
  for (std::size_t i = 1; i < whole.size(); ++i) {
    CHECK(sortable(whole[i - 1]) < sortable(whole[i]));
  }
}

}  // namespace
}  // namespace passerelle::analysis
