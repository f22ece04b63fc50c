#include "policies/ledger/person_set.h"

#include <doctest/doctest.h>

#include <vector>

namespace passerelle::ledger {
namespace {

PersonSet set(std::vector<std::uint32_t> numbers) { return PersonSet(numbers); }

TEST_CASE("a set counts each person once and what it has in common with another") {
  const auto left = set({1, 2, 3, 70'000, 70'000, 4'000'000'000});
  CHECK(left.size() == 5);
  CHECK(left.common_with(set({2, 70'000, 9})) == 2);
  CHECK(left.common_with(PersonSet()) == 0);
}

TEST_CASE("a union has the persons of both") {
  auto persons = set({1, 2});
  persons.add(set({2, 3}));
  CHECK(persons == set({3, 2, 1}));
  const auto copy = persons;
  persons.add(set({9}));
  CHECK(copy == set({1, 2, 3}));
}

TEST_CASE("equal sets have equal bytes, however they were made, and read back") {
  std::vector<std::uint32_t> all;
  for (std::uint32_t person = 0; person < 100'000; ++person) all.push_back(person);
  const PersonSet at_once(all);
  const std::span<const std::uint32_t> everybody(all);
  PersonSet in_halves(everybody.first(30'000));
  in_halves.add(PersonSet(everybody.subspan(20'000)));
  CHECK(at_once.bytes() == in_halves.bytes());
  const auto read = PersonSet::from_bytes(at_once.bytes());
  REQUIRE(read);
  CHECK(*read == at_once);
}

TEST_CASE("a range of numbers is added up to its last") {
  auto persons = set({65'535});
  persons.add_range(65'536, 3);
  persons.add_range(9, 0);
  persons.add_range(4'294'967'294, 2);
  CHECK(persons == set({65'535, 65'536, 65'537, 65'538, 4'294'967'294, 4'294'967'295}));
  CHECK(persons.bytes() ==
        set({65'535, 65'536, 65'537, 65'538, 4'294'967'294, 4'294'967'295}).bytes());
}

TEST_CASE("bytes that were cut are no set") {
  const auto bytes = set({1, 2, 3, 70'000}).bytes();
  for (const std::size_t length : {std::size_t{0}, std::size_t{3}, bytes.size() - 1}) {
    const auto read = PersonSet::from_bytes(bytes.substr(0, length));
    REQUIRE_FALSE(read);
    CHECK(read.error().name() == "ledger.bad_set");
  }
}

}  // namespace
}  // namespace passerelle::ledger
