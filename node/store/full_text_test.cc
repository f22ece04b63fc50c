#include <doctest/doctest.h>

#include <algorithm>
#include <new>

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

class Kept final : public PostingReceiver {
 public:
  void take(std::size_t phrase, Posting posting) override {
    lists_.resize(std::max(lists_.size(), phrase + 1));
    lists_[phrase].push_back(posting);
  }

  // The postings of so many phrases.
  Lists lists(std::size_t phrases) && {
    lists_.resize(phrases);
    return std::move(lists_);
  }

 private:
  Lists lists_;
};

// The lists for an expression, or none when no row matches.
Result<Lists> lists_of(const Database& database, std::string_view expression) {
  Kept kept;
  const auto row = database.read([&](Reader& reader) {
    return reader.query_one("select postings(books, ?2) from books where books match ?1 limit 1",
                            expression, &kept);
  });
  if (!row) return row.error();
  return std::move(kept).lists(*row ? static_cast<std::size_t>((*row)->integer(0)) : 0);
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

TEST_CASE("a receiver that runs out of memory is an error of the statement") {
  struct Full final : PostingReceiver {
    void take(std::size_t, Posting) override { throw std::bad_alloc(); }
  };
  Full full;
  const auto database = shelf();
  const auto row = database.read([&](Reader& reader) {
    return reader.query_one("select postings(books, ?) from books where books match 'red'", &full);
  });
  REQUIRE_FALSE(row);
  CHECK(row.error().code == StoreError::unavailable);
}

TEST_CASE("postings without a receiver are refused") {
  const auto database = shelf();
  for (const char* sql : {"select postings(books) from books where books match 'red'",
                          "select postings(books, 7) from books where books match 'red'"}) {
    const auto row = database.read([&](Reader& reader) { return reader.query_one(sql); });
    REQUIRE_FALSE(row);
    CHECK(row.error().code == StoreError::internal);
  }
}

}  // namespace
}  // namespace passerelle::store
