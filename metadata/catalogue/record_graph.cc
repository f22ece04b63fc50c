#include "metadata/catalogue/record_graph.h"

#include <algorithm>

#include "metadata/catalogue/vocabulary.h"
#include "metadata/rdf/iri.h"

namespace passerelle::catalogue {
namespace {

using namespace vocabulary;
using rdf::Graph;
using rdf::Iri;
using rdf::Resource;

void add_iri(Graph& graph,
             const Resource& subject,
             const std::string& predicate,
             const std::string& iri) {
  // What is no absolute IRI would break the document for everybody who reads it.
  if (rdf::is_absolute_iri(iri)) graph.add(subject, predicate, Iri{iri});
}

void add_time(Graph& graph, const Resource& subject, const std::string& predicate, Instant time) {
  graph.add(subject, predicate, rdf::typed(to_text(time), kXsd + "dateTime"));
}

std::string first_iri(const Graph& graph, const Resource& subject, const std::string& predicate) {
  for (const auto& object : graph.objects(subject, predicate)) {
    if (const auto* iri = std::get_if<Iri>(&object)) return iri->text;
  }
  return {};
}

}  // namespace

Graph record_graph(const CatalogueEntry& entry) {
  Graph graph;
  const Iri record{entry.iri};
  graph.add(record, kType, Iri{kDcat + "CatalogRecord"});
  graph.add(record, kFoaf + "primaryTopic", Iri{entry.dataset.text()});
  graph.add(record, kAdms + "status", Iri{status_iri(entry.status)});
  add_time(graph, record, kDct + "issued", entry.first_seen);
  add_time(graph, record, kDct + "modified", entry.modified);
  if (entry.in_force_from) add_time(graph, record, kDct + "available", *entry.in_force_from);
  add_iri(graph, record, kDct + "conformsTo", entry.profile);
  add_iri(graph, record, kDct + "source", entry.original);
  add_iri(graph, record, kDcatap + "applicableLegislation", entry.act);
  if (!entry.citation.empty()) {
    graph.add(record, kDct + "bibliographicCitation", rdf::text(entry.citation));
  }
  return graph;
}

std::vector<Identifier> identifiers_of(const Graph& graph, const Iri& dataset) {
  std::vector<Identifier> found{{dataset.text, {}}};
  const auto add = [&](Identifier identifier) {
    const bool is_known = std::any_of(found.begin(), found.end(), [&](const Identifier& known) {
      return known.notation == identifier.notation;
    });
    if (!is_known && !identifier.notation.empty()) found.push_back(std::move(identifier));
  };
  for (const auto& node : graph.resources(dataset, kAdms + "identifier")) {
    for (const auto& notation : graph.literals(node, kSkos + "notation")) {
      add({notation.lexical, first_iri(graph, node, kDct + "creator")});
    }
  }
  for (const auto& literal : graph.literals(dataset, kDct + "identifier")) {
    add({literal.lexical, first_iri(graph, dataset, kPublisher)});
  }
  return found;
}

void complete_identifier_chain(Graph& graph, const Iri& dataset) {
  std::vector<std::string> in_chain;
  for (const auto& node : graph.resources(dataset, kAdms + "identifier")) {
    for (const auto& notation : graph.literals(node, kSkos + "notation")) {
      in_chain.push_back(notation.lexical);
    }
  }
  Graph more;
  for (const auto& [notation, creator] : identifiers_of(graph, dataset)) {
    if (std::find(in_chain.begin(), in_chain.end(), notation) != in_chain.end()) continue;
    const rdf::Blank node{"identifier" + std::to_string(more.size())};
    more.add(dataset, kAdms + "identifier", node);
    more.add(node, kType, Iri{kAdms + "Identifier"});
    more.add(node, kSkos + "notation", rdf::text(notation));
    add_iri(more, node, kDct + "creator", creator);
  }
  // Merging keeps our blank nodes apart from those of the description.
  graph.merge(more);
}

}  // namespace passerelle::catalogue
