// N-Quads from anybody: what is read is the same dataset after being written and read again.
#include <string_view>

#include "tests/fuzz/rdf_round_trip.h"
#include "tests/fuzz/target.h"

PASSERELLE_FUZZ_TARGET(n_quads, text) {
  passerelle::round_trip(text, passerelle::rdf::Syntax::n_quads);
}
