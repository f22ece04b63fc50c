#include "node/search/common.h"

#include "node/search/index_fixture_test.h"
#include "node/search/tables.h"

namespace passerelle::search {
namespace {

SearchDocument titled(const std::string& title, const std::string& description = "") {
  SearchDocument document;
  document.origin = "fr";
  document.dataset = DatasetId("urn:" + title);
  document.titles = {{"fi", title}};
  if (!description.empty()) document.descriptions = {{"fi", description}};
  return document;
}

// The places of a term, by document; nothing when it is not common.
std::optional<std::map<DocumentNumber, int>> places_in(const TestIndex& index,
                                                       const std::string& term) {
  std::map<DocumentNumber, int> places;
  const auto is_common = index.read([&](store::Reader& reader) {
    return show_common(reader, term, [&](std::uint32_t chunk, std::string_view bytes) {
      for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (bytes[i] != 0) places[first_of(chunk) + static_cast<DocumentNumber>(i)] = bytes[i];
      }
    });
  });
  REQUIRE(is_common);
  if (!*is_common) return std::nullopt;
  return places;
}

using Places = std::map<DocumentNumber, int>;

// Adds documents to the tables, with terms common from the third document on.
void add(TestIndex& index, const std::map<DocumentNumber, SearchDocument>& documents) {
  REQUIRE(index.write([&](store::Transaction& tx) {
    TableChanges changes(tx, 3);
    for (const auto& [number, document] : documents) {
      if (auto added = changes.add(number, document); !added) return added;
    }
    return changes.finish();
  }));
}

TEST_CASE("a term becomes common with enough documents, and then knows all of them") {
  TestIndex index;
  add(index, {{1, titled("lung")}, {1'025, titled("heart", "lung")}});
  CHECK_FALSE(places_in(index, "lung"));
  add(index, {{3'000, titled("lung lung", "lung")}});
  CHECK(places_in(index, "lung") == Places{{1, 1}, {1'025, 6}, {3'000, 1}});
  CHECK_FALSE(places_in(index, "heart"));
  add(index, {{2, titled("lung")}});
  CHECK(places_in(index, "lung") == Places{{1, 1}, {2, 1}, {1'025, 6}, {3'000, 1}});
}

TEST_CASE("a common term follows a document that changes or is taken out, and stays common") {
  TestIndex index;
  add(index, {{1, titled("a lung")}, {2, titled("b lung")}, {3, titled("c lung")}});
  REQUIRE(index.write([&](store::Transaction& tx) {
    TableChanges changes(tx);
    if (auto gone = changes.take_out(1, titled("a lung")); !gone) return gone;
    if (auto gone = changes.take_out(2, titled("b lung")); !gone) return gone;
    if (auto added = changes.add(2, titled("b", "lung")); !added) return added;
    return changes.finish();
  }));
  CHECK(places_in(index, "lung") == Places{{2, 6}, {3, 1}});
  REQUIRE(index.write([](store::Transaction& tx) { return rebuild(tx); }));
  CHECK_FALSE(places_in(index, "lung"));
}

TEST_CASE("a common term is found as well when the documents behind the last are taken out") {
  TestIndex index;
  index.put({titled("first lung"), titled("second lung")});
  REQUIRE(index.write([](store::Transaction& tx) { return make_common(tx, "lung"); }));
  index.remove("fr", "urn:second lung");
  CHECK(index.page(asking("lung ")).total == 1);
}

TEST_CASE("places that cannot be are refused when a common term is looked for") {
  const std::string too_many(1'025, '\0');
  for (const std::string_view places :
       {std::string_view("\0\7", 2), std::string_view("\0\0\1", 3), std::string_view(too_many)}) {
    TestIndex index;
    index.put({titled("lung")});
    REQUIRE(index.write([&](store::Transaction& tx) {
      return tx.run("insert into search_common values ('lung', 0, ?)", store::Blob{places});
    }));
    const auto page = index.find(asking("lung "));
    REQUIRE_FALSE(page);
    CHECK(page.error().code == SearchError::corrupt);
  }
}

}  // namespace
}  // namespace passerelle::search
