// RDF/XML from anybody: what is read is the same graph after being written and read again.
#include <string_view>

#include "tests/fuzz/rdf_round_trip.h"
#include "tests/fuzz/target.h"

PASSERELLE_FUZZ_TARGET(rdf_xml, text) {
  passerelle::round_trip(text, passerelle::rdf::Syntax::rdf_xml);
}
