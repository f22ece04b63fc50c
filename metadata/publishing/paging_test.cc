#include "metadata/publishing/paging.h"

#include <doctest/doctest.h>

#include "metadata/publishing/vocabulary.h"

namespace passerelle::publishing {
namespace {

using namespace vocabulary;
using rdf::Iri;

const Iri kList{"https://fr.example/catalogue"};

rdf::Graph paged(const Paging& paging) {
  rdf::Graph graph;
  add_paging(graph, kList, paging);
  return graph;
}

Paging middle() { return {"https://fr.example/catalogue.rdf", "", 2, 100, 250}; }

TEST_CASE("a page in the middle knows the first, previous, next and last page") {
  const auto graph = paged(middle());
  const Iri view{"https://fr.example/catalogue.rdf?page=2"};
  const auto page = [](int number) {
    return Iri{"https://fr.example/catalogue.rdf?page=" + std::to_string(number)};
  };
  CHECK(graph.has(kList, kHydra + "view", view));
  CHECK(graph.has(kList, kHydra + "totalItems", rdf::typed("250", kXsd + "integer")));
  CHECK(graph.has(view, kType, Iri{kHydra + "PartialCollectionView"}));
  CHECK(graph.has(view, kHydra + "first", page(1)));
  CHECK(graph.has(view, kHydra + "previous", page(1)));
  CHECK(graph.has(view, kHydra + "next", page(3)));
  CHECK(graph.has(view, kHydra + "last", page(3)));
}

TEST_CASE("the older vocabulary says the same in literals, under both names of each step") {
  const auto graph = paged(middle());
  const Iri view{"https://fr.example/catalogue.rdf?page=2#paging"};
  CHECK(graph.has(view, kType, Iri{kHydra + "PagedCollection"}));
  CHECK(graph.has(view, kHydra + "totalItems", rdf::text("250")));
  CHECK(graph.has(view, kHydra + "itemsPerPage", rdf::text("100")));
  for (const char* name : {"next", "nextPage", "last", "lastPage"}) {
    CHECK(graph.has(view, kHydra + name, rdf::text("https://fr.example/catalogue.rdf?page=3")));
  }
  for (const char* name : {"previous", "previousPage", "first", "firstPage"}) {
    CHECK(graph.has(view, kHydra + name, rdf::text("https://fr.example/catalogue.rdf?page=1")));
  }
}

TEST_CASE("the first page has none before it, the last one none after it") {
  auto paging = middle();
  paging.page = 1;
  const auto first = paged(paging);
  CHECK(first.objects(Iri{paging.address_of(1)}, kHydra + "previous").empty());
  CHECK(first.objects(Iri{paging.address_of(1)}, kHydra + "next").size() == 1);
  CHECK(has_next_page(first));
  paging.page = 3;
  const auto last = paged(paging);
  CHECK(last.objects(Iri{paging.address_of(3)}, kHydra + "next").empty());
  CHECK(last.objects(Iri{paging.address_of(3) + "#paging"}, kHydra + "nextPage").empty());
  CHECK(!has_next_page(last));
}

TEST_CASE("pages are full, and an empty list has one page") {
  auto paging = middle();
  for (const auto& [total, last] : {std::pair{0, 1}, {1, 1}, {100, 1}, {101, 2}, {250, 3}}) {
    paging.total = static_cast<std::size_t>(total);
    CHECK(paging.last() == static_cast<std::size_t>(last));
  }
}

TEST_CASE("what the reader asked for is asked for on the next page too") {
  auto paging = middle();
  paging.modified_since = "2026-11-01T00:00:00+01:00";
  CHECK(paging.address_of(3) ==
        "https://fr.example/catalogue.rdf?page=3&modified_since=2026-11-01T00%3A00%3A00%2B01%3A00");
}

}  // namespace
}  // namespace passerelle::publishing
