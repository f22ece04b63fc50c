#include <doctest/doctest.h>

#include <string>

#include "metadata/rdf/turtle_test.h"

using namespace passerelle;
using namespace passerelle::rdf;

namespace {

// Returns the error of a document, or "accepted".
std::string graph_refusal(std::string_view document,
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

TEST_CASE("relative IRIs need a base, given or written") {
  const char* document = "<a> <p> <../b> .";
  CHECK(graph_refusal(document).starts_with("rdf.relative_iri"));
  const auto graph = read_graph(document, Syntax::turtle, "http://e/x/y");
  REQUIRE(graph);
  CHECK(graph->has(Iri{"http://e/x/a"}, "http://e/x/p", Iri{"http://e/b"}));
  CHECK(turtle("@base <http://e/x/> . <a> <p> <#f> .")
            .has(Iri{"http://e/x/a"}, "http://e/x/p", Iri{"http://e/x/#f"}));
  CHECK(!read_graph("", Syntax::turtle, "not absolute"));
}

TEST_CASE("an error names its line and column") {
  CHECK(
      graph_refusal("<http://e/a> <http://e/p> 1 .\n<http://e/a> oops .").find("line 2, column") !=
      std::string::npos);
  const auto undeclared = graph_refusal("\n\n  e:a e:p e:b .");
  CHECK(undeclared.find("line 3, column") != std::string::npos);
  CHECK(undeclared.find("\"e\" is not declared") != std::string::npos);
  CHECK(graph_refusal("<http://e/a> <http://e/p> \"\xFF\" .") ==
        "rdf.bad_syntax: line 1, column 28: not UTF-8");
}

TEST_CASE("every syntax names the place of an error") {
  const std::string good = "<http://e/a> <http://e/p> \"é\" .\n";
  CHECK(graph_refusal(good + "<http://e/a> <http://e/p> \"a\" \"b\" .", Syntax::turtle) ==
        "rdf.bad_syntax: line 2, column 31: expected '.'");
  CHECK(graph_refusal(good + "<http://e/g> { <http://e/a> <http://e/p> oops }", Syntax::trig) ==
        "rdf.bad_syntax: line 2, column 42: expected an object");
  CHECK(graph_refusal("<http://e/g> { <http://e/a> <http://e/p> 1 }") ==
        "rdf.bad_syntax: line 1, column 14: expected a predicate");
}

TEST_CASE("what the syntax does not allow is refused") {
  const auto check = [](const char* wrong, Syntax syntax) {
    CAPTURE(wrong);
    const auto read = read_dataset(wrong, syntax, "http://e/");
    REQUIRE(!read);
    CHECK(read.error().text().starts_with("rdf.bad_syntax: line "));
  };
  for (const char* wrong :
       {"hello",
        ". .",
        ")",
        "}",
        "]",
        "<a> <b> <c> . x",
        "<a> <b> <c> . ;",
        "<a> <b> <c> . .",
        "<a> <b> <c> <d> .",
        "<a> <b> <c> , .",
        "<a> <b> <c> , , <d> .",
        "<a> <b> .",
        "<a> .",
        "<a>",
        "<a> <b> <c>",
        "<a> <b> <c> ;",
        "<a> <b> [ <c> ] .",
        "<a> <b> [ <c> <d> .",
        "<a> <b> [ . ] .",
        "[ <c> <d> ]",
        "[] .",
        "() .",
        "( 1 ) .",
        "<a> <b> ( .",
        "<a> <b> (1 2 .",
        "<a> <b> (1, 2) .",
        "<a> <b> 1. .",
        "<a> <b> 1e .",
        "<a> <b> + .",
        "<a> <b> e5 .",
        "<a> <b> 1.5.5 .",
        "<a> <b> \"x\"@ .",
        "<a> <b> \"x\"@1 .",
        "<a> <b> \"x\"@en- .",
        "<a> <b> \"x\"@en--fr .",
        "<a> <b> \"x\"^^ .",
        "<a> <b> \"x\"^^\"y\" .",
        "<a> <b> \"x\"^<y> .",
        "<a> <b> True .",
        "<a> a .",
        "<a> A <b> .",
        "@prefix p <x> .",
        "@prefix p: <x>",
        "@prefix p: x .",
        "@base <x>",
        "PREFIX p: <x> .",
        "BASE <x> .",
        "@PREFIX p: <x> .",
        "@prefix p.: <x> .",
        "@prefix _: <x> .",
        "@prefix 1: <x> .",
        "@forAll p: .",
        "<a> <b> <c\nd> .",
        "<a> <b> <c d> .",
        "<a> <b> <\\u0020> .",
        "<a> <b> <\\n> .",
        "<a> <b> p:x .",
        "_: <b> <c> .",
        "_:a. <b> <c> .",
        "<a> <b> _:a.. ",
        "\"x\" <b> <c> .",
        "1 <b> <c> .",
        "true <b> <c> .",
        "<a> \"b\" <c> .",
        "<a> [] <c> .",
        "<a> _:b <c> .",
        "<a> <b> \"x\" \"y\" .",
        "<a> <b> '''x .",
        "<a> <b> \"a\nb\" .",
        "<a> <b> \"\\x\" .",
        "<a> <b> \"\\u12\" .",
        "<a> <b> \"\\U00110000\" .",
        "<a> <b> \"unfinished",
        "<a> <b> \"unfinished\\",
        "@prefix : <x> . :%zz <b> <c> .",
        "@prefix : <x> . :\\a <b> <c> .",
        "@prefix : <x> . :-a <b> <c> .",
        "@prefix : <x> . :a. <b> <c> .",
        "<a> <b> \"x\"^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#langString> .",
        "<< <a> <b> <c> >> <d> <e> .",
        "<a> => <b> .",
        "<g> { <a> <b> <c> }",
        "{ <a> <b> <c> }"}) {
    check(wrong, Syntax::turtle);
  }
  for (const char* wrong : {"{ <a> <b> <c> <d> <e> <f> }",
                            "{ <a> <b> <c> . . }",
                            "{ <a> <b> <c> ",
                            "{ <a> <b> }",
                            "{ <a> }",
                            "{ { <a> <b> <c> } }",
                            "<g> { <a> <b> <c> } .",
                            "<g> <h> { <a> <b> <c> }",
                            "GRAPH { <a> <b> <c> }",
                            "GRAPH <g> <a> <b> <c> .",
                            "GRAPH [ <x> <y> ] { }",
                            "[ <x> <y> ] { <a> <b> <c> }",
                            "() { <a> <b> <c> }",
                            "{ } }",
                            "{ ( 1 ) }",
                            "{ [] }",
                            "{ @prefix p: <x> . }",
                            "\"x\" { <a> <b> <c> }",
                            "{ <a> <b> <c> ] }",
                            "<g> { <h> { <a> <b> <c> } }"}) {
    check(wrong, Syntax::trig);
  }
  CHECK(graph_refusal(std::string_view("<http://e/a> <http://e/p> 1 .\0 ", 31)) ==
        "rdf.bad_syntax: line 1, column 30: expected a statement");
  CHECK(graph_refusal(std::string_view("<http://e/a\0> <http://e/p> 1 .", 30)) != "accepted");
}

TEST_CASE("limits on bytes, triples and literals hold to the byte") {
  const char* document = "<http://e/a> <http://e/p> \"12345\", 2, 3 .";
  ReadLimits limits;
  limits.bytes = 40;
  CHECK(graph_refusal(document, Syntax::turtle, limits) ==
        "rdf.too_large: the document is longer than 40 bytes");
  limits.bytes = 41;
  CHECK(graph_refusal(document, Syntax::turtle, limits) == "accepted");
  limits = {};
  limits.triples = 2;
  CHECK(graph_refusal(document, Syntax::turtle, limits) ==
        "rdf.too_large: line 1, column 40: more than 2 triples");
  limits.triples = 3;
  CHECK(graph_refusal(document, Syntax::turtle, limits) == "accepted");
  limits = {};
  limits.literal_bytes = 4;
  CHECK(graph_refusal(document, Syntax::turtle, limits) ==
        "rdf.too_large: line 1, column 34: a literal is longer than 4 bytes");
  limits.literal_bytes = 5;
  CHECK(graph_refusal(document, Syntax::turtle, limits) == "accepted");
}

TEST_CASE("a short document cannot name terms of any length") {
  ReadLimits limits;
  limits.iri_bytes = 11;
  CHECK(graph_refusal("<http://e/abc> a 1 .", Syntax::turtle, limits)
            .find("an IRI is longer than 11") != std::string::npos);
  limits.iri_bytes = 50;
  for (const char* document : {
           "@prefix e: <http://e/0123456789012345678901234567890123456789/> . e:x a e:y .",
           "@prefix e: <http://e/01234567890123456789> . e:0123456789012345678901 a 1 .",
           "@base <http://e/012345678901234567890123456789/> . <01234567890123456789> a 1 .",
       }) {
    CAPTURE(document);
    CHECK(graph_refusal(document, Syntax::turtle, limits).find("an IRI is longer than 50") !=
          std::string::npos);
  }

  std::string many = "@prefix e: <http://e/" + std::string(1000, 'x') + "> .\n";
  for (int i = 0; i < 100; ++i) many += "e:" + std::to_string(i) + " a 1 .\n";
  limits = {};
  limits.term_bytes = 50'000;
  CHECK(graph_refusal(many, Syntax::turtle, limits)
            .find("the text of all terms is longer than 50000") != std::string::npos);
  limits.term_bytes = 110'000;
  CHECK(graph_refusal(many, Syntax::turtle, limits) == "accepted");
}

TEST_CASE("brackets nest up to a limit, in every syntax that has them") {
  CHECK(graph_refusal(nested(64)) == "accepted");
  CHECK(graph_refusal(nested(65)) ==
        "rdf.too_large: line 1, column 987: brackets nest deeper than 64");
  CHECK(graph_refusal("{ " + nested(64) + " }", Syntax::trig) == "accepted");
  CHECK(graph_refusal("{ " + nested(65) + " }", Syntax::trig).starts_with("rdf.too_large"));
  ReadLimits limits;
  limits.nesting = 2;
  CHECK(graph_refusal(nested(2), Syntax::turtle, limits) == "accepted");
  CHECK(graph_refusal(nested(3), Syntax::turtle, limits).starts_with("rdf.too_large"));
}

TEST_CASE("depth bombs are refused") {
  // The second start leads a reader astray that goes on behind an error within brackets.
  for (const char* start : {"", "[ <http://e/p> \"\\:p "}) {
    for (const char* bracket : {"[", "(", "<http://e/a> <http://e/p> [ <http://e/p> ", "{"}) {
      std::string bomb = start;
      while (bomb.size() < (std::size_t{1} << 20)) bomb += bracket;
      CHECK(graph_refusal(bomb, Syntax::turtle).starts_with("rdf."));
      CHECK(graph_refusal(bomb, Syntax::trig).starts_with("rdf."));
    }
  }
}

TEST_CASE("escapes that name half a character are refused wherever text stands") {
  for (const char* wrong : {
           "<http://e/a> <http://e/p> \"\\uD800\" .",
           "<http://e/a> <http://e/p> \"\\uD83D\\uDE00\" .",
           "<http://e/a> <http://e/p> '''\\U0000DFFF''' .",
           "<http://e/a> <http://e/\\uD800> 1 .",
           "<http://e/a> <http://e/p> \"1\"^^<http://e/\\uDC00> .",
           "@prefix e: <http://e/\\uD800> . e:a e:p e:b .",
           "@base <http://e/\\uD800> . <a> <p> 1 .",
       }) {
    CAPTURE(wrong);
    CHECK(graph_refusal(wrong).starts_with("rdf.bad_syntax: line 1, column"));
    CHECK(graph_refusal(wrong, Syntax::trig).starts_with("rdf.bad_syntax: line 1, column"));
  }
  CHECK(turtle("<http://e/a> <http://e/p> \"\\U0001F600\" .")
            .has(kA, "http://e/p", text("\xF0\x9F\x98\x80")));
}

TEST_CASE("brackets in strings, IRIs and comments do not nest") {
  const std::string many(100, '[');
  CHECK(graph_refusal("<http://e/a> <http://e/p> \"\\\"" + many + "\" .") == "accepted");
  CHECK(graph_refusal("<http://e/a> <http://e/p> '''it's" + many + "''' .") == "accepted");
  CHECK(graph_refusal("# " + many + "\n<http://e/a> <http://e/p> 1 .") == "accepted");
  CHECK(graph_refusal("<http://e/" + many + "> <http://e/p> 1 .") == "accepted");
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

TEST_CASE("TriG is read into named graphs that share their blank nodes") {
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
}

TEST_CASE("where one graph is wanted, triples in named graphs are refused") {
  CHECK(graph_refusal("{ <http://e/a> <http://e/p> 1 }", Syntax::trig) == "accepted");
  CHECK(graph_refusal("<http://e/g> { <http://e/a> <http://e/p> 1 }", Syntax::trig)
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

TEST_CASE("words end where the grammar ends them") {
  const auto count = [](const std::string& document, Syntax syntax = Syntax::turtle) {
    const auto read = read_dataset(
        "@prefix : <http://e/> . @prefix a.b: <http://e/> .\n" + document, syntax, "http://e/");
    CAPTURE(document);
    CHECK_MESSAGE(read.has_value(), (read ? "" : read.error().text()));
    return read ? read->size() : 0;
  };
  CHECK(count("<a><b><c>.<d><e>:f.<g>a<h>.") == 3);
  CHECK(count(":a :b 1.:c :d 1.5.:e :f 1e3.") == 3);
  CHECK(count(":a :b +1, -1, .5, +.5e-3, 1.0E+5, 1.e5 .") == 6);
  CHECK(count(":a :b true.:c :d false, true .") == 3);
  CHECK(count("_:a.b :p _:a.b.[]:p _:d.") == 2);
  CHECK(count(":a.b :c..d :e. a.b:x a.b: a.b:y.z.") == 2);
  CHECK(count(":a:b :c%20d :e\\~\\.\\-, :\\_, :1:, : .") == 4);
  CHECK(count(":a :b 'x'@en-GB-x1, \"x\" @en, \"1\" ^^ :t, '''2'''^^<t> .") == 4);
  CHECK(count(":a :b :c ;; :d :e ; . [] :p [] . [ :p 1 ] . [ :p 1 ; ] :q 2 .") == 6);
  CHECK(count(":a :b () , ( 1 ) , ( ( ) [] ) . (1) :p 2 .") == 12);
  CHECK(count("BASE<http://f/>PREFIX x:<y#>prefix z: <z> x:a z:b <c> .") == 1);
  CHECK(count("{ :a :b :c . :d :e :f } GRAPH :g { [ :p 1 ] } graph _:h {} [] { :a :b 1 . }",
              Syntax::trig) == 4);
  CHECK(count("@prefix prefix: <p#> . prefix:a <b> <c> . @prefix true: <t#> . <a> <b> true:x .") ==
        2);
}

TEST_CASE("quotation marks and escapes meet in long literals") {
  const auto literal = [](const std::string& written) {
    const auto graph = turtle("<http://e/a> <http://e/p> " + written + " .");
    return graph.literals(kA, "http://e/p").at(0).lexical;
  };
  CHECK(literal(R"("""say "\n" twice""")") == "say \"\n\" twice");
  CHECK(literal(R"("""a"\"""")") == "a\"\"");
  CHECK(literal("'''it's \"\"\" fine'''") == "it's \"\"\" fine");
  CHECK(literal("\"\"") == "");
  CHECK(literal("''''''") == "");
}
