#include "tests/conformance/isomorphism.h"

#include <doctest/doctest.h>

#include "metadata/rdf/documents.h"

using namespace passerelle;
using conformance::are_isomorphic;

namespace {

bool same(std::string_view one, std::string_view other) {
  const auto read = [](std::string_view text) {
    return rdf::read_dataset(text, rdf::Syntax::trig, "urn:x:").value();
  };
  return are_isomorphic(read(one), read(other));
}

}  // namespace

TEST_CASE("labels do not count, and everything else does") {
  CHECK(same("<a> <p> _:x . _:x <q> 1 .", "_:b0 <q> 1 . <a> <p> _:b0 ."));
  CHECK(!same("<a> <p> _:x . _:x <q> 1 .", "<a> <p> _:x . _:x <q> 2 ."));
  CHECK(!same("<a> <p> _:x . _:x <q> 1 .", "<a> <p> _:x . _:y <q> 1 ."));
  CHECK(!same("<a> <p> 'x' .", "<a> <p> 'x'@en ."));
  CHECK(!same("<g> { <a> <p> _:x }", "<h> { <a> <p> _:x }"));
  CHECK(same("_:g { <a> <p> _:x } <b> <p> _:g .", "_:x { <a> <p> _:g } <b> <p> _:x ."));
  CHECK(!same("_:g { <a> <p> _:x } <b> <p> _:g .", "_:g { <a> <p> _:x } <b> <p> _:x ."));
}

TEST_CASE("symmetric nodes are tried against each other") {
  const char* hexagon =
      "_:a <p> _:b . _:b <p> _:c . _:c <p> _:d . _:d <p> _:e . _:e <p> _:f . _:f <p> _:a .";
  const char* triangles =
      "_:a <p> _:b . _:b <p> _:c . _:c <p> _:a . _:d <p> _:e . _:e <p> _:f . _:f <p> _:d .";
  const char* renamed =
      "_:f <p> _:d . _:d <p> _:a . _:a <p> _:c . _:c <p> _:b . _:b <p> _:e . _:e <p> _:f .";
  CHECK(same(hexagon, renamed));
  CHECK(!same(hexagon, triangles));
}
