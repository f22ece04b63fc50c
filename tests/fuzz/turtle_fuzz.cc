// Turtle from anybody: what is read is the same graph after being written and read again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "metadata/rdf/turtle.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace passerelle;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const rdf::ReadLimits limits{1 << 16, 2'000, 1 << 12};
  const auto graph = rdf::read(text, rdf::Syntax::turtle, "https://base.example/", limits);
  if (graph) {
    const auto lines = rdf::write_n_triples(*graph);
    const auto again = rdf::read(lines, rdf::Syntax::n_triples);
    if (!again || again->size() != graph->size()) std::abort();
    const auto turtle = rdf::read(rdf::write_turtle(*graph), rdf::Syntax::turtle);
    if (!turtle || turtle->size() != graph->size()) std::abort();
  }
  (void)rdf::read(text, rdf::Syntax::n_triples, {}, limits);
  return 0;
}
