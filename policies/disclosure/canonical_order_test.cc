#include "policies/disclosure/canonical_order.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>
#include <random>

#include "policies/disclosure/tables_fixture_test.h"

namespace passerelle::disclosure {
namespace {

std::vector<std::size_t> shuffled(std::size_t size, unsigned seed) {
  std::vector<std::size_t> order(size);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::mt19937 random(seed);
  for (std::size_t i = size; i > 1; --i) std::swap(order[i - 1], order[random() % i]);
  return order;
}

}  // namespace

TEST_CASE("the order of listing does not change the order of cells") {
  // 20 stands twice, but beside different neighbours.
  const TwoWay table({{20, 3, 20}, {15, 40, 31}, {8, 22, 57}});
  const auto order = canonical_order(table.programme);
  for (unsigned seed = 1; seed <= 20; ++seed) {
    const auto listing = shuffled(table.programme.cells.size(), seed);
    auto listed = reordered(table.programme, listing);
    std::reverse(listed.relations.begin(), listed.relations.end());
    const auto found = canonical_order(listed);
    for (std::size_t i = 0; i < order.size(); ++i) CHECK(listing[found[i]] == order[i]);
  }
}

TEST_CASE("what hangs on a cell moves with it") {
  auto programme = one_way({3, 40});
  Magnitude magnitude;
  magnitude.cell = 2;
  programme.items.push_back({.needs = {2, 1}, .magnitude = magnitude, .model = {}});
  programme.bundles.push_back({"curve", {1, 2}});
  const auto moved = reordered(programme, {2, 0, 1});
  CHECK(moved.cells[0].rows == 40);
  CHECK(moved.cells[1].rows == 43);
  CHECK(moved.cells[2].rows == 3);
  CHECK(moved.relations[0].total == 1);
  CHECK(moved.relations[0].parts == std::vector<std::size_t>{0, 2});
  CHECK(moved.items[0].needs == std::vector<std::size_t>{0, 2});
  CHECK(moved.items[0].magnitude->cell == 0);
  CHECK(moved.bundles[0].cells == std::vector<std::size_t>{2, 0});
}

}  // namespace passerelle::disclosure
