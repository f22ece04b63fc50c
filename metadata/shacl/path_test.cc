#include "metadata/shacl/path.h"

#include <set>

#include "metadata/shacl/shapes_graph.h"
#include "metadata/shacl/turtle_test.h"

namespace passerelle::shacl {
namespace {

// The path that stands at ex:here.
struct Found {
  rdf::Graph graph;
  Path path;

  explicit Found(std::string_view turtle, std::string_view data = {})
      : graph(shacl::graph("ex:here sh:path " + std::string(turtle) + " . " + std::string(data))) {
    const auto node = graph.with(*graph.dictionary().find_iri("http://example.org/here"),
                                 *graph.dictionary().find_iri("http://www.w3.org/ns/shacl#path"));
    REQUIRE(node.size() == 1);
    const auto read = ShapesGraph(graph).path(node.front().object);
    REQUIRE_MESSAGE(read.has_value(), read.error().text());
    path = *read;
  }

  std::string written() const { return text(path, graph.dictionary()); }

  // Local names of the nodes reached from ex:a.
  std::set<std::string> reached(Budget budget = Budget(1'000)) const {
    std::set<std::string> names;
    const auto from = graph.shared_dictionary()->iri("http://example.org/a");
    for (const auto node : walk(View(graph), path, from, budget)) {
      names.insert(std::string(graph.dictionary().text(node)).substr(19));
    }
    return names;
  }
};

using Names = std::set<std::string>;
constexpr std::string_view kChain =
    "ex:a ex:p ex:b . ex:b ex:p ex:c . ex:c ex:p ex:a ; ex:q ex:d .";

TEST_CASE("a path is written as SPARQL writes it") {
  CHECK(Found("ex:p").written() == "<http://example.org/p>");
  CHECK(Found("[ sh:inversePath ex:p ]").written() == "^<http://example.org/p>");
  CHECK(Found("( ex:p ex:q )").written() == "<http://example.org/p>/<http://example.org/q>");
  CHECK(Found("[ sh:alternativePath ( ex:p [ sh:inversePath ex:q ] ) ]").written() ==
        "<http://example.org/p>|^<http://example.org/q>");
  CHECK(Found("[ sh:zeroOrMorePath [ sh:inversePath ex:p ] ]").written() ==
        "(^<http://example.org/p>)*");
  CHECK(Found("( ex:p [ sh:alternativePath ( ex:p ex:q ) ] )").written() ==
        "<http://example.org/p>/(<http://example.org/p>|<http://example.org/q>)");
  CHECK(Found("[ sh:oneOrMorePath ex:p ]").written() == "<http://example.org/p>+");
  CHECK(Found("[ sh:zeroOrOnePath ex:p ]").written() == "<http://example.org/p>?");
}

TEST_CASE("a path leads to every node it can reach, each once, also round a circle") {
  CHECK(Found("ex:p", kChain).reached() == Names{"b"});
  CHECK(Found("[ sh:inversePath ex:p ]", kChain).reached() == Names{"c"});
  CHECK(Found("( ex:p ex:p )", kChain).reached() == Names{"c"});
  CHECK(Found("[ sh:alternativePath ( ex:p [ sh:inversePath ex:p ] ) ]", kChain).reached() ==
        Names{"b", "c"});
  CHECK(Found("[ sh:zeroOrMorePath ex:p ]", kChain).reached() == Names{"a", "b", "c"});
  CHECK(Found("[ sh:oneOrMorePath ex:p ]", kChain).reached() == Names{"a", "b", "c"});
  CHECK(Found("[ sh:zeroOrOnePath ex:p ]", kChain).reached() == Names{"a", "b"});
  CHECK(Found("[ sh:inversePath ( ex:q ex:r ) ]", "ex:x ex:q ex:y . ex:y ex:r ex:a .").reached() ==
        Names{"x"});
  CHECK(Found("[ sh:zeroOrMorePath ex:none ]", kChain).reached() == Names{"a"});
}

TEST_CASE("a walk ends when its budget is spent") {
  Budget budget(2);
  const Found found("[ sh:zeroOrMorePath ex:p ]", kChain);
  CHECK(found.reached(budget).size() < 3);
}

TEST_CASE("what is no path is refused with its reason") {
  const auto refusal = [](std::string_view turtle) {
    const auto whole = graph("ex:here sh:path " + std::string(turtle));
    const auto node = whole.with(*whole.dictionary().find_iri("http://example.org/here"),
                                 *whole.dictionary().find_iri("http://www.w3.org/ns/shacl#path"));
    const auto read = ShapesGraph(whole).path(node.front().object);
    REQUIRE_FALSE(read.has_value());
    return read.error().detail;
  };
  CHECK(refusal("\"p\" .") == "the path \"p\" is a literal");
  CHECK(refusal("[] .") == "a blank node is no path of SHACL");
  CHECK(refusal("( ex:p ) .") == "a list of paths has less than two members");
  CHECK(refusal("[ sh:alternativePath ( ex:p ) ] .") ==
        "a list of paths has less than two members");
  CHECK(refusal("_:x . _:x rdf:first ex:p .") == "_:b0 is no well-formed list");
  CHECK(refusal("_:x . _:x rdf:first ex:p ; rdf:rest _:x .") == "_:b0 is a list without an end");
  CHECK(refusal("_:x . _:x sh:inversePath _:x .") == "a path nests deeper than 32");
}

}  // namespace
}  // namespace passerelle::shacl
