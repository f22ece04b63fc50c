#include "metadata/rdf/graph.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <set>

using namespace passerelle::rdf;

namespace {

const Iri kUrnA{"urn:a"};
const Iri kUrnB{"urn:b"};

}  // namespace

TEST_CASE("a graph is a set: the same triple stands once") {
  Graph graph;
  graph.add(kUrnA, "urn:p", text("x"));
  graph.add(kUrnA, "urn:p", text("x"));
  graph.add(kUrnA, "urn:p", text("x", "EN"));
  CHECK(graph.size() == 2);
  CHECK(graph.has(kUrnA, "urn:p", text("x", "en")));
  CHECK(!graph.has(kUrnA, "urn:p", typed("x", "urn:t")));
}

TEST_CASE("look-ups find what stands at the open end and nothing of neighbours") {
  Graph graph;
  graph.add(kUrnA, "urn:p", kUrnB);
  graph.add(kUrnA, "urn:p", text("x"));
  graph.add(kUrnA, "urn:pp", text("y"));
  graph.add(kUrnB, "urn:p", kUrnB);
  graph.add(Blank{"n"}, "urn:p", text("z"));
  CHECK(graph.objects(kUrnA, "urn:p").size() == 2);
  CHECK(graph.resources(kUrnA, "urn:p") == std::vector<Resource>{kUrnB});
  CHECK(graph.literals(kUrnA, "urn:p") == std::vector{text("x")});
  CHECK(graph.subjects("urn:p", kUrnB) == std::vector<Resource>{kUrnA, kUrnB});
  CHECK(graph.about(kUrnA).size() == 3);
  CHECK(graph.about(Blank{"n"}).size() == 1);
  CHECK(graph.object(kUrnA, "urn:pp") == Term{text("y")});
  CHECK(!graph.object(kUrnB, "urn:pp"));
}

TEST_CASE("merging keeps the blank nodes of two documents apart") {
  Graph one, other;
  one.add(kUrnA, "urn:p", Blank{"b0"});
  one.add(Blank{"b0"}, "urn:name", text("one"));
  other.add(kUrnA, "urn:p", Blank{"b0"});
  other.add(Blank{"b0"}, "urn:name", text("other"));
  one.merge(other);
  CHECK(one.size() == 4);
  REQUIRE(one.resources(kUrnA, "urn:p").size() == 2);
  for (const auto& blank : one.resources(kUrnA, "urn:p")) {
    CHECK(one.literals(blank, "urn:name").size() == 1);
  }
}

TEST_CASE("a description reaches through blank nodes, circles included, but not through names") {
  Graph graph;
  graph.add(kUrnA, "urn:p", Blank{"x"});
  graph.add(Blank{"x"}, "urn:p", Blank{"y"});
  graph.add(Blank{"y"}, "urn:p", Blank{"x"});
  graph.add(Blank{"y"}, "urn:q", kUrnB);
  graph.add(kUrnB, "urn:p", text("elsewhere"));
  const auto part = graph.description_of(kUrnA);
  CHECK(part.size() == 4);
  CHECK(part.about(kUrnB).empty());
}

TEST_CASE("every index finds the triples that a search through all of them finds") {
  Graph graph;
  std::mt19937 random(7);
  std::vector<TermId> ids;
  for (const char* name : {"urn:a", "urn:b", "urn:c", "urn:d", "urn:e"}) {
    ids.push_back(graph.shared_dictionary()->iri(name));
  }
  const auto any = [&] { return ids[random() % ids.size()]; };
  std::set<TripleIds> expected;
  const auto count = [&](auto matches) { return std::ranges::count_if(expected, matches); };
  for (int round = 0; round < 60; ++round) {
    const TripleIds triple{any(), any(), any()};
    graph.add(triple);
    expected.insert(triple);
    if (round % 3 == 0) graph.index();
    const auto [s, p, o] = TripleIds{any(), any(), any()};
    const auto same = [](auto found, auto wanted) {
      return static_cast<std::ptrdiff_t>(found.size()) == wanted;
    };
    CHECK(graph.size() == expected.size());
    CHECK(std::ranges::equal(graph.all(), expected));
    CHECK(graph.has(triple));
    CHECK(graph.has({s, p, o}) == expected.contains({s, p, o}));
    CHECK(same(graph.with_subject(s), count([&](auto& t) { return t.subject == s; })));
    CHECK(
        same(graph.with(s, p), count([&](auto& t) { return t.subject == s && t.predicate == p; })));
    CHECK(same(graph.with_predicate(p), count([&](auto& t) { return t.predicate == p; })));
    CHECK(same(graph.with_object(p, o),
               count([&](auto& t) { return t.predicate == p && t.object == o; })));
    CHECK(same(graph.pointing_to(o), count([&](auto& t) { return t.object == o; })));
  }
}

TEST_CASE("an index gives its triples in the order that it promises") {
  Graph graph;
  for (const char* object : {"urn:3", "urn:1", "urn:2"}) {
    graph.add(kUrnB, "urn:q", Iri{object});
    graph.add(kUrnA, "urn:p", Iri{object});
  }
  const auto id = [&](const char* name) { return graph.dictionary().find_iri(name).value(); };
  CHECK(std::ranges::is_sorted(graph.all()));
  CHECK(std::ranges::is_sorted(graph.with_predicate(id("urn:p")), {}, &TripleIds::object));
  CHECK(std::ranges::is_sorted(graph.pointing_to(id("urn:3")), {}, &TripleIds::subject));
}

TEST_CASE("graphs over different dictionaries are compared by their terms") {
  Graph one, other;
  one.add(kUrnA, "urn:p", kUrnB);
  one.add(kUrnB, "urn:p", typed("1", "urn:t"));
  other.add(kUrnB, "urn:p", typed("1", "urn:t"));
  CHECK(one != other);
  other.add(kUrnA, "urn:p", kUrnB);
  CHECK(one == other);
  other.add(kUrnA, "urn:p", kUrnA);
  CHECK(one != other);
}

TEST_CASE("a graph merged with itself keeps its triples and doubles its blank nodes") {
  Graph graph;
  graph.add(kUrnA, "urn:p", Blank{"x"});
  graph.merge(graph);
  CHECK(graph.size() == 2);
}
