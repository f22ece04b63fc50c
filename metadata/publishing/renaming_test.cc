#include "metadata/publishing/renaming.h"

#include <doctest/doctest.h>

#include "metadata/rdf/documents.h"

namespace passerelle::publishing {
namespace {

using rdf::Blank;
using rdf::Iri;

rdf::Graph graph() {
  return rdf::read_graph(
             "@prefix x: <urn:x:> . x:a x:p x:b, [ x:q \"t\"@fr, x:a ] . x:b x:p \"urn:x:a\" .",
             rdf::Syntax::turtle)
      .value();
}

TEST_CASE(
    "a renamed resource has its new name as subject and as object, and nothing else changes") {
  const auto changed = renamed(graph(), {{Iri{"urn:x:a"}, "urn:new"}, {Iri{"urn:x:p"}, "urn:no"}});
  CHECK(changed.size() == graph().size());
  CHECK(changed.has(Iri{"urn:new"}, "urn:x:p", Iri{"urn:x:b"}));
  CHECK(changed.has(Iri{"urn:x:b"}, "urn:x:p", rdf::text("urn:x:a")));
  CHECK(changed.about(Iri{"urn:x:a"}).empty());
  CHECK(changed.subjects("urn:x:q", Iri{"urn:new"}).size() == 1);
  CHECK(changed.prefixes() == graph().prefixes());
}

TEST_CASE("a blank node can be given a name") {
  const auto old = graph();
  const auto blank = old.subjects("urn:x:q", rdf::text("t", "fr"));
  REQUIRE(blank.size() == 1);
  const auto changed = renamed(old, {{blank.front(), "urn:named"}});
  CHECK(changed.has(Iri{"urn:named"}, "urn:x:q", rdf::text("t", "fr")));
  CHECK(changed.has(Iri{"urn:x:a"}, "urn:x:p", Iri{"urn:named"}));
}

TEST_CASE("after skolemisation no blank node is left, and equal labels have equal names") {
  const Addresses addresses("https://fr.example");
  const auto changed = skolemised(graph(), addresses, "0123456789abcdef");
  CHECK(changed.size() == graph().size());
  for (const auto& triple : changed.triples()) {
    CHECK(std::holds_alternative<Iri>(triple.subject));
    CHECK(!std::holds_alternative<Blank>(triple.object));
  }
  CHECK(changed == skolemised(graph(), addresses, "0123456789abcdef"));
  CHECK(!(changed == skolemised(graph(), addresses, "fedcba9876543210")));
}

}  // namespace
}  // namespace passerelle::publishing
