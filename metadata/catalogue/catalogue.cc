#include "metadata/catalogue/catalogue.h"

#include <set>

#include "metadata/catalogue/country.h"
#include "metadata/catalogue/prefixes.h"
#include "metadata/catalogue/vocabulary.h"

namespace passerelle::catalogue {
namespace {

using namespace vocabulary;
using rdf::Graph;
using rdf::Iri;
using rdf::Resource;

Graph head_graph(const CatalogueHead& head) {
  Graph graph;
  set_usual_prefixes(graph);
  const Iri catalogue{head.iri};
  const Iri publisher{head.iri + "#publisher"};
  graph.add(catalogue, kType, Iri{kCatalog});
  for (const auto& [language, title] : head.titles) {
    graph.add(catalogue, kTitle, rdf::text(title, language));
  }
  for (const auto& [language, description] : head.descriptions) {
    graph.add(catalogue, kDescription, rdf::text(description, language));
  }
  graph.add(catalogue, kDcatap + "applicableLegislation", Iri{kRegulation});
  graph.add(catalogue, kPublisher, publisher);
  graph.add(publisher, kType, Iri{kFoaf + "Agent"});
  graph.add(publisher, kFoaf + "name", rdf::text(head.publisher));
  if (const auto country = country_iri(head.country); !country.empty()) {
    graph.add(catalogue, kDct + "spatial", Iri{country});
  }
  if (head.modified) {
    graph.add(catalogue, kDct + "modified", rdf::typed(to_text(*head.modified), kXsd + "dateTime"));
  }
  return graph;
}

// Returns what the record says about its own dataset.
Result<Graph> record_graph(const DatasetRecord& record) {
  if (!record.description) return record.description.error();
  const Iri dataset{record.id.text()};
  if (auto described = describe(*record.description, dataset); !described) {
    return described.error();
  }
  return part_about(*record.description, dataset);
}

// Returns the part without statements about resources that are not the record's to describe.
Graph without_subjects(const Graph& part, const std::set<Resource>& foreign) {
  Graph own;
  for (const auto& [prefix, name_space] : part.prefixes()) own.set_prefix(prefix, name_space);
  for (const auto& triple : part.triples()) {
    if (!foreign.contains(triple.subject)) own.add(triple);
  }
  return own;
}

}  // namespace

CatalogueGraph build_catalogue(const CatalogueHead& head, std::span<const DatasetRecord> records) {
  CatalogueGraph built{head_graph(head), {}};
  const Iri catalogue{head.iri};
  std::set<Resource> named{catalogue, Iri{head.iri + "#publisher"}};
  for (const auto& record : records) named.insert(Iri{record.id.text()});

  for (const auto& record : records) {
    const auto part = record_graph(record);
    if (!part) {
      built.left_out.push_back({record.id, part.error()});
      continue;
    }
    const Iri dataset{record.id.text()};
    auto foreign = named;
    foreign.erase(dataset);
    built.graph.merge(without_subjects(*part, foreign));
    built.graph.add(catalogue, kDcat + "dataset", dataset);
  }
  return built;
}

}  // namespace passerelle::catalogue
