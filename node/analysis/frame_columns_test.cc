#include "node/analysis/frame_columns.h"

#include <doctest/doctest.h>

#include <limits>

namespace passerelle::analysis {
namespace {

using PersonNumbers = std::vector<std::uint32_t>;

PersonColumn persons_of(std::vector<std::int64_t> identifiers) {
  std::vector<std::uint32_t> rows;
  while (rows.size() < identifiers.size()) rows.push_back(static_cast<std::uint32_t>(rows.size()));
  const query::Column column{query::ColumnType::integer, std::move(identifiers),
                             std::vector<bool>(rows.size())};
  PersonColumn persons;
  REQUIRE(persons.append(column, rows));
  return persons;
}

TEST_CASE("persons are numbered as they appear, be their identifiers close or far apart") {
  constexpr auto kLeast = std::numeric_limits<std::int64_t>::min();
  constexpr auto kMost = std::numeric_limits<std::int64_t>::max();
  for (const auto& identifiers : {std::vector<std::int64_t>{7, 5, 7, 6, 5},
                                  {-7, -9, -7, -8, -9},
                                  {kMost, 0, kMost, 1, 0},
                                  {kLeast, kMost, kLeast, 1, kMost},
                                  {kMost, kMost - 2, kMost, kMost - 1, kMost - 2}}) {
    const auto persons = persons_of(identifiers);
    const auto in_turn = persons.numbered({0, 1, 2, 3, 4});
    CHECK(in_turn.of == PersonNumbers{0, 1, 0, 2, 1});
    CHECK(in_turn.persons == 3);
    CHECK(persons.numbered({4, 3, 2, 1, 0}).of == PersonNumbers{0, 1, 2, 0, 2});
    CHECK(persons.is_before(1, 0) == (identifiers[1] < identifiers[0]));
  }
}

TEST_CASE("a row of nobody is an error") {
  const query::Column column{
      query::ColumnType::integer, std::vector<std::int64_t>{1, 0}, {false, true}};
  PersonColumn persons;
  CHECK(persons.append(column, {0}));
  CHECK(persons.append(column, {1}).error().code == DataError::missing_person);
}

}  // namespace
}  // namespace passerelle::analysis
