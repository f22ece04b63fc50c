#include "metadata/rdf/documents.h"

#include <doctest/doctest.h>

using namespace passerelle::rdf;

TEST_CASE("every syntax is found by its media type and by its file ending") {
  for (const auto syntax : {Syntax::turtle, Syntax::trig, Syntax::n_triples, Syntax::n_quads,
                            Syntax::rdf_xml, Syntax::json_ld}) {
    CHECK(syntax_of_media_type(media_type(syntax)) == syntax);
  }
  CHECK(syntax_of_media_type("Text/Turtle ; charset=utf-8") == Syntax::turtle);
  CHECK(syntax_of_extension("NQ") == Syntax::n_quads);
  CHECK(syntax_of_extension("trig") == Syntax::trig);
  CHECK(syntax_of_extension("jsonld") == Syntax::json_ld);
  CHECK(syntax_of_extension("xml") == Syntax::rdf_xml);
  CHECK(!syntax_of_media_type("text/html"));
  CHECK(!syntax_of_media_type(""));
  CHECK(!syntax_of_extension("doc"));
}

TEST_CASE("only TriG, N-Quads and JSON-LD write named graphs") {
  CHECK(has_named_graphs(Syntax::trig));
  CHECK(has_named_graphs(Syntax::n_quads));
  CHECK(has_named_graphs(Syntax::json_ld));
  CHECK(!has_named_graphs(Syntax::rdf_xml));
  CHECK(!has_named_graphs(Syntax::turtle));
  CHECK(!has_named_graphs(Syntax::n_triples));
}

TEST_CASE("a dataset of one graph is written as a graph") {
  Graph graph;
  graph.add(Iri{"urn:a"}, "urn:p", text("x"));
  for (const auto syntax : {Syntax::turtle, Syntax::trig, Syntax::n_triples, Syntax::n_quads,
                            Syntax::rdf_xml, Syntax::json_ld}) {
    CHECK(write(Dataset(graph), syntax) == write(graph, syntax));
  }
}
