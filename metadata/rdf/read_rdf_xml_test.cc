#include <doctest/doctest.h>

#include <chrono>
#include <string>

#include "metadata/rdf/turtle_test.h"
#include "metadata/rdf/vocabulary.h"

using namespace passerelle;
using namespace passerelle::rdf;

namespace {

const std::string kP = "http://e/p";

std::string document(const std::string& content, const std::string& head = {}) {
  return "<?xml version='1.0'?>" + head +
         "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns:e='http://e/'>" +
         content + "</rdf:RDF>";
}

Result<Graph> read(const std::string& text, const ReadLimits& limits = {}) {
  return read_graph(text, Syntax::rdf_xml, "http://base/doc", limits);
}

Graph graph(const std::string& content) { return read(document(content)).value(); }

// Returns the error of a document, or "accepted".
std::string rdf_xml_refusal(const std::string& text, const ReadLimits& limits = {}) {
  const auto read_text = read(text, limits);
  return read_text ? "accepted" : read_text.error().text();
}

// Wraps what stands in a node about http://e/a.
std::string about_a(const std::string& properties) {
  return "<rdf:Description rdf:about='http://e/a'>" + properties + "</rdf:Description>";
}

}  // namespace

TEST_CASE("nodes, properties, types and literals of RDF/XML are read") {
  const auto read_graph = graph(
      "<e:T rdf:about='http://e/a' e:p='short' xml:lang='FR'>"
      "<e:p>long &amp; <![CDATA[<wide>]]></e:p>"
      "<e:p xml:lang=''>plain</e:p>"
      "<e:p rdf:datatype='http://e/t'>1</e:p>"
      "<e:p rdf:resource='other#x'/>"
      "<e:p><rdf:Description rdf:nodeID='n' rdf:type='http://e/U'/></e:p>"
      "<e:q rdf:nodeID='n'/>"
      "<e:q/>"
      "</e:T>");
  CHECK(read_graph.has(kA, std::string(kRdfType), Iri{"http://e/T"}));
  CHECK(read_graph.has(kA, kP, text("short", "fr")));
  CHECK(read_graph.has(kA, kP, text("long & <wide>", "fr")));
  CHECK(read_graph.has(kA, kP, text("plain")));
  CHECK(read_graph.has(kA, kP, typed("1", "http://e/t")));
  CHECK(read_graph.has(kA, kP, Iri{"http://base/other#x"}));
  CHECK(read_graph.has(kA, kP, Blank{"b0"}));
  CHECK(read_graph.has(kA, "http://e/q", Blank{"b0"}));
  CHECK(read_graph.has(Blank{"b0"}, std::string(kRdfType), Iri{"http://e/U"}));
  CHECK(read_graph.has(kA, "http://e/q", text("", "fr")));
  CHECK(read_graph.size() == 10);
  CHECK(read_graph.prefixes().at("e") == "http://e/");
}

TEST_CASE("rdf:parseType makes nodes, lists and XML") {
  const auto read_graph =
      graph(about_a("<e:r rdf:parseType='Resource'><e:p>x</e:p></e:r>"
                    "<e:c rdf:parseType='Collection'><rdf:Description rdf:about='http://e/i'/>"
                    "<e:T/></e:c><e:c rdf:parseType='Collection'/>"
                    "<e:x rdf:parseType='Literal'>a<e:b c='\"' xmlns:unused='u:'/><!--c--></e:x>"));
  CHECK(read_graph.has(read_graph.resources(kA, "http://e/r").at(0), kP, text("x")));
  const auto lists = read_graph.resources(kA, "http://e/c");
  REQUIRE(lists.size() == 2);
  CHECK(lists[0] == Resource{Iri{std::string(kRdfNil)}});
  CHECK(read_graph.has(lists[1], std::string(kRdfFirst), Iri{"http://e/i"}));
  const auto rest = read_graph.resources(lists[1], std::string(kRdfRest)).at(0);
  CHECK(read_graph.has(rest, std::string(kRdfRest), Iri{std::string(kRdfNil)}));
  CHECK(read_graph.has(kA, "http://e/x",
                       typed("a<e:b xmlns:e=\"http://e/\" c=\"&quot;\"></e:b><!--c-->",
                             std::string(kRdfXmlLiteral))));
}

TEST_CASE("rdf:li counts, rdf:ID names nodes and statements, xml:base moves") {
  const auto read_graph = graph(
      "<rdf:Bag rdf:ID='bag' xml:base='http://other/x/y#z'><rdf:li>1</rdf:li>"
      "<rdf:li rdf:ID='s'>2</rdf:li></rdf:Bag>"
      "<rdf:Description rdf:about=''><e:p xml:base='http://other/x/y' rdf:resource='../q'/>"
      "</rdf:Description>");
  const Iri bag{"http://other/x/y#bag"};
  const Iri statement{"http://other/x/y#s"};
  const std::string space(kRdfNamespace);
  CHECK(read_graph.has(bag, space + "_1", text("1")));
  CHECK(read_graph.has(bag, space + "_2", text("2")));
  CHECK(read_graph.has(statement, space + "subject", bag));
  CHECK(read_graph.has(statement, space + "predicate", Iri{space + "_2"}));
  CHECK(read_graph.has(statement, space + "object", text("2")));
  CHECK(read_graph.has(Iri{"http://base/doc"}, kP, Iri{"http://other/q"}));
}

TEST_CASE("one node may stand without rdf:RDF, in any encoding that XML must know") {
  const std::string node =
      "<e:T xmlns:e='http://e/' xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
      "rdf:about='http://e/a' e:p='x'/>";
  CHECK(read(node).value().size() == 2);
  CHECK(read("<?xml version='1.0' encoding='iso-8859-1'?>" +
             about_a("").insert(
                 16,
                 " xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns:e='http://e/' "
                 "e:p='\xE9'"))
            .value()
            .has(kA, kP, text("é")));
  std::string wide = "\xFE\xFF";
  for (const char c : node) wide += std::string{'\0', c};
  CHECK(read(wide).value().size() == 2);
  CHECK(rdf_xml_refusal("<?xml version='1.0' encoding='utf-7'?>" + node)
            .starts_with("rdf.bad_syntax"));
}

TEST_CASE("what RDF/XML does not allow is refused with its place") {
  for (const char* wrong : {
           "<rdf:RDF/>",
           "<rdf:li/>",
           "<rdf:Description rdf:bagID='x'/>",
           "<rdf:Description rdf:aboutEach='x'/>",
           "<rdf:Description rdf:about='x' rdf:ID='x'/>",
           "<rdf:Description rdf:ID='x'/><rdf:Description rdf:ID='x'/>",
           "<rdf:Description rdf:ID='1x'/>",
           "<rdf:Description rdf:nodeID='a b'/>",
           "<rdf:Description rdf:resource='x'/>",
           "<rdf:Description rdf:li='x'/>",
           "<rdf:Description other='x'/>",
           "<rdf:Description>text</rdf:Description>",
           "<rdf:Description><rdf:Description/></rdf:Description>",
           "<rdf:Description><e:p rdf:about='x'/></rdf:Description>",
           "<rdf:Description><e:p rdf:resource='x' rdf:nodeID='x'/></rdf:Description>",
           "<rdf:Description><e:p rdf:resource='x'>text</e:p></rdf:Description>",
           "<rdf:Description><e:p rdf:resource='x'><e:T/></e:p></rdf:Description>",
           "<rdf:Description><e:p rdf:parseType='Literal' rdf:resource='x'/></rdf:Description>",
           "<rdf:Description><e:p rdf:parseType='Literal' rdf:datatype='x'/></rdf:Description>",
           "<rdf:Description><e:p rdf:datatype='x' e:q='y'/></rdf:Description>",
           "<rdf:Description><e:p rdf:datatype='x'><e:T/></e:p></rdf:Description>",
           "<rdf:Description><e:p><e:T/><e:T/></e:p></rdf:Description>",
           "<rdf:Description><e:p>text<e:T/></e:p></rdf:Description>",
           "<rdf:Description><e:p><e:T/>text</e:p></rdf:Description>",
           "<rdf:Description><e:p xml:lang='e n'>text</e:p></rdf:Description>",
           "<rdf:Description rdf:about='http://e/a b'/>",
           "<none/>",
           "<undeclared:x/>",
           "<rdf:Description>",
           "text",
           "<e:T e:p='1' e:p='2'/>",
           "<e:T>\x01</e:T>",
           "<e:T>&unknown;</e:T>",
           "<e:T>\xFF</e:T>",
       }) {
    CAPTURE(wrong);
    CHECK(rdf_xml_refusal(document(wrong)).starts_with("rdf.bad_syntax: line 1, column "));
  }
  CHECK(rdf_xml_refusal("<a xmlns='http://e/'>\n  <b>\n    <c/>é <oops/>") ==
        "rdf.bad_syntax: line 3, column 9: text where none may stand");
  CHECK(rdf_xml_refusal("").starts_with("rdf.bad_syntax"));
  CHECK(rdf_xml_refusal(document(std::string("<e:T>\0</e:T>", 12))).starts_with("rdf.bad_syntax"));
  const auto without_base = read_graph(document("<e:T rdf:about='x'/>"), Syntax::rdf_xml);
  REQUIRE(!without_base);
  CHECK(without_base.error().text().starts_with("rdf.relative_iri: line 1, column "));
}

TEST_CASE("entities of the document work, and nothing outside is opened") {
  const auto inside = read(document(about_a("<e:p>&x;</e:p><e:p rdf:resource='&e;b'/>"),
                                    "<!DOCTYPE rdf:RDF [<!ENTITY e 'http://e/'>"
                                    "<!ENTITY x 'y'>]>"));
  REQUIRE(inside);
  CHECK(inside->has(kA, kP, text("y")));
  CHECK(inside->has(kA, kP, Iri{"http://e/b"}));
  for (const char* head : {
           "<!DOCTYPE rdf:RDF [<!ENTITY x SYSTEM 'file:///etc/hostname'>]>",
           "<!DOCTYPE rdf:RDF [<!ENTITY x SYSTEM 'http://127.0.0.1:1/'>]>",
           "<!DOCTYPE rdf:RDF PUBLIC 'p' 'http://127.0.0.1:1/'>",
           "<!DOCTYPE rdf:RDF [<!ENTITY % p SYSTEM 'file:///etc/hostname'> %p;]>",
       }) {
    CAPTURE(head);
    CHECK(rdf_xml_refusal(document(about_a("<e:p>&x;</e:p>"), head)).starts_with("rdf.bad_syntax"));
  }
  CHECK(rdf_xml_refusal(document("", "<!DOCTYPE rdf:RDF SYSTEM 'file:///etc/hostname'>")) ==
        "accepted");
}

TEST_CASE("entities that expand without end are refused at once") {
  std::string laughs = "<!DOCTYPE rdf:RDF [<!ENTITY l0 'ha'>";
  for (int i = 1; i < 30; ++i) {
    const auto inner = "&l" + std::to_string(i - 1) + ";";
    laughs += "<!ENTITY l" + std::to_string(i) + " '" + inner + inner + inner + inner + "'>";
  }
  laughs += "]>";
  std::string many;
  for (int i = 0; i < 50'000; ++i) many += "&x;";
  const auto quadratic = "<!DOCTYPE rdf:RDF [<!ENTITY x '" + std::string(50'000, 'x') + "'>]>";

  const auto start = std::chrono::steady_clock::now();
  for (const char* use : {"<e:p>&l29;</e:p>", "<e:p rdf:resource='&l29;'/>",
                          "<e:p rdf:parseType='Literal'>&l29;</e:p>"}) {
    CHECK(rdf_xml_refusal(document(about_a(use), laughs)).starts_with("rdf."));
  }
  CHECK(
      rdf_xml_refusal(document(about_a("<e:p>" + many + "</e:p>"), quadratic)).starts_with("rdf."));
  CHECK(rdf_xml_refusal(document(about_a("<e:p e:q='" + many + "'/>"), quadratic))
            .starts_with("rdf."));
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(20));
}

TEST_CASE("limits hold in RDF/XML") {
  const auto text = document(about_a("<e:p>12345</e:p><e:p>2</e:p>"));
  ReadLimits limits;
  limits.bytes = text.size() - 1;
  CHECK(rdf_xml_refusal(text, limits).starts_with("rdf.too_large"));
  limits = {};
  limits.triples = 1;
  CHECK(rdf_xml_refusal(text, limits).find("more than 1 triples") != std::string::npos);
  limits.triples = 2;
  CHECK(rdf_xml_refusal(text, limits) == "accepted");
  limits.literal_bytes = 4;
  CHECK(rdf_xml_refusal(text, limits).find("a literal is longer than 4") != std::string::npos);
  CHECK(rdf_xml_refusal(document(about_a("<e:p rdf:parseType='Literal'><e:b/></e:p>")), limits)
            .find("a literal is longer than 4") != std::string::npos);
  limits = {};
  limits.iri_bytes = 60;
  const std::string path(50, 'x');
  CHECK(rdf_xml_refusal(document("<e:T rdf:about='http://long/" + path + "'/>"), limits)
            .find("an IRI is longer than 60") != std::string::npos);
  CHECK(rdf_xml_refusal(document("<l:T xmlns:l='http://long/" + path + "'/>"), limits)
            .find("a namespace is longer than 60") != std::string::npos);

  const auto nested = [](int depth) {
    std::string inside;
    for (int i = 0; i < depth; ++i) inside += "<e:T><e:p>";
    for (int i = 0; i < depth; ++i) inside += "</e:p></e:T>";
    return document(inside);
  };
  limits = {};
  limits.nesting = 9;
  CHECK(rdf_xml_refusal(nested(4), limits) == "accepted");
  CHECK(rdf_xml_refusal(nested(5), limits).find("elements nest deeper than 9") !=
        std::string::npos);
  CHECK(rdf_xml_refusal(nested(100'000)).starts_with("rdf.too_large"));
}

TEST_CASE("an encoding that can mean one thing only is understood, another unknown one refused") {
  const auto declared = [](const std::string& encoding) {
    const auto text = document("<rdf:Description rdf:about='http://e/a' e:p='é'/>");
    return "<?xml version=\"1.0\" encoding=\"" + encoding + "\"?>" +
           text.substr(text.find("?>") + 2);
  };
  CHECK(read(declared("utf8")).value().has(kA, kP, text("é")));
  CHECK(rdf_xml_refusal(declared("utf9")).find("unknown encoding") != std::string::npos);
}
