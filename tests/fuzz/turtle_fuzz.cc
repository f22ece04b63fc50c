// Turtle from anybody: what is read is the same graph after being written and read again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "metadata/rdf/documents.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace passerelle;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  rdf::ReadLimits limits;
  limits.bytes = 1 << 16;
  limits.triples = 2'000;
  const auto graph = rdf::read_graph(text, rdf::Syntax::turtle, "https://base.example/", limits);
  if (graph) {
    const auto lines = rdf::write(*graph, rdf::Syntax::n_triples);
    const auto again = rdf::read_graph(lines, rdf::Syntax::n_triples);
    if (!again || again->size() != graph->size()) std::abort();
    const auto turtle =
        rdf::read_graph(rdf::write(*graph, rdf::Syntax::turtle), rdf::Syntax::turtle);
    if (!turtle || turtle->size() != graph->size()) std::abort();
  }
  (void)rdf::read_graph(text, rdf::Syntax::n_triples, {}, limits);
  return 0;
}
