#include <doctest/doctest.h>

#include <string>

#include "metadata/rdf/documents.h"

using namespace passerelle;
using namespace passerelle::rdf;

namespace {

const Iri kA{"http://e/a"};

Graph turtle(std::string_view document) { return read_graph(document, Syntax::turtle).value(); }

// Returns the error of a document, or "accepted".
std::string refusal(std::string_view document,
                    Syntax syntax = Syntax::turtle,
                    const ReadLimits& limits = {}) {
  const auto graph = read_graph(document, syntax, {}, limits);
  return graph ? "accepted" : graph.error().text();
}

std::string nested(int depth) {
  std::string document = "<http://e/a> <http://e/p> ";
  for (int i = 0; i < depth; ++i) document += "[ <http://e/p> ";
  document += "1";
  for (int i = 0; i < depth; ++i) document += " ]";
  return document + " .";
}

}  // namespace

TEST_CASE("Turtle is read with prefixes, types, languages, lists and numbers") {
  const auto graph = turtle(R"(
    @prefix e: <http://e/> .
    PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
    e:a a e:Thing ;
      e:text "plain", "chat"@FR, """long
text""" ;
      e:number 5, 5.0, 5e0 ; e:flag true ;
      e:day "2026-11-23"^^xsd:date ;
      e:list ( 1 2 ) ; e:inner [ e:text "inside" ] .)");
  CHECK(graph.has(kA, "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", Iri{"http://e/Thing"}));
  CHECK(graph.has(kA, "http://e/text", text("chat", "fr")));
  CHECK(graph.has(kA, "http://e/text", text("long\ntext")));
  CHECK(graph.has(kA, "http://e/number", typed("5.0", "http://www.w3.org/2001/XMLSchema#decimal")));
  CHECK(graph.has(kA, "http://e/flag", typed("true", "http://www.w3.org/2001/XMLSchema#boolean")));
  CHECK(
      graph.has(kA, "http://e/day", typed("2026-11-23", "http://www.w3.org/2001/XMLSchema#date")));
  const auto inner = graph.resources(kA, "http://e/inner");
  REQUIRE(inner.size() == 1);
  CHECK(graph.has(inner[0], "http://e/text", text("inside")));
  CHECK(graph.size() == 16);
  CHECK(graph.prefixes().at("e") == "http://e/");
}

TEST_CASE("N-Triples is read, and Turtle in it refused") {
  const auto graph = read_graph("<http://e/a> <http://e/p> \"x\"@en .\n_:n <http://e/p> _:n .\n",
                                Syntax::n_triples);
  REQUIRE(graph);
  CHECK(graph->size() == 2);
  CHECK(refusal("@prefix e: <http://e/> .\ne:a e:p e:b .", Syntax::n_triples)
            .starts_with("rdf.bad_syntax"));
  CHECK(refusal("<a> <http://e/p> <http://e/b> .", Syntax::n_triples) != "accepted");
}

TEST_CASE("relative IRIs need a base, given or written") {
  const char* document = "<a> <p> <../b> .";
  CHECK(refusal(document).starts_with("rdf.relative_iri"));
  const auto graph = read_graph(document, Syntax::turtle, "http://e/x/y");
  REQUIRE(graph);
  CHECK(graph->has(Iri{"http://e/x/a"}, "http://e/x/p", Iri{"http://e/b"}));
  CHECK(turtle("@base <http://e/x/> . <a> <p> <#f> .")
            .has(Iri{"http://e/x/a"}, "http://e/x/p", Iri{"http://e/x/#f"}));
  CHECK(!read_graph("", Syntax::turtle, "not absolute"));
}

TEST_CASE("an error names its line and column") {
  CHECK(refusal("<http://e/a> <http://e/p> 1 .\n<http://e/a> oops .").find("line 2, column") !=
        std::string::npos);
  const auto undeclared = refusal("\n\n  e:a e:p e:b .");
  CHECK(undeclared.find("line 3, column") != std::string::npos);
  CHECK(undeclared.find("\"e\" is not declared") != std::string::npos);
  CHECK(refusal("<http://e/a> <http://e/p> \"\xFF\" .") ==
        "rdf.bad_syntax: line 1, column 28: not UTF-8");
}

TEST_CASE("what the syntax does not allow is refused") {
  for (const char* wrong : {
           "<http://e/a> <http://e/p> .",
           "<http://e/a> <http://e/p> 1",
           "<http://e/a b> <http://e/p> 1 .",
           "\"x\" <http://e/p> 1 .",
           "<http://e/a> _:p 1 .",
           "<http://e/a> <http://e/p> \"a\nb\" .",
           "<http://e/a> <http://e/p> \"\\uD800\" .",
           "<http://e/a> <http://e/p> "
           "\"x\"^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#langString> .",
           "<http://e/a> <http://e/p> [ .",
           "<http://e/a> <http://e/p> \"unfinished",
       }) {
    CAPTURE(wrong);
    CHECK(refusal(wrong) != "accepted");
  }
  CHECK(refusal(std::string_view("<http://e/a> <http://e/p> 1 .\0 ", 31)) ==
        "rdf.bad_syntax: line 1, column 30: a zero byte");
  CHECK(refusal(std::string_view("<http://e/a\0> <http://e/p> 1 .", 30)) != "accepted");
}

TEST_CASE("limits on bytes, triples, literals and nesting hold") {
  const char* document = "<http://e/a> <http://e/p> \"12345\", 2, 3 .";
  ReadLimits limits;
  limits.bytes = 10;
  CHECK(refusal(document, Syntax::turtle, limits).starts_with("rdf.too_large"));
  limits = {};
  limits.triples = 2;
  CHECK(refusal(document, Syntax::turtle, limits).starts_with("rdf.too_large"));
  limits.triples = 3;
  CHECK(refusal(document, Syntax::turtle, limits) == "accepted");
  limits.literal_bytes = 4;
  CHECK(refusal(document, Syntax::turtle, limits).starts_with("rdf.too_large"));
  CHECK(refusal(nested(60)) == "accepted");
  CHECK(refusal(nested(70)).starts_with("rdf.too_large"));
  CHECK(refusal(std::string(1 << 20, '[')).starts_with("rdf.too_large"));
  limits = {};
  limits.nesting = 2;
  CHECK(refusal(nested(2), Syntax::turtle, limits) == "accepted");
  CHECK(refusal(nested(3), Syntax::turtle, limits).starts_with("rdf.too_large"));
}

TEST_CASE("brackets in strings, IRIs and comments do not nest") {
  const std::string many(100, '[');
  CHECK(refusal("<http://e/a> <http://e/p> \"\\\"" + many + "\" .") == "accepted");
  CHECK(refusal("<http://e/a> <http://e/p> '''it's" + many + "''' .") == "accepted");
  CHECK(refusal("# " + many + "\n<http://e/a> <http://e/p> 1 .") == "accepted");
  CHECK(refusal("<http://e/" + many + "> <http://e/p> 1 .") == "accepted");
}

TEST_CASE("blank nodes get labels in the order in which they appear") {
  const auto graph = turtle("_:zebra <http://e/p> _:b1, [ <http://e/q> _:zebra ] .");
  CHECK(graph.size() == 3);
  CHECK(graph.about(Blank{"b0"}).size() == 2);
}

TEST_CASE("an empty document is an empty graph") {
  CHECK(turtle("").empty());
  CHECK(turtle("# nothing\n").empty());
}

TEST_CASE("TriG and N-Quads are read into named graphs that share their blank nodes") {
  const auto trig = read_dataset(R"(
    @prefix e: <http://e/> .
    e:a e:p _:n .
    e:g { e:a e:p _:n , [] }
    _:n { e:b e:p 1 }
    GRAPH e:g { e:c e:p 2 })",
                                 Syntax::trig);
  REQUIRE(trig);
  CHECK(trig->size() == 5);
  CHECK(trig->default_graph().resources(kA, "http://e/p") == std::vector<Resource>{Blank{"b0"}});
  REQUIRE(trig->find(Iri{"http://e/g"}));
  CHECK(trig->find(Iri{"http://e/g"})->size() == 3);
  CHECK(trig->find(Iri{"http://e/g"})->has(kA, "http://e/p", Blank{"b0"}));
  REQUIRE(trig->find(Blank{"b0"}));
  const auto quads = read_dataset("<http://e/a> <http://e/p> _:x _:x .", Syntax::n_quads);
  REQUIRE(quads);
  CHECK(quads->quads() == std::vector{Quad{{kA, {"http://e/p"}, Blank{"b0"}}, Blank{"b0"}}});
}

TEST_CASE("where one graph is wanted, triples in named graphs are refused") {
  CHECK(refusal("{ <http://e/a> <http://e/p> 1 }", Syntax::trig) == "accepted");
  CHECK(refusal("<http://e/g> { <http://e/a> <http://e/p> 1 }", Syntax::trig)
            .starts_with("rdf.named_graphs"));
}

TEST_CASE("documents read into one dictionary have equal ids for equal names only") {
  const auto terms = std::make_shared<Dictionary>();
  const char* document = "<http://e/a> <http://e/p> [] .";
  const auto one = read_graph(document, Syntax::turtle, {}, {}, terms).value();
  const auto other = read_graph(document, Syntax::turtle, {}, {}, terms).value();
  CHECK(one.all()[0].subject == other.all()[0].subject);
  CHECK(one.all()[0].object != other.all()[0].object);
}

TEST_CASE("it does not matter where the parser's pages end") {
  constexpr std::size_t kPage = std::size_t{64} << 10;
  const std::string tail = "<http://e/a> <http://e/p> \"x\\u00E9\"@en , 5 .\n";
  for (std::size_t before = kPage - tail.size() - 2; before <= kPage + 2; ++before) {
    const auto document = "#" + std::string(before - 2, 'c') + "\n" + tail;
    const auto graph = read_graph(document, Syntax::turtle);
    REQUIRE(graph);
    CHECK(graph->has(kA, "http://e/p", text("xé", "en")));
    CHECK(graph->size() == 2);
    // Cut anywhere within the statement it is refused.
    const auto cut = document.substr(0, before + tail.size() - 3);
    CHECK(refusal(cut).starts_with("rdf.bad_syntax: line 2, column"));
  }
}
