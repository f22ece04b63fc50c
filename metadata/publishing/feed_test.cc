#include "metadata/publishing/feed.h"

#include <doctest/doctest.h>

#include <array>

#include "metadata/publishing/sample_test.h"
#include "metadata/publishing/vocabulary.h"

namespace passerelle::publishing {
namespace {

using namespace vocabulary;
using rdf::Iri;

const Iri kStream{"https://fr.example/catalogue/feed#stream"};
const catalogue::Texts kTitles{{"en", "Changes"}};

std::vector<Activity> activities() {
  return {{101, ActivityKind::create, kColon, at("2026-11-20T09:30:00Z"), "0123456789abcdef",
           *sample(kColon).description},
          {105, ActivityKind::remove, kHeart, at("2026-11-21T09:30:00Z"), "", std::nullopt}};
}

TEST_CASE("the root says for each page which time it covers, and what is kept") {
  const std::vector<FeedWindow> windows{
      {1, at("2026-11-01T00:00:00Z"), at("2026-11-10T00:00:00Z")},
      {2, at("2026-11-10T00:00:00Z"), at("2026-11-21T09:30:00Z")}};
  const auto graph = feed_root(kAddresses, kTitles, windows);
  const Iri root{"https://fr.example/catalogue/feed"};
  CHECK(graph.has(kStream, kType, Iri{kLdes + "EventStream"}));
  CHECK(graph.has(kStream, kLdes + "timestampPath", Iri{kActivity + "published"}));
  CHECK(graph.has(kStream, kLdes + "versionOfPath", Iri{kActivity + "object"}));
  CHECK(graph.has(kStream, kTree + "view", root));
  CHECK(graph.subjects(kType, Iri{kLdes + "LatestVersionSubset"}).size() == 1);
  const auto relations = graph.resources(root, kTree + "relation");
  CHECK(relations.size() == 4);
  const Iri second{"https://fr.example/catalogue/feed?page=2"};
  const auto to_second = graph.subjects(kTree + "node", second);
  REQUIRE(to_second.size() == 2);
  for (const auto& relation : to_second) {
    CHECK(graph.has(relation, kTree + "path", Iri{kActivity + "published"}));
    const bool is_lower = graph.has(relation, kType, Iri{kTree + "GreaterThanOrEqualToRelation"});
    CHECK(graph.has(relation, kTree + "value",
                    rdf::typed(is_lower ? "2026-11-10T00:00:00.000Z" : "2026-11-21T09:30:00.000Z",
                               kXsd + "dateTime")));
  }
}

TEST_CASE("a page holds its activities, and each description in the graph of its activity") {
  const auto feed = feed_page(kAddresses, kTitles, 2, activities());
  const auto& members = feed.default_graph();
  const Iri created{"https://fr.example/catalogue/feed?page=2#101"};
  const Iri removed{"https://fr.example/catalogue/feed?page=2#105"};
  CHECK(members.has(kStream, kTree + "member", created));
  CHECK(members.has(kStream, kTree + "view", Iri{"https://fr.example/catalogue/feed?page=2"}));
  CHECK(members.has(created, kType, Iri{kActivity + "Create"}));
  CHECK(members.has(created, kActivity + "object", Iri{kColon.text()}));
  CHECK(members.has(created, kActivity + "published",
                    rdf::typed("2026-11-20T09:30:00.000Z", kXsd + "dateTime")));
  CHECK(members.has(removed, kType, Iri{kActivity + "Delete"}));
  CHECK(members.about(created).size() == 3);
  CHECK(members.about(removed).size() == 3);

  const auto* payload = feed.find(created);
  REQUIRE(payload != nullptr);
  CHECK(payload->has(Iri{kColon.text()}, kType, Iri{kDataset}));
  CHECK(payload->literals(Iri{kColon.text()}, kTitle).size() == 2);
  CHECK(feed.find(removed) == nullptr);
}

TEST_CASE("no part of a description is beyond the reach of the next change") {
  const auto feed = feed_page(kAddresses, kTitles, 2, activities());
  for (const auto& [name, graph] : feed.named_graphs()) {
    for (const auto& triple : graph.triples()) {
      CHECK(std::holds_alternative<Iri>(triple.subject));
      CHECK(!std::holds_alternative<rdf::Blank>(triple.object));
    }
  }
}

TEST_CASE("a page is written as TriG and read again, and is the same bytes each time") {
  const auto feed = feed_page(kAddresses, kTitles, 2, activities());
  const auto text = rdf::write(feed, rdf::Syntax::trig);
  CHECK(text == rdf::write(feed_page(kAddresses, kTitles, 2, activities()), rdf::Syntax::trig));
  const auto again = rdf::read_dataset(text, rdf::Syntax::trig);
  REQUIRE(again);
  CHECK(*again == feed);
}

TEST_CASE("a feed without changes is a stream without pages") {
  const auto graph = feed_root(kAddresses, kTitles, {});
  CHECK(graph.has(kStream, kType, Iri{kLdes + "EventStream"}));
  CHECK(graph.objects(Iri{kAddresses.feed()}, kTree + "relation").empty());
}

}  // namespace
}  // namespace passerelle::publishing
