#include "node/analysis/ledger_persons.h"

#include <doctest/doctest.h>

#include <random>
#include <set>

namespace passerelle::analysis {
namespace {

void check_persons(const std::vector<std::uint64_t>& pseudonyms) {
  const auto persons = ledger_persons(pseudonyms);
  const std::set<std::uint64_t> expected(pseudonyms.begin(), pseudonyms.end());
  CHECK(persons.pseudonyms == std::vector<std::uint64_t>(expected.begin(), expected.end()));
  REQUIRE(persons.of_row.size() == pseudonyms.size());
  for (std::size_t row = 0; row < pseudonyms.size(); ++row) {
    CHECK(persons.of(row) == pseudonyms[row]);
  }
}

TEST_CASE("every row leads to its pseudonym, each of which stands once, in ascending order") {
  check_persons({});
  check_persons({7});
  check_persons({3, ~std::uint64_t{0}, 3, 1, 2, 1, 3});
  std::mt19937_64 random(1);
  std::vector<std::uint64_t> pseudonyms(1000);
  for (auto& pseudonym : pseudonyms) pseudonym = random();
  check_persons(pseudonyms);
  for (auto& pseudonym : pseudonyms) pseudonym %= 300;
  check_persons(pseudonyms);
}

}  // namespace
}  // namespace passerelle::analysis
