// DCAT-AP feeds: activities in an event stream.
#include <doctest/doctest.h>

#include "metadata/harvest/web_test.h"

namespace passerelle::harvest {
namespace {

using Names = std::vector<std::string>;

const std::string kFeed = "https://feed.example/feed";

std::string iri(const std::string& id) { return "https://feed.example/dataset/" + id; }

std::string activity(const std::string& name,
                     const std::string& type,
                     const std::string& id,
                     const std::string& published,
                     const std::string& payload) {
  const auto what = kFeed + "/" + name;
  return "<" + kFeed + "> tree:member <" + what + "> .\n<" + what + "> a as:" + type +
         " ; as:object <" + iri(id) + "> ; as:published \"" + published + "\"^^xsd:dateTime .\n" +
         (payload.empty() ? std::string() : "<" + what + "> {\n" + payload + "}\n");
}

std::string created(const std::string& name,
                    const std::string& id,
                    const std::string& title,
                    const std::string& published = "2026-01-01T00:00:00Z") {
  return activity(name, "Create", id, published, dataset(iri(id), title));
}

Gathered walk(const std::string& members) {
  return Web()
      .put(kFeed, prefixes() + "<" + kFeed + "> tree:view <" + kFeed + "> .\n" + members,
           "application/trig")
      .walk(SourceKind::feed, kFeed);
}

std::string title_of(const Gathered& gathered, const std::string& id) {
  return gathered.items.at(DatasetId(iri(id))).titles.at("en");
}

TEST_CASE("the newest activity on a dataset counts, whatever the order on the pages") {
  const auto gathered =
      walk(activity("3", "Update", "a", "2026-03-01T00:00:00Z", dataset(iri("a"), "New")) +
           created("1", "a", "Old") + created("2", "b", "B") +
           activity("4", "Delete", "b", "2026-04-01T00:00:00+02:00", "") +
           activity("5", "Delete", "c", "2026-04-01T00:00:00Z", "") +
           created("6", "c", "Back", "2026-03-31T23:30:00-02:00"));
  CHECK(gathered.is_complete());
  CHECK(gathered.deletions == Deletions::by_activity);
  CHECK(ids_of(gathered) == Names{"a", "c"});
  CHECK(title_of(gathered, "a") == "New");
  CHECK(title_of(gathered, "c") == "Back");
  CHECK(gathered.deleted == std::set{DatasetId(iri("b"))});
}

TEST_CASE("activities of one moment follow each other: created, updated, deleted") {
  const std::string now = "2026-01-01T00:00:00Z";
  const auto gathered = walk(activity("2", "Update", "a", now, dataset(iri("a"), "New")) +
                             created("1", "a", "Old", now) + activity("3", "Delete", "b", now, "") +
                             created("4", "b", "B", now));
  CHECK(title_of(gathered, "a") == "New");
  CHECK(gathered.deleted == std::set{DatasetId(iri("b"))});
}

TEST_CASE("pages are found through tree:view and tree:node, also when they link back") {
  Web web;
  web.put(kFeed, prefixes() + "<" + kFeed + "> tree:view <" + kFeed + "/root> .",
          "application/trig")
      .put(kFeed + "/root",
           prefixes() + "<" + kFeed + "/root> tree:relation [ tree:node <" + kFeed + "/p1> ], [ " +
               "tree:node <" + kFeed + "/p2> ] .",
           "application/trig")
      .put(kFeed + "/p1", prefixes() + created("1", "a", "A"), "application/trig")
      .put(kFeed + "/p2",
           prefixes() + created("2", "b", "B") + "<" + kFeed + "/p2> tree:relation [ tree:node <" +
               kFeed + "/root> ] .",
           "application/trig");
  const auto gathered = web.walk(SourceKind::feed, kFeed);
  CHECK(web.asked.size() == 4);
  CHECK(gathered.is_complete());
  CHECK(ids_of(gathered) == Names{"a", "b"});
}

TEST_CASE("a page of the feed that fails makes it incomplete and keeps the others") {
  Web web;
  web.put(kFeed,
          prefixes() + created("1", "a", "A") + "<" + kFeed + "> tree:relation [ tree:node <" +
              kFeed + "/gone> ], [ tree:node <" + kFeed + "/p2> ] .",
          "application/trig")
      .put(kFeed + "/p2", prefixes() + created("2", "b", "B"), "application/trig");
  const auto gathered = web.walk(SourceKind::feed, kFeed);
  CHECK(names_of(gathered.failures) == Names{"base.unavailable"});
  CHECK(gathered.failures.front().place == kFeed + "/gone");
  CHECK(ids_of(gathered) == Names{"a", "b"});
}

TEST_CASE("an activity that does not say what happened to what is refused and named") {
  const auto good = created("0", "good", "Good");
  const auto refusals = [&](const std::string& bad) {
    const auto gathered = walk(good + bad);
    CHECK(ids_of(gathered) == Names{"good"});
    return names_of(gathered.refused);
  };
  const Names bad{"harvest.bad_activity"};
  CHECK(refusals(activity("1", "Like", "a", "2026-01-01T00:00:00Z", dataset(iri("a"), "A"))) ==
        bad);
  CHECK(refusals(activity("1", "Create", "a", "yesterday", dataset(iri("a"), "A"))) == bad);
  CHECK(refusals("<" + kFeed + "> tree:member <" + kFeed + "/1> .\n<" + kFeed +
                 "/1> a as:Delete ; as:published \"2026-01-01T00:00:00Z\" .\n") == bad);
  // Created, but without a description.
  CHECK(refusals(activity("1", "Create", "a", "2026-01-01T00:00:00Z", "")) ==
        Names{"catalogue.not_described"});
}

TEST_CASE("activities about other things than datasets are none of ours") {
  const auto gathered =
      walk(created("1", "a", "A") +
           activity("2", "Create", "s", "2026-01-01T00:00:00Z",
                    "<" + iri("s") + "> a dcat:DataService ; dct:title \"S\" .\n"));
  CHECK(ids_of(gathered) == Names{"a"});
  CHECK(gathered.refused.empty());
}

TEST_CASE("a description outside the activity's own graph is not the activity's") {
  const auto gathered = walk(activity("1", "Create", "a", "2026-01-01T00:00:00Z", "") +
                             dataset(iri("a"), "Elsewhere") + created("2", "b", "B"));
  CHECK(ids_of(gathered) == Names{"b"});
}

TEST_CASE("a page that is none of an event stream is refused") {
  CHECK(names_of(Web()
                     .put(kFeed, prefixes() + dataset(iri("a"), "A"), "application/trig")
                     .walk(SourceKind::feed, kFeed)
                     .failures) == Names{"harvest.not_a_catalogue"});
}

}  // namespace
}  // namespace passerelle::harvest
