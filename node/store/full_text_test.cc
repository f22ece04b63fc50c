#include <doctest/doctest.h>

#include "node/store/database.h"
#include "node/store/postings.h"

namespace passerelle::store {
namespace {

using Lists = std::vector<std::vector<Posting>>;

const std::vector<Migration> kBooks{
    {1, "books", "create virtual table books using fts5(title, body, tokenize = 'ascii')"}};

Database shelf() {
  auto database = Database::open_in_memory(kBooks);
  REQUIRE(database);
  auto filled = database->write([](Transaction& tx) -> Result<void> {
    const auto add = [&](int row, const char* title, const char* body) {
      return tx.run("insert into books (rowid, title, body) values (?, ?, ?)", row, title, body);
    };
    if (auto added = add(7, "red house", "blue door"); !added) return added;
    if (auto added = add(2, "green door", "red roof"); !added) return added;
    return add(90'000, "house", "a red red house");
  });
  REQUIRE(filled);
  return *std::move(database);
}

// The lists for an expression, or none when no row matches.
Result<Lists> lists_of(const Database& database, std::string_view expression) {
  const auto row = database.read([&](Reader& reader) {
    return reader.query_one("select postings(books) from books where books match ? limit 1",
                            expression);
  });
  if (!row) return row.error();
  if (!*row) return Lists();
  return read_postings((*row)->bytes(0));
}

TEST_CASE("every phrase tells its rows in ascending order, with the first column it stands in") {
  const auto lists = lists_of(shelf(), R"("red" OR "door" OR "purple" OR "red house" OR "gre" *)");
  REQUIRE(lists);
  CHECK(
      *lists ==
      Lists{{{2, 1}, {7, 0}, {90'000, 1}}, {{2, 0}, {7, 1}}, {}, {{7, 0}, {90'000, 1}}, {{2, 0}}});
}

TEST_CASE("phrases are told over the whole table even where the expression as a whole is narrow") {
  const auto lists = lists_of(shelf(), R"("green" AND "red")");
  REQUIRE(lists);
  CHECK(*lists == Lists{{{2, 0}}, {{2, 1}, {7, 0}, {90'000, 1}}});
}

TEST_CASE("an expression that stands nowhere answers no row") {
  const auto lists = lists_of(shelf(), R"("purple" OR "yellow")");
  REQUIRE(lists);
  CHECK(lists->empty());
}

TEST_CASE("a row id that does not fit is an error, not a wrong row") {
  auto database = shelf();
  REQUIRE(database.write([](Transaction& tx) {
    return tx.run("insert into books (rowid, title) values (?, 'yellow')", kMaximumPostingRow + 1);
  }));
  CHECK_FALSE(lists_of(database, R"("yellow")"));
}

TEST_CASE("bytes that are no answer are refused") {
  CHECK(read_postings("")->empty());
  CHECK_FALSE(read_postings("abc"));
  CHECK_FALSE(read_postings(std::string_view("\x02\0\0\0\0\0\0\0", 8)));
}

}  // namespace
}  // namespace passerelle::store
