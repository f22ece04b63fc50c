// Turtle from anybody: what is read is the same graph after being written and read again.
#include <string_view>

#include "tests/fuzz/rdf_round_trip.h"
#include "tests/fuzz/target.h"

PASSERELLE_FUZZ_TARGET(turtle, text) {
  passerelle::round_trip(text, passerelle::rdf::Syntax::turtle);
}
