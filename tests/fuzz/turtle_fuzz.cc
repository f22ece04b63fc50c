// Turtle from anybody: what is read is the same graph after being written and read again.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "tests/fuzz/rdf_round_trip.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  passerelle::round_trip({reinterpret_cast<const char*>(data), size},
                         passerelle::rdf::Syntax::turtle);
  return 0;
}
