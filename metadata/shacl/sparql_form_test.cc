#include "metadata/shacl/sparql_form.h"

#include <doctest/doctest.h>

#include "metadata/shacl/errors.h"

namespace passerelle::shacl {
namespace {

Result<GraphHolds> read(std::string_view select) {
  static rdf::Dictionary terms;
  return read_sparql(select, terms);
}

TEST_CASE("the form of HealthDCAT-AP is read, whatever its layout") {
  for (const char* select :
       {"PREFIX dcat: <http://www.w3.org/ns/dcat#>\nSELECT $this WHERE {\n FILTER NOT EXISTS { ?s "
        "a "
        "dcat:Dataset }\n}",
        "select ?this where{filter not exists{?s a <http://www.w3.org/ns/dcat#Dataset>.}}",
        "# a comment\nSELECT $this { FILTER NOT EXISTS { $s a <http://www.w3.org/ns/dcat#Dataset> "
        "} }"}) {
    const auto form = read(select);
    REQUIRE_MESSAGE(form.has_value(), select);
    CHECK_FALSE(form->fails_when_found);
    CHECK(std::holds_alternative<TriplePattern::Variable>(form->pattern.subject));
    CHECK(std::holds_alternative<rdf::TermId>(form->pattern.predicate));
    CHECK(std::holds_alternative<rdf::TermId>(form->pattern.object));
  }
  const auto exists = read("SELECT $this WHERE { FILTER EXISTS { $this ?p <urn:x> } }");
  REQUIRE(exists.has_value());
  CHECK(exists->fails_when_found);
  CHECK(std::holds_alternative<TriplePattern::This>(exists->pattern.subject));
}

TEST_CASE("every other form is unsupported, never misread") {
  for (const char* select :
       {"", "ASK { FILTER NOT EXISTS { ?s a <urn:x> } }",
        "SELECT ?x WHERE { FILTER EXISTS { ?x ?p ?o } }",
        "SELECT $this ?value WHERE { FILTER EXISTS { ?x ?p ?o } }",
        "SELECT $this WHERE { $this a <urn:x> . FILTER NOT EXISTS { ?s a <urn:x> } }",
        "SELECT $this WHERE { FILTER NOT EXISTS { ?s a <urn:x> . ?s ?p ?o } }",
        "SELECT $this WHERE { FILTER NOT EXISTS { ?s a <urn:x> } FILTER EXISTS { ?s a <urn:y> } }",
        "SELECT $this WHERE { FILTER NOT EXISTS { ?s ?p ?s } }",
        "SELECT $this WHERE { FILTER NOT EXISTS { ?s a undeclared:x } }",
        "SELECT $this WHERE { FILTER NOT EXISTS { ?s a <relative> } }",
        "SELECT $this WHERE { FILTER NOT EXISTS { ?s <urn:p> \"text\" } }",
        "SELECT $this WHERE { FILTER NOT EXISTS { ?s a/<urn:p> ?o } }",
        "SELECT $this WHERE { FILTER NOT EXISTS { ?s a <urn:x> } } LIMIT 1",
        "PREFIX dcat <urn:x> SELECT $this WHERE { FILTER NOT EXISTS { ?s a <urn:x> } }"}) {
    const auto form = read(select);
    REQUIRE_FALSE_MESSAGE(form.has_value(), select);
    CHECK(form.error().code == make_error_code(ShaclError::unsupported));
  }
}

}  // namespace
}  // namespace passerelle::shacl
