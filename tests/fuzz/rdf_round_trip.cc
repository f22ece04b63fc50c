#include "tests/fuzz/rdf_round_trip.h"

#include "metadata/rdf/canonical.h"
#include "tests/fuzz/target.h"

namespace passerelle {
void round_trip(std::string_view document, rdf::Syntax syntax) {
  rdf::ReadLimits limits;
  limits.bytes = std::size_t{1} << 16;
  limits.triples = 2'000;
  const auto read = rdf::read_dataset(document, syntax, "https://base.example/a/b?c", limits);
  if (!read) return require(!read.error().detail.empty());

  for (const auto written_as : {rdf::Syntax::n_quads, rdf::Syntax::trig}) {
    const auto again = rdf::read_dataset(rdf::write(*read, written_as), written_as);
    require(again && again->size() == read->size());
    // Blank nodes may be too much alike to compare.
    const auto form = rdf::canonical_form(*read, 1'000);
    const auto same = rdf::canonical_form(*again, 1'000);
    if (form && same) require(form->text == same->text);
  }
  const auto& graph = read->default_graph();
  const auto xml = rdf::read_graph(rdf::write(graph, rdf::Syntax::rdf_xml), rdf::Syntax::rdf_xml);
  require(xml && xml->size() + rdf::unwritable(graph, rdf::Syntax::rdf_xml) == graph.size());
}

}  // namespace passerelle
