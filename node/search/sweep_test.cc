#include "node/search/sweep.h"

#include <doctest/doctest.h>

#include "node/search/facts_changes.h"
#include "node/search/migrations.h"

namespace passerelle::search {
namespace {

// A database whose first chunk is this one; of every facet the values "0", "1", … to the largest.
class SweptChunk {
 public:
  SweptChunk(const FactsChanges& documents, std::int64_t variables)
      : database_(
            store::Database::open_in_memory({kMigrations.begin(), kMigrations.end()}).value()),
        last_(documents.rbegin()->first) {
    const auto packed = replaced({}, documents).value();
    REQUIRE(database_.write([&](store::Transaction& tx) -> Result<void> {
      if (auto done =
              tx.run("insert into search_facts values (0, ?, ?, ?)", store::Blob{packed.fixed},
                     store::Blob{packed.totals}, store::Blob{packed.lists});
          !done) {
        return done;
      }
      return tx.run(
          "with recursive n(at) as (select 0 union all select at + 1 from n where at + 1 < ?1)"
          " insert into search_values select ?2, at, at from n",
          variables, static_cast<std::int64_t>(index_of(Facet::variable)));
    }));
  }

  Swept swept(const Query& query) const {
    return database_
        .read([&](store::Reader& reader) { return sweep(reader, query, Matches(last_)); })
        .value();
  }

 private:
  store::Database database_;
  DocumentNumber last_;
};

TEST_CASE("a chunk with more values than 16 bits can tell is counted whole and narrowed") {
  constexpr ValueNumber kEach = 32'769;
  FactsChanges documents;
  for (const DocumentNumber number : {1U, 2U, 3U}) {
    auto& facts = documents[number].emplace();
    for (ValueNumber value = 0; value < kEach; ++value) {
      facts.values[index_of(Facet::variable)].push_back((number == 1 ? 0 : kEach) + value);
    }
  }
  const SweptChunk chunk(documents, 2 * kEach);
  const auto counts_of = [](const Swept& swept) {
    const auto& counts = swept.counts[index_of(Facet::variable)];
    return std::pair(counts.front(), counts.back());
  };

  const auto everything = chunk.swept(Query());
  CHECK(everything.results.total() == 3);
  CHECK(counts_of(everything) == std::pair(1U, 2U));

  Query query;
  query.all_variables = {"0", "7"};
  const auto one = chunk.swept(query);
  CHECK(one.results.total() == 1);
  CHECK(counts_of(one) == std::pair(1U, 0U));

  query.all_variables = {"65537"};
  const auto two = chunk.swept(query);
  CHECK(two.results.total() == 2);
  CHECK(counts_of(two) == std::pair(0U, 2U));
}

}  // namespace
}  // namespace passerelle::search
