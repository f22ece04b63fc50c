#include <doctest/doctest.h>

#include <string>

#include "metadata/rdf/turtle.h"

using namespace passerelle::rdf;

namespace {

Graph turtle(std::string_view document) { return read(document, Syntax::turtle).value(); }

}  // namespace

TEST_CASE("N-Triples is sorted and the same for every order of writing") {
  const auto one =
      turtle("<http://e/b> <http://e/p> 1, \"x\"@en . <http://e/a> <http://e/p> \"q\\\"\\n\" .");
  const auto other =
      turtle("<http://e/a> <http://e/p> \"q\\\"\\n\" . <http://e/b> <http://e/p> \"x\"@en, 1 .");
  const std::string expected =
      "<http://e/a> <http://e/p> \"q\\\"\\n\" .\n"
      "<http://e/b> <http://e/p> \"1\"^^<http://www.w3.org/2001/XMLSchema#integer> .\n"
      "<http://e/b> <http://e/p> \"x\"@en .\n";
  CHECK(write_n_triples(one) == expected);
  CHECK(write_n_triples(other) == expected);
}

TEST_CASE("Turtle groups by subject, types first, and names only the prefixes it uses") {
  auto graph = turtle(R"(
    @prefix e: <http://e/> . @prefix unused: <http://unused/> .
    e:a e:z true ; e:p "x", "y"@fr ; a e:T ; e:q [ e:p 5 ] ; e:r <http://e/with/slash> .)");
  CHECK(write_turtle(graph) ==
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
  CHECK(read(write_turtle(graph), Syntax::turtle).value() == graph);
  CHECK(read(write_n_triples(graph), Syntax::n_triples).value() == graph);
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
    const auto written = write_turtle(graph);
    const auto again = read(written, Syntax::turtle);
    REQUIRE(again);
    CHECK(again->size() == graph.size());
    CHECK(write_turtle(*again) == written);
    CHECK(read(write_n_triples(graph), Syntax::n_triples).value().size() == graph.size());
  }
}
