#include "metadata/rdf/graph.h"

#include <doctest/doctest.h>

using namespace passerelle::rdf;

namespace {

const Iri kA{"urn:a"};
const Iri kB{"urn:b"};

}  // namespace

TEST_CASE("a graph is a set: the same triple stands once") {
  Graph graph;
  graph.add(kA, "urn:p", text("x"));
  graph.add(kA, "urn:p", text("x"));
  graph.add(kA, "urn:p", text("x", "EN"));
  CHECK(graph.size() == 2);
  CHECK(graph.has(kA, "urn:p", text("x", "en")));
  CHECK(!graph.has(kA, "urn:p", typed("x", "urn:t")));
}

TEST_CASE("look-ups find what stands at the open end and nothing of neighbours") {
  Graph graph;
  graph.add(kA, "urn:p", kB);
  graph.add(kA, "urn:p", text("x"));
  graph.add(kA, "urn:pp", text("y"));
  graph.add(kB, "urn:p", kB);
  graph.add(Blank{"n"}, "urn:p", text("z"));
  CHECK(graph.objects(kA, "urn:p").size() == 2);
  CHECK(graph.resources(kA, "urn:p") == std::vector<Resource>{kB});
  CHECK(graph.literals(kA, "urn:p") == std::vector{text("x")});
  CHECK(graph.subjects("urn:p", kB) == std::vector<Resource>{kA, kB});
  CHECK(graph.about(kA).size() == 3);
  CHECK(graph.about(Blank{"n"}).size() == 1);
  CHECK(graph.object(kA, "urn:pp") == Term{text("y")});
  CHECK(!graph.object(kB, "urn:pp"));
}

TEST_CASE("merging keeps the blank nodes of two documents apart") {
  Graph one, other;
  one.add(kA, "urn:p", Blank{"b0"});
  one.add(Blank{"b0"}, "urn:name", text("one"));
  other.add(kA, "urn:p", Blank{"b0"});
  other.add(Blank{"b0"}, "urn:name", text("other"));
  one.merge(other);
  CHECK(one.size() == 4);
  REQUIRE(one.resources(kA, "urn:p").size() == 2);
  for (const auto& blank : one.resources(kA, "urn:p")) {
    CHECK(one.literals(blank, "urn:name").size() == 1);
  }
}

TEST_CASE("a description reaches through blank nodes, circles included, but not through names") {
  Graph graph;
  graph.add(kA, "urn:p", Blank{"x"});
  graph.add(Blank{"x"}, "urn:p", Blank{"y"});
  graph.add(Blank{"y"}, "urn:p", Blank{"x"});
  graph.add(Blank{"y"}, "urn:q", kB);
  graph.add(kB, "urn:p", text("elsewhere"));
  const auto part = graph.description_of(kA);
  CHECK(part.size() == 4);
  CHECK(part.about(kB).empty());
}
