#include <doctest/doctest.h>

#include <string>

#include "metadata/rdf/turtle_test.h"

using namespace passerelle::rdf;

TEST_CASE("N-Triples is sorted and the same for every order of writing") {
  const auto one =
      turtle("<http://e/b> <http://e/p> 1, \"x\"@en . <http://e/a> <http://e/p> \"q\\\"\\n\" .");
  const auto other =
      turtle("<http://e/a> <http://e/p> \"q\\\"\\n\" . <http://e/b> <http://e/p> \"x\"@en, 1 .");
  const std::string expected =
      "<http://e/a> <http://e/p> \"q\\\"\\n\" .\n"
      "<http://e/b> <http://e/p> \"1\"^^<http://www.w3.org/2001/XMLSchema#integer> .\n"
      "<http://e/b> <http://e/p> \"x\"@en .\n";
  CHECK(write(one, Syntax::n_triples) == expected);
  CHECK(write(other, Syntax::n_triples) == expected);
}

TEST_CASE("Turtle groups by subject, types first, and names only the prefixes it uses") {
  auto graph = turtle(R"(
    @prefix e: <http://e/> . @prefix unused: <http://unused/> .
    e:a e:z true ; e:p "x", "y"@fr ; a e:T ; e:q [ e:p 5 ] ; e:r <http://e/with/slash> .)");
  CHECK(write(graph, Syntax::turtle) ==
        "@prefix e: <http://e/> .\n"
        "\n"
        "e:a a e:T ;\n"
        "    e:p \"x\" ,\n"
        "        \"y\"@fr ;\n"
        "    e:q [ e:p 5 ] ;\n"
        "    e:r <http://e/with/slash> ;\n"
        "    e:z true .\n");
}

TEST_CASE("what is written is read as the same graph") {
  const auto graph = turtle(R"(
    @prefix e: <http://e/> .
    e:a e:p "tab\tquote\"back\\slash\u0001é", "-0"^^<http://www.w3.org/2001/XMLSchema#integer>,
        "yes"^^<http://www.w3.org/2001/XMLSchema#boolean>, "1"^^e:t .
    e:a e:p <http://e/1digit>, <http://e/dot.>, <http://e/>, <http://other/x> .)");
  CHECK(read_graph(write(graph, Syntax::turtle), Syntax::turtle).value() == graph);
  CHECK(read_graph(write(graph, Syntax::n_triples), Syntax::n_triples).value() == graph);
}

TEST_CASE("blank nodes that are shared, unused, circular or very deep keep their triples") {
  std::string deep = "<http://e/deep> <http://e/p> ";
  for (int i = 0; i < 40; ++i) deep += "[ <http://e/p> ";
  deep += "1";
  for (int i = 0; i < 40; ++i) deep += " ]";
  for (const std::string& document : {
           std::string("_:x <http://e/p> _:s . _:y <http://e/p> _:s . _:s <http://e/p> 1 ."),
           std::string("_:x <http://e/p> _:y . _:y <http://e/p> _:x ."),
           std::string("_:x <http://e/p> _:x ."),
           std::string("_:x <http://e/p> _:y . _:y <http://e/p> _:x, _:z . _:z <http://e/p> 1 ."),
           std::string("<http://e/a> <http://e/p> [], [] . [] <http://e/p> 1 ."),
           deep + " .",
       }) {
    CAPTURE(document);
    const auto graph = turtle(document);
    const auto written = write(graph, Syntax::turtle);
    const auto again = read_graph(written, Syntax::turtle);
    REQUIRE(again);
    CHECK(again->size() == graph.size());
    CHECK(write(*again, Syntax::turtle) == written);
    CHECK(read_graph(write(graph, Syntax::n_triples), Syntax::n_triples).value().size() ==
          graph.size());
  }
}

TEST_CASE(
    "TriG writes the default graph, then the named ones; a shared blank node keeps its label") {
  const auto dataset = read_dataset(R"(
    @prefix e: <http://e/> .
    e:g { e:a e:p [ e:q 1 ] , _:s } e:f { e:b e:p _:s } _:n { e:c e:p 2 } e:d e:p _:n .)",
                                    Syntax::trig)
                           .value();
  const auto text = write(dataset, Syntax::trig);
  CHECK(text ==
        "@prefix e: <http://e/> .\n"
        "\n"
        "e:d e:p _:b2 .\n"
        "\n"
        "e:f {\n"
        "    e:b e:p _:b1 .\n"
        "}\n"
        "\n"
        "e:g {\n"
        "    e:a e:p [ e:q 1 ] ,\n"
        "            _:b1 .\n"
        "}\n"
        "\n"
        "_:b2 {\n"
        "    e:c e:p 2 .\n"
        "}\n");
  CHECK(read_dataset(text, Syntax::trig).value().size() == dataset.size());
}

TEST_CASE("N-Quads is what is read, and its lines are sorted") {
  const std::string text =
      "<http://e/a> <http://e/p> \"x\" .\n"
      "<http://e/a> <http://e/p> \"x\" <http://e/g> .\n"
      "<http://e/a> <http://e/p> \"x\"@en _:b0 .\n";
  const auto dataset = read_dataset(text, Syntax::n_quads).value();
  CHECK(dataset.size() == 3);
  CHECK(write(dataset, Syntax::n_quads) == text);
}

TEST_CASE("an IRI that holds what it may not hold is still one term in what is written") {
  Graph graph;
  graph.add(Iri{"urn:a> <urn:b"}, "urn:p", Iri{"urn:\n"});
  CHECK(write(graph, Syntax::n_triples) ==
        "<urn:a\\u003E\\u0020\\u003Curn:b> <urn:p> <urn:\\u000A> .\n");
}
