// RDF out of JSON-LD, and JSON-LD out of RDF.
#include "metadata/rdf/json_ld/json_ld.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "metadata/rdf/json_ld/from_rdf.h"
#include "metadata/rdf/json_ld/published_context.h"

using namespace passerelle;
using namespace passerelle::rdf;

namespace {

// Returns what a document says, as N-Quads.
std::string quads(const std::string& document, const JsonLdOptions& options = {}) {
  const auto dataset = read_json_ld(document, options);
  return dataset ? write(*dataset, Syntax::n_quads) : dataset.error().text();
}

Dataset trig(const std::string& text) {
  return read_dataset(text, Syntax::trig, "http://e/").value();
}

Json from_trig(const std::string& text, const json_ld::FromRdfOptions& options = {}) {
  return json_ld::from_rdf(trig(text), options).value();
}

// Whether what is written is read as the same quads. Labels are equal as they follow the order of
// writing; a text with several blank nodes is better checked for isomorphism.
bool travels(const std::string& text) {
  const auto dataset = trig(text);
  const auto same = [&](const std::string& written) {
    return write(*read_json_ld(written), Syntax::n_quads) == write(dataset, Syntax::n_quads);
  };
  return same(write_expanded_json_ld(dataset)) && same(write_json_ld(dataset));
}

}  // namespace

TEST_CASE("nodes, values, lists, graphs and reverse properties become quads") {
  CHECK(quads(R"({
    "@context": {"e": "http://e/", "of": {"@reverse": "e:part"}, "all": {"@id": "e:all", "@container": "@list"}},
    "@id": "e:a", "@type": "e:T", "e:n": [5, 5.5, 1e30, true, "x", {"@value": "y", "@language": "EN"}],
    "of": {"@id": "e:b"}, "all": ["x", []], "e:json": {"@value": {"b": 1, "a": []}, "@type": "@json"},
    "e:in": {"@id": "e:g", "@graph": {"@id": "_:z", "e:p": {"@id": "_:z"}}}
  })") ==
        "<http://e/a> <http://e/all> _:b0 .\n"
        "<http://e/a> <http://e/in> <http://e/g> .\n"
        "<http://e/a> <http://e/json> "
        "\"{\\\"a\\\":[],\\\"b\\\":1}\"^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON> .\n"
        "<http://e/a> <http://e/n> \"1.0E30\"^^<http://www.w3.org/2001/XMLSchema#double> .\n"
        "<http://e/a> <http://e/n> \"5\"^^<http://www.w3.org/2001/XMLSchema#integer> .\n"
        "<http://e/a> <http://e/n> \"5.5E0\"^^<http://www.w3.org/2001/XMLSchema#double> .\n"
        "<http://e/a> <http://e/n> \"true\"^^<http://www.w3.org/2001/XMLSchema#boolean> .\n"
        "<http://e/a> <http://e/n> \"x\" .\n"
        "<http://e/a> <http://e/n> \"y\"@en .\n"
        "<http://e/a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://e/T> .\n"
        "<http://e/b> <http://e/part> <http://e/a> .\n"
        "_:b0 <http://www.w3.org/1999/02/22-rdf-syntax-ns#first> \"x\" .\n"
        "_:b0 <http://www.w3.org/1999/02/22-rdf-syntax-ns#rest> _:b1 .\n"
        "_:b1 <http://www.w3.org/1999/02/22-rdf-syntax-ns#first> "
        "<http://www.w3.org/1999/02/22-rdf-syntax-ns#nil> .\n"
        "_:b1 <http://www.w3.org/1999/02/22-rdf-syntax-ns#rest> "
        "<http://www.w3.org/1999/02/22-rdf-syntax-ns#nil> .\n"
        "_:b2 <http://e/p> _:b2 <http://e/g> .\n");
}

TEST_CASE("what RDF cannot say is left out, and what stands around it is kept") {
  CHECK(quads(R"({"@id": "relative", "http://e/p": "x"})") == "");
  CHECK(quads(R"({"@id": "relative", "http://e/p": {"@id": "http://e/b", "http://e/q": 1}})") ==
        "<http://e/b> <http://e/q> \"1\"^^<http://www.w3.org/2001/XMLSchema#integer> .\n");
  CHECK(quads(R"({"@id": "http://e/a", "_:p": "x", "http://e/a b": "x", "http://e/#p#q": "x"})") ==
        "");
  CHECK(quads(R"({"@id": "http://e/a", "http://e/p": {"@value": "x", "@language": "a b"}})") == "");
  CHECK(
      quads(
          R"({"@id": "relative", "@graph": {"@id": "http://e/a", "http://e/p": 1}, "http://e/p": 1})") ==
      "");
}

TEST_CASE("a shared dictionary gives the document blank nodes of its own") {
  const auto dictionary = std::make_shared<Dictionary>();
  const auto one = read_json_ld(R"({"@id": "_:x", "http://e/p": 1})", {}, dictionary).value();
  const auto other = read_json_ld(R"({"@id": "_:x", "http://e/p": 2})", {}, dictionary).value();
  CHECK(one.quads().at(0).triple.subject != other.quads().at(0).triple.subject);
}

TEST_CASE("too many triples and too long a literal are refused") {
  JsonLdOptions options;
  options.limits.triples = 2;
  CHECK(quads(R"({"http://e/p": [1, 2]})", options).starts_with("_:b0"));
  CHECK(quads(R"({"http://e/p": [1, 2, 3]})", options) ==
        "rdf.too_large: in a node without @id: more than 2 triples");
  options.limits.literal_bytes = 3;
  CHECK(quads(R"({"http://e/p": "abc"})", options).starts_with("_:b0"));
  CHECK(quads(R"({"http://e/p": "abcd"})", options) ==
        "rdf.too_large: in a node without @id: a literal is longer than 3 bytes");
  options.limits.iri_bytes = 20;
  CHECK(quads(R"({"@id": "http://e/a-long-name", "http://e/p": 1})", options)
            .starts_with("rdf.too_large: in <http://e/a-long-name>: an IRI is longer"));
  CHECK(quads(R"({"http://e/p": {"@type": "@json", "@value": 9007199254740993}})")
            .starts_with("json_ld.invalid_json_literal"));
}

TEST_CASE("a graph is one node object for each subject, lists and named graphs inside") {
  CHECK(from_trig(R"(
    @prefix e: <http://e/> .
    e:a a e:T ; e:p ("x" ("y"@en) ()) , e:b . _:b e:q 5 .
    e:g { e:c e:p e:a } )") == Json::parse(R"([
    {"@id": "_:b4", "http://e/q": [{"@type": "http://www.w3.org/2001/XMLSchema#integer", "@value": "5"}]},
    {"@id": "http://e/a", "@type": ["http://e/T"],
     "http://e/p": [{"@id": "http://e/b"},
                    {"@list": [{"@value": "x"}, {"@list": [{"@value": "y", "@language": "en"}]}, {"@list": []}]}]},
    {"@id": "http://e/g", "@graph": [{"@id": "http://e/c", "http://e/p": [{"@id": "http://e/a"}]}]}
  ])"));
}

TEST_CASE("links of a list stay nodes where somebody would miss them") {
  const std::string head =
      "@prefix e: <http://e/> . @prefix r: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . ";
  for (const char* body : {
           "e:a e:p _:l . e:b e:p _:l . _:l r:first 1 ; r:rest () .",  // used twice
           "e:a e:p _:l . _:l r:first 1 ; r:rest () ; e:q 2 .",        // says more
           "e:a e:p _:l . _:l r:first 1, 2 ; r:rest () .",             // two items at once
           "e:a e:p _:l . _:l r:first 1 ; r:rest (), e:x .",           // two ends
           "_:l r:first 1 ; r:rest () .",                              // used by nobody
           "_:l r:first _:l ; r:rest () .",                            // its own item
           "_:l r:first _:m ; r:rest () . _:m r:first _:l ; r:rest () .",
           "e:a a _:l . _:l r:first 1 ; r:rest () .",  // a type has a name
           "e:a e:p _:l . _:l r:first 1 ; r:rest () . e:g { _:l e:q 2 }",
           "e:a e:p _:l . _:l r:first 1 ; r:rest () . _:l { e:b e:q 2 }",
           "e:g { e:a e:p _:l } _:l r:first 1 ; r:rest () .",
           "e:a r:rest () . e:b r:first () .",
       }) {
    CAPTURE(body);
    const auto dataset = trig(head + body);
    const auto again = read_json_ld(write_json_ld(dataset)).value();
    CHECK(again.size() == dataset.size());
  }
}

TEST_CASE("lists in lists are written no deeper than every reader can follow") {
  std::string text = "<http://e/a> <http://e/p> ";
  for (int i = 0; i < 40; ++i) text += "( ";
  for (int i = 0; i < 40; ++i) text += ") ";
  const auto dataset = trig(text + ".");
  const auto again = read_json_ld(write_json_ld(dataset));
  REQUIRE(again);
  CHECK(again->size() == dataset.size());
}

TEST_CASE("texts, numbers, JSON and languages keep their form on a journey") {
  CHECK(travels(R"(@prefix e: <http://e/> . @prefix x: <http://www.w3.org/2001/XMLSchema#> .
    e:a e:p "", "x", "x"@en-gb, 1, 01, 1.0, 1e0, true, "1"^^x:boolean, "yes"^^x:boolean, "a\u0000\"\\",
        "{ \"b\": 1 }"^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON>,
        "{\"b\":1}"^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON>,
        "no JSON"^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON>,
        "x"^^<https://www.w3.org/ns/i18n#en_rtl> .)"));
  CHECK(travels(
      R"(@prefix dct: <http://purl.org/dc/terms/> . @prefix dcat: <http://www.w3.org/ns/dcat#> .
    <d> a dcat:Dataset ; dct:title "T"@en, "U"@en, "V"@fr, "plain" ; dct:issued "2024-01-01" ;
        dcat:theme <t>, "no link" ; dct:publisher [ ] .)"));
}

TEST_CASE("the published context gives short words, and longer ones to values that do not fit") {
  const auto written = Json::parse(write_json_ld(trig(R"(
    @prefix dct: <http://purl.org/dc/terms/> . @prefix dcat: <http://www.w3.org/ns/dcat#> .
    @prefix h: <http://healthdataportal.eu/ns/health#> . @prefix x: <http://www.w3.org/2001/XMLSchema#> .
    <d> a dcat:Dataset ; dct:title "T"@en, "U"@fr, "plain" ; dcat:theme <t> ; h:hasStructuredData true ;
        dct:modified "2026-11-25T00:00:00Z"^^x:dateTime ; dct:issued "2026"^^x:gYear .)")));
  CHECK(written["@context"] == json_ld::published_context());
  auto rest = written;
  rest.erase("@context");
  CHECK(rest == Json::parse(R"({
    "@id": "http://e/d", "@type": "Dataset", "title": {"en": "T", "fr": "U", "@none": "plain"},
    "theme": "http://e/t", "hasStructuredData": "true", "modified": "2026-11-25T00:00:00Z",
    "dct:issued": {"@type": "xsd:gYear", "@value": "2026"}
  })"));
}

TEST_CASE("an IRI that the context would read as another is written expanded") {
  const auto dataset = trig("<dct:title> <http://e/p> 1 .");
  const auto written = write_json_ld(dataset);
  CHECK(Json::parse(written).is_array());
  CHECK(*read_json_ld(written) == dataset);
  const auto expanded = json_ld::from_rdf(dataset, {}).value();
  CHECK(compact_json_ld(expanded, json_ld::published_context()).error().name() ==
        "json_ld.iri_confused_with_prefix");
}

TEST_CASE("a text with a direction is a datatype or a blank node in RDF, as the caller wants") {
  const std::string document =
      R"([{"@id": "http://e/a", "http://e/p": [{"@direction": "rtl", "@language": "ar", "@value": "x"}]}])";
  using json_ld::RdfDirection;
  for (const auto direction : {RdfDirection::i18n_datatype, RdfDirection::compound_literal}) {
    const auto dataset = read_json_ld(document, {.direction = direction}).value();
    CHECK(json_ld::from_rdf(dataset, {.direction = direction}).value() == Json::parse(document));
  }
  CHECK(quads(document) == "<http://e/a> <http://e/p> \"x\"@ar .\n");
  const auto broken = trig(R"(@prefix r: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
    <a> <p> [ r:value "x" ; r:direction "up" ] .)");
  CHECK(json_ld::from_rdf(broken, {.direction = RdfDirection::compound_literal}).error().name() ==
        "json_ld.invalid_base_direction");
  const auto tongue = trig(R"(@prefix r: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
    <a> <p> [ r:value "x" ; r:direction "ltr" ; r:language "a b" ] .)");
  CHECK(json_ld::from_rdf(tongue, {.direction = RdfDirection::compound_literal}).error().name() ==
        "json_ld.invalid_language_tagged_string");
}

TEST_CASE("a JSON literal that is no JSON is refused where JSON is asked for") {
  const auto dataset = trig(R"(<a> <p> "{"^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON> .)");
  CHECK(json_ld::from_rdf(dataset, {}).error().name() == "json_ld.invalid_json_literal");
}
