#include <doctest/doctest.h>

#include <string>

#include "metadata/rdf/turtle_test.h"

using namespace passerelle::rdf;

namespace {

Graph again(const Graph& graph) {
  return read_graph(write(graph, Syntax::rdf_xml), Syntax::rdf_xml).value();
}

}  // namespace

TEST_CASE("RDF/XML names nodes by their type and nests blank nodes") {
  const auto graph = turtle(R"(
    @prefix e: <http://e/> . @prefix unused: <http://unused/> .
    e:a a e:T, e:U ; e:p "x<&>", "y"@fr, 5 ; e:q [ a e:K ; e:p "in" ], [] , _:s ;
        e:r <http://other#z?a&b> ; <http://made/up#p> e:b .
    _:s e:p _:s .)");
  CHECK(write(graph, Syntax::rdf_xml) ==
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
        "<rdf:RDF\n"
        "    xmlns:e=\"http://e/\"\n"
        "    xmlns:ns1=\"http://made/up#\"\n"
        "    xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
        "  <e:T rdf:about=\"http://e/a\">\n"
        "    <rdf:type rdf:resource=\"http://e/U\"/>\n"
        "    <e:p rdf:datatype=\"http://www.w3.org/2001/XMLSchema#integer\">5</e:p>\n"
        "    <e:p>x&lt;&amp;&gt;</e:p>\n"
        "    <e:p xml:lang=\"fr\">y</e:p>\n"
        "    <e:q>\n"
        "      <e:K>\n"
        "        <e:p>in</e:p>\n"
        "      </e:K>\n"
        "    </e:q>\n"
        "    <e:q>\n"
        "      <rdf:Description/>\n"
        "    </e:q>\n"
        "    <e:q rdf:nodeID=\"b0\"/>\n"
        "    <e:r rdf:resource=\"http://other#z?a&amp;b\"/>\n"
        "    <ns1:p rdf:resource=\"http://e/b\"/>\n"
        "  </e:T>\n"
        "  <rdf:Description rdf:nodeID=\"b0\">\n"
        "    <e:p rdf:nodeID=\"b0\"/>\n"
        "  </rdf:Description>\n"
        "</rdf:RDF>\n");
}

TEST_CASE("what is written as RDF/XML is read as the same graph") {
  const auto graph = turtle(R"(
    @prefix rdf: <http://not-rdf/> . @prefix xmlx: <http://x/> . @prefix ns1: <http://n/> .
    @prefix e: <http://e/> . @prefix : <http://default/> . @prefix r: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
    e:a rdf:p " spaces\r\n\ttabs ", "", "é😀" ; xmlx:p 1 ; ns1:p 2 ; e:p 3 ; :p 4 ;
        <http://other/ns1#p> 5 ; e:1digit 6 ; e:é.b-c 7 ; r:_1 8 ; r:value 9 .
    e:a e:p "<b xmlns=\"u:\">x</b>"^^r:XMLLiteral, "5"^^<http://e/type> .
    e:b a <http://no-name/1/> . e:c a r:li, r:Bag . e:d a "literal type", e:T .)");
  CHECK(unwritable(graph, Syntax::rdf_xml) == 0);
  CHECK(again(graph) == graph);
  CHECK(write(again(graph), Syntax::turtle).size() > 0);
}

TEST_CASE("names that only newer parsers know are not used where a namespace can end later") {
  const auto graph = turtle("<http://e/a> <http://e/δεδομένα> 1 ; <http://e/\\u060Fx> 2 .");
  const auto text = write(graph, Syntax::rdf_xml);
  CHECK(text.find("=\"http://e/\"") != std::string::npos);
  CHECK(text.find("=\"http://e/\xD8\x8F\"") != std::string::npos);
  CHECK(again(graph) == graph);
  CHECK(unwritable(turtle("<http://e/a> <http://e/\\u060F> 1 ."), Syntax::rdf_xml) == 1);
}

TEST_CASE("blank nodes that are shared, circular or very deep keep their triples in RDF/XML") {
  std::string deep = "<http://e/deep> <http://e/p> ";
  for (int i = 0; i < 40; ++i) deep += "[ <http://e/p> ";
  deep += "1";
  for (int i = 0; i < 40; ++i) deep += " ]";
  for (const std::string& text : {
           std::string("_:x <http://e/p> _:s . _:y <http://e/p> _:s . _:s <http://e/p> 1 ."),
           std::string("_:x <http://e/p> _:y . _:y <http://e/p> _:x ."),
           std::string("<http://e/a> <http://e/p> [], [] . [] <http://e/p> 1 ."),
           deep + " .",
       }) {
    CAPTURE(text);
    const auto graph = turtle(text);
    CHECK(again(graph).size() == graph.size());
    CHECK(write(again(graph), Syntax::rdf_xml) == write(graph, Syntax::rdf_xml));
  }
  Graph odd;
  odd.add(Blank{"not an XML name"}, "http://e/p", Blank{"not an XML name"});
  CHECK(again(odd).size() == 1);
}

TEST_CASE("what RDF/XML cannot write is left out and counted") {
  const auto graph = turtle(R"(
    @prefix e: <http://e/> . @prefix r: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
    e:a e:p 1 ; <http://e/p/> 2 ; <http://e/5> [ e:p 3 ] ; e:p "bell\u0007", "\uFFFE" ;
        r:li 4 ; r:about 5 ; r:Description 6 ; <http://www.w3.org/2000/xmlns/x> 7 ;
        <http://www.w3.org/XML/1998/namespacelang> 8 .)");
  CHECK(unwritable(graph, Syntax::rdf_xml) == 8);
  CHECK(unwritable(graph, Syntax::turtle) == 0);
  const auto text = write(graph, Syntax::rdf_xml);
  CHECK(text.find("<!-- 8 triples are left out") != std::string::npos);
  CHECK(again(graph).size() == 3);
}
