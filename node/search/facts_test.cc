#include "node/search/facts.h"

#include <doctest/doctest.h>

#include "node/search/errors.h"

namespace passerelle::search {
namespace {

Facts some_facts(ValueNumber value) {
  Facts facts;
  facts.fixed.modified = 1'790'000'000'123;
  facts.fixed.days = {-25'567, 20'000};
  facts.fixed.ages = {18, 32'767};
  facts.values[0] = {0, 255, 65'534, 65'535, 65'536, value};
  facts.values[9] = {4'294'967'295U};
  return facts;
}

Facts read_from(const FactsReader& reader) {
  Facts facts{reader.fixed(), {}};
  for (std::size_t i = 0; i < kFacets; ++i) {
    const auto values = reader.values(i);
    facts.values[i].assign(values.begin(), values.end());
  }
  return facts;
}

std::map<DocumentNumber, Facts> all_of(const std::string& blob, std::uint32_t chunk) {
  std::map<DocumentNumber, Facts> all;
  FactsReader reader(blob, chunk);
  while (reader.next()) {
    REQUIRE(reader.read());
    REQUIRE(reader.read_variables());
    all.emplace(reader.number(), read_from(reader));
  }
  REQUIRE_FALSE(reader.is_damaged());
  return all;
}

std::string changed(const std::string& blob, const std::map<DocumentNumber, std::string>& facts) {
  auto result = replaced(blob, facts);
  REQUIRE(result);
  return *std::move(result);
}

TEST_CASE("facts are read as they were written, wherever in the chunk") {
  const auto blob = changed(
      {},
      {{1'024, packed(some_facts(1))}, {1'300, packed(some_facts(300))}, {2'047, packed(Facts())}});
  const std::map<DocumentNumber, Facts> expected{
      {1'024, some_facts(1)}, {1'300, some_facts(300)}, {2'047, Facts()}};
  CHECK(all_of(blob, 1) == expected);
}

TEST_CASE("the format is the one that the header tells") {
  Facts facts;
  facts.fixed.modified = 1;
  facts.fixed.days = {2, 3};
  facts.fixed.ages = {4, 5};
  facts.values[0] = {300, 70'000};
  using namespace std::string_literals;
  const auto expected = "\x01\0\0\0\0\0\0\0\x02\0\0\0\x03\0\0\0\x04\0\x05\0"s +
                        "\x02\0\x2C\x01\xFF\xFF\x70\x11\x01\0"s +
                        std::string(2 * (kFacets - 1), '\0');
  CHECK(packed(facts) == expected);
  CHECK(changed({}, {{2, expected}}) == "\0\0\0\0\x30\0"s + expected);
}

TEST_CASE("documents are replaced and taken out without touching others") {
  auto blob = changed({}, {{5, packed(some_facts(1))}, {9, packed(some_facts(2))}});
  blob = changed(blob, {{5, packed(some_facts(3))}, {7, packed(some_facts(4))}});
  CHECK(all_of(blob, 0) == std::map<DocumentNumber, Facts>{
                               {5, some_facts(3)}, {7, some_facts(4)}, {9, some_facts(2)}});
  blob = changed(blob, {{9, ""}, {7, ""}});
  CHECK(all_of(blob, 0) == std::map<DocumentNumber, Facts>{{5, some_facts(3)}});
  CHECK(changed(blob, {{5, ""}}).empty());
}

TEST_CASE("a damaged blob is refused, however it is cut") {
  const auto blob = changed({}, {{1, packed(some_facts(1))}, {3, packed(some_facts(2))}});
  const auto whole = changed({}, {{1, packed(some_facts(1))}}).size();
  for (std::size_t size = 1; size < blob.size(); ++size) {
    const auto part = blob.substr(0, size);
    FactsReader reader(part, 0);
    std::size_t documents = 0;
    while (reader.next()) {
      REQUIRE(reader.read());
      REQUIRE(reader.read_variables());
      ++documents;
    }
    // A cut between two documents, or before the first, is no damage that can be seen.
    const bool is_between = size == 2 || size == whole || size == whole + 2;
    CHECK(reader.is_damaged() == !is_between);
    CHECK(documents == (size < whole ? 0 : 1));
    if (!is_between) {
      CHECK(replaced(part, {{3, packed(Facts())}}).error().code == SearchError::corrupt);
    }
  }
  CHECK(replaced("\xFF\xFF\xFF\xFF\xFF\xFF", {{3, ""}}).error().code == SearchError::corrupt);
  CHECK(replaced(std::string(2 * 1'024, '\0'), {{3, ""}})->empty());
  CHECK(replaced(std::string(2 * 1'024 + 2, '\0'), {{3, ""}}).error().code == SearchError::corrupt);
}

TEST_CASE("facts that hold less or more than they say are damaged") {
  const auto good = packed(some_facts(1));
  for (const auto& bad :
       {good.substr(0, 10), good.substr(0, good.size() - 1), good + "x", std::string("x")}) {
    const auto blob = changed({}, {{1, bad}});
    FactsReader reader(blob, 0);
    REQUIRE(reader.next());
    CHECK_FALSE((reader.read() && reader.read_variables()));
    CHECK(reader.is_damaged());
  }
}

TEST_CASE("ranges overlap with their ends included; none overlaps nothing") {
  using Ages = Range<std::int16_t>;
  CHECK(Ages{18, 64}.overlaps({64, 70}));
  CHECK(Ages{18, 64}.overlaps({0, 18}));
  CHECK_FALSE(Ages{18, 64}.overlaps({65, 70}));
  CHECK_FALSE(Ages{1, 0}.overlaps({0, 150}));
}

}  // namespace
}  // namespace passerelle::search
