#include "node/analysis/exclusion.h"

#include <doctest/doctest.h>

#include "node/analysis/frame.h"

namespace passerelle::analysis {
namespace {

using Texts = std::vector<std::string>;
using Integers = std::vector<std::int64_t>;

query::RowBatch batch_of(query::Column persons) {
  query::RowBatch batch;
  batch.rows = persons.missing.size();
  query::Column places{query::ColumnType::integer, Integers{}, {}};
  for (std::size_t row = 0; row < batch.rows; ++row) {
    std::get<Integers>(places.values).push_back(static_cast<std::int64_t>(row));
    places.missing.push_back(row % 2 == 1);
  }
  batch.columns = {std::move(places), std::move(persons)};
  return batch;
}

query::RowBatch numbered(const Integers& persons) {
  return batch_of({query::ColumnType::integer, persons, std::vector<bool>(persons.size())});
}

query::RowBatch named(const Texts& persons) {
  return batch_of({query::ColumnType::text, persons, std::vector<bool>(persons.size())});
}

TEST_CASE("every row of a person who opted out goes, with all its values, and the others stay") {
  Exclusion exclusion;
  exclusion.exclude({"7", "9", "1000"});
  auto batch = numbered({7, 8, 7, 5, 9, 6});
  REQUIRE(exclusion.apply(batch, 1).has_value());
  CHECK(batch.rows == 3);
  CHECK(std::get<Integers>(batch.columns[1].values) == Integers{8, 5, 6});
  CHECK(std::get<Integers>(batch.columns[0].values) == Integers{1, 3, 5});
  CHECK(batch.columns[0].missing == std::vector<bool>{true, true, true});
  CHECK(batch.columns[1].missing == std::vector<bool>{false, false, false});
  CHECK(exclusion.removed() == Count{3, 2});
}

TEST_CASE("a person is counted once over all batches and datasets") {
  Exclusion exclusion;
  exclusion.exclude({"7"});
  auto first = numbered({7, 7, 1});
  auto second = named({"7", "8"});
  REQUIRE(exclusion.apply(first, 1).has_value());
  exclusion.exclude({"7", "8"});
  REQUIRE(exclusion.apply(second, 1).has_value());
  CHECK(second.rows == 0);
  CHECK(exclusion.removed() == Count{4, 2});
}

TEST_CASE("a person excluded from one dataset stands in the next that does not exclude her") {
  Exclusion exclusion;
  exclusion.exclude({"7"});
  auto first = numbered({7});
  REQUIRE(exclusion.apply(first, 1).has_value());
  exclusion.exclude({"8"});
  auto second = numbered({7, 8});
  REQUIRE(exclusion.apply(second, 1).has_value());
  CHECK(std::get<Integers>(second.columns[1].values) == Integers{7});
}

TEST_CASE("an identifier written with leading zeros is the same whole number, and another text") {
  Exclusion exclusion;
  exclusion.exclude({"007", "seven"});
  auto numbers = numbered({7});
  REQUIRE(exclusion.apply(numbers, 1).has_value());
  CHECK(numbers.rows == 0);
  auto texts = named({"7", "007"});
  REQUIRE(exclusion.apply(texts, 1).has_value());
  CHECK(std::get<Texts>(texts.columns[1].values) == Texts{"7"});
}

TEST_CASE("where somebody opted out, a row of nobody is refused: it might be that person's") {
  Exclusion exclusion;
  auto batch = numbered({7, 8});
  batch.columns[1].missing[1] = true;
  CHECK(exclusion.apply(batch, 1).has_value());
  exclusion.exclude({"9"});
  const auto applied = exclusion.apply(batch, 1);
  REQUIRE_FALSE(applied.has_value());
  CHECK(applied.error().code == make_error_code(DataError::missing_person));
}

TEST_CASE("a row of nobody is taken out where it is linked with nothing, and not counted") {
  Exclusion exclusion(Exclusion::Nobodys::taken_out);
  exclusion.exclude({"7"});
  auto batch = numbered({7, 8, 9});
  batch.columns[1].missing[1] = true;
  REQUIRE(exclusion.apply(batch, 1).has_value());
  CHECK(batch.rows == 1);
  CHECK(exclusion.removed() == Count{1, 1});
}

TEST_CASE("persons that are neither whole numbers nor texts are refused") {
  Exclusion exclusion;
  exclusion.exclude({"9"});
  auto batch = batch_of({query::ColumnType::number, std::vector<double>{9}, {false}});
  const auto applied = exclusion.apply(batch, 1);
  REQUIRE_FALSE(applied.has_value());
  CHECK(applied.error().code == make_error_code(DataError::wrong_type));
}

}  // namespace
}  // namespace passerelle::analysis
