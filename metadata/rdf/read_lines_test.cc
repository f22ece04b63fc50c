#include <doctest/doctest.h>

#include <string>

#include "metadata/rdf/turtle_test.h"

using namespace passerelle;
using namespace passerelle::rdf;

namespace {

const std::string kStart = "<http://e/a> <http://e/p> ";

// Returns the error of a document, or "accepted".
std::string dataset_refusal(std::string_view document, Syntax syntax = Syntax::n_quads) {
  const auto dataset = read_dataset(document, syntax);
  return dataset ? "accepted" : dataset.error().text();
}

}  // namespace

TEST_CASE("N-Triples is read with comments, empty lines and any end of line") {
  const auto graph = read_graph(
      "\xEF\xBB\xBF# a comment\r\n\r\n"
      "<http://e/a> <http://e/p> \"x\"@EN . # another\n"
      "\t<http://e/a>\t<http://e/p><http://e/b>.\r"
      "_:n.1 <http://e/p> _:n.1.\n"
      "<http://e/a> <http://e/q> \"1\"^^<http://e/t> .",
      Syntax::n_triples);
  REQUIRE(graph);
  CHECK(graph->size() == 4);
  CHECK(graph->has(kA, "http://e/p", text("x", "en")));
  CHECK(graph->has(kA, "http://e/p", Iri{"http://e/b"}));
  CHECK(graph->has(Blank{"b0"}, "http://e/p", Blank{"b0"}));
  CHECK(graph->has(kA, "http://e/q", typed("1", "http://e/t")));
  CHECK(read_graph("", Syntax::n_triples).value().empty());
}

TEST_CASE("N-Quads is read into named graphs that share their blank nodes") {
  const auto quads = read_dataset(
      "<http://e/a> <http://e/p> _:x _:x .\n<http://e/a> <http://e/p> _:x .", Syntax::n_quads);
  REQUIRE(quads);
  const Triple triple{kA, {"http://e/p"}, Blank{"b0"}};
  CHECK(quads->quads() == std::vector<Quad>{{triple, std::nullopt}, {triple, Blank{"b0"}}});
}

TEST_CASE("escapes stand for their characters, in literals and in IRIs") {
  const auto graph = read_graph(kStart + R"("\t\b\n\r\f\"\'\\ \u00e9\U0001F600 é" .)" + "\n" +
                                    kStart + R"(<http://e/\u00E9\u00e8> .)",
                                Syntax::n_triples);
  REQUIRE(graph);
  CHECK(graph->has(kA, "http://e/p", text("\t\b\n\r\f\"'\\ é\xF0\x9F\x98\x80 é")));
  CHECK(graph->has(kA, "http://e/p", Iri{"http://e/éè"}));
  const auto zero = read_graph(kStart + "\"a\\u0000b\" .", Syntax::n_triples);
  REQUIRE(zero);
  CHECK(zero->has(kA, "http://e/p", text(std::string("a\0b", 3))));
}

TEST_CASE("what the grammar of lines does not have is refused with its place") {
  const auto check = [](const std::string& wrong) {
    CAPTURE(wrong);
    CHECK(dataset_refusal(wrong, Syntax::n_quads).starts_with("rdf.bad_syntax: line 1, column"));
    CHECK(dataset_refusal(wrong, Syntax::n_triples).starts_with("rdf.bad_syntax: line 1, column"));
  };
  for (const char* wrong :
       {"hello", ".", "@prefix e: <http://e/> .", "[] <http://e/p> <http://e/b> .",
        "(<http://e/a>) <http://e/p> <http://e/b> .", "\"x\" <http://e/p> <http://e/b> .",
        "<http://e/a> a <http://e/b> .", "<http://e/a> _:p <http://e/b> .",
        "<http://e/a> \"p\" <http://e/b> ."}) {
    check(wrong);
  }
  for (const char* object : {"1 .",
                             "true .",
                             "'x' .",
                             "e:b .",
                             "[] .",
                             "(1) .",
                             "<http://e/b> , <http://e/c> .",
                             "<http://e/b> ; <http://e/q> <http://e/c> .",
                             "<http://e/b>",
                             "\n<http://e/b> .",
                             "<http://e/b> <http://e/g> <http://e/h> .",
                             "<http://e/b> \"g\" .",
                             "<http://e/b .",
                             "<http://e/b c> .",
                             "<http://e/b\\u0020c> .",
                             "<http://e/b\\n> .",
                             "\"x .",
                             "\"x\ny\" .",
                             "\"\"\"x\"\"\" .",
                             "\"\\x\" .",
                             "\"\\u12\" .",
                             "\"\\u12G4\" .",
                             "\"\\uD800\" .",
                             "\"\\UFFFFFFFF\" .",
                             "\"x\\",
                             "\"x\"@ .",
                             "\"x\"@1 .",
                             "\"x\"@en- .",
                             "\"x\"@en--fr .",
                             "\"x\"@e_n .",
                             "\"x\"@é .",
                             "\"x\"^<http://e/t> .",
                             "\"x\"^^e:t .",
                             "\"x\"^^\"t\" .",
                             "_: .",
                             "_ .",
                             "_:-a .",
                             "_:.a .",
                             "_:a.. .",
                             "_:a:b ."}) {
    check(kStart + object);
  }
  check(kStart + "<http://e/b> . " + kStart + "<http://e/b> .");
  CHECK(dataset_refusal("# é\n" + kStart + "é") ==
        "rdf.bad_syntax: line 2, column 27: expected an IRI or a blank node");
  CHECK(dataset_refusal(kStart + "<b> .") ==
        "rdf.relative_iri: line 1, column 30: the IRI <b> is not absolute");
}

TEST_CASE("a graph name is for N-Quads only") {
  const auto quad = kStart + "<http://e/b> <http://e/g> .";
  CHECK(dataset_refusal(quad, Syntax::n_quads) == "accepted");
  CHECK(dataset_refusal(quad, Syntax::n_triples) ==
        "rdf.bad_syntax: line 1, column 40: expected '.'");
}
