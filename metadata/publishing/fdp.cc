#include "metadata/publishing/fdp.h"

#include <algorithm>
#include <array>

#include "metadata/catalogue/dataset_description.h"
#include "metadata/catalogue/prefixes.h"
#include "metadata/publishing/renaming.h"
#include "metadata/publishing/vocabulary.h"
#include "node/crypto/digest.h"

namespace passerelle::publishing {
namespace {

using namespace vocabulary;
using rdf::Graph;
using rdf::Iri;

const std::string kDistribution = kDcat + "distribution";
constexpr auto kSpecification = "https://specs.fairdatapoint.org/fdp-specs-v1.2.html";
constexpr std::size_t kMarkSize = 16;

void set_prefixes(Graph& graph) {
  catalogue::set_usual_prefixes(graph);
  for (const auto& [prefix, name_space] : {std::pair{"datacite", kDatacite},
                                           {"fdp-o", kFdp},
                                           {"ldp", kLdp},
                                           {"owl", kOwl},
                                           {"prof", kProf}}) {
    graph.set_prefix(prefix, name_space);
  }
}

void add_texts(Graph& graph,
               const Iri& subject,
               const std::string& predicate,
               const catalogue::Texts& texts) {
  for (const auto& [language, text] : texts) {
    graph.add(subject, predicate, rdf::text(text, language));
  }
}

void add_time(Graph& graph,
              const Iri& subject,
              const std::string& predicate,
              const std::optional<Instant>& time) {
  if (time) graph.add(subject, predicate, rdf::typed(to_text(*time), kXsd + "dateTime"));
}

// What every record says of itself as a record.
void add_record(Graph& graph,
                const Addresses& addresses,
                const Iri& record,
                FdpKind kind,
                const std::optional<Instant>& issued,
                const std::optional<Instant>& modified) {
  set_prefixes(graph);
  const Iri identifier{record.text + "#identifier"};
  graph.add(record, kType, Iri{kDcat + "Resource"});
  graph.add(record, kFdp + "metadataIdentifier", identifier);
  graph.add(identifier, kType, Iri{kDatacite + "Identifier"});
  graph.add(identifier, kDct + "identifier", rdf::text(record.text));
  add_time(graph, record, kFdp + "metadataIssued", issued);
  add_time(graph, record, kFdp + "metadataModified", modified);
  graph.add(record, kDct + "conformsTo", Iri{addresses.fdp_profile(kind)});
}

// The container through which a client finds the children of a record.
void add_container(Graph& graph,
                   const Addresses& addresses,
                   const Iri& parent,
                   FdpKind child,
                   const std::string& relation,
                   std::span<const std::string> children) {
  const Iri container{addresses.fdp_container(child)};
  graph.add(container, kType, Iri{kLdp + "DirectContainer"});
  graph.add(container, kTitle, rdf::text(std::string(segment_of(child)) + " records", "en"));
  graph.add(container, kLdp + "membershipResource", parent);
  graph.add(container, kLdp + "hasMemberRelation", Iri{relation});
  for (const auto& member : children) {
    graph.add(parent, relation, Iri{member});
    graph.add(container, kLdp + "contains", Iri{member});
  }
}

// IRIs of the node's own choice are kept apart by a digest; a blank node by that of its label,
// which is canonical.
std::string mark_of(const rdf::Resource& distribution) {
  const auto text = std::holds_alternative<Iri>(distribution)
                        ? std::get<Iri>(distribution).text
                        : "_:" + std::get<rdf::Blank>(distribution).label;
  return crypto::sha256_hex(text).substr(0, kMarkSize);
}

std::vector<rdf::Resource> distributions_of(const PublishedDataset& dataset) {
  return dataset.description->resources(Iri{dataset.entry.dataset.text()}, kDistribution);
}

// The names under which a dataset and its distributions stand here.
Names names_of(const Addresses& addresses, const PublishedDataset& dataset) {
  const auto& id = dataset.entry.dataset;
  Names names{{Iri{id.text()}, addresses.fdp_dataset(id)}};
  for (const auto& distribution : distributions_of(dataset)) {
    names.emplace(distribution, addresses.fdp_distribution(id, mark_of(distribution)));
  }
  return names;
}

void add_own_name(Graph& graph, const Iri& here, const rdf::Resource& resource) {
  const auto* iri = std::get_if<Iri>(&resource);
  if (iri != nullptr && iri->text != here.text) graph.add(here, kOwl + "sameAs", *iri);
}

// Everything a graph says of a resource but what it says of its distributions, which have records
// of their own.
Graph without_distributions(const Graph& graph, const Iri& dataset) {
  Graph rest;
  for (const auto& [prefix, name_space] : graph.prefixes()) rest.set_prefix(prefix, name_space);
  for (const auto& triple : graph.triples()) {
    const bool leads_on =
        triple.subject == rdf::Resource(dataset) && triple.predicate.text == kDistribution;
    if (!leads_on) rest.add(triple);
  }
  return catalogue::part_about(rest, dataset);
}

}  // namespace

Graph fdp_point(const FdpHead& head) {
  Graph graph;
  const Iri point{head.addresses.fdp()};
  const Iri publisher{point.text + "#publisher"};
  for (const auto& type :
       {kFdp + "FAIRDataPoint", kFdp + "MetadataService", kDcat + "DataService"}) {
    graph.add(point, kType, Iri{type});
  }
  add_record(graph, head.addresses, point, FdpKind::point, head.issued, head.modified);
  add_texts(graph, point, kTitle, head.catalogue.titles);
  add_texts(graph, point, kRdfs + "label", head.catalogue.titles);
  add_texts(graph, point, kDescription, head.catalogue.descriptions);
  graph.add(point, kPublisher, publisher);
  graph.add(publisher, kType, Iri{kFoaf + "Agent"});
  graph.add(publisher, kFoaf + "name", rdf::text(head.catalogue.publisher));
  graph.add(point, kDcat + "endpointURL", point);
  graph.add(point, kDcat + "version", rdf::text(head.version));
  graph.add(point, kFdp + "fdpSoftwareVersion", rdf::text("Passerelle:" + head.version));
  graph.add(point, kFdp + "conformsToFdpSpec", Iri{kSpecification});
  add_container(graph, head.addresses, point, FdpKind::catalog, kFdp + "metadataCatalog",
                std::array{head.addresses.fdp_catalog()});
  return graph;
}

Graph fdp_catalog(const FdpHead& head, std::span<const DatasetId> datasets) {
  auto here = head.catalogue;
  here.iri = head.addresses.fdp_catalog();
  auto graph = catalogue::build_catalogue(here, {}).graph;
  const Iri catalog{here.iri};
  add_record(graph, head.addresses, catalog, FdpKind::catalog, head.issued, head.modified);
  add_texts(graph, catalog, kRdfs + "label", here.titles);
  add_own_name(graph, catalog, Iri{head.catalogue.iri});
  graph.add(catalog, kDct + "isPartOf", Iri{head.addresses.fdp()});
  std::vector<std::string> members;
  for (const auto& dataset : datasets) members.push_back(head.addresses.fdp_dataset(dataset));
  add_container(graph, head.addresses, catalog, FdpKind::dataset, kDcat + "dataset", members);
  return graph;
}

Graph fdp_dataset(const FdpHead& head, const PublishedDataset& dataset) {
  const auto& entry = dataset.entry;
  const Iri own{entry.dataset.text()};
  const Iri here{head.addresses.fdp_dataset(entry.dataset)};
  auto description = without_distributions(*dataset.description, own);
  catalogue::complete_identifier_chain(description, own);
  auto graph = renamed(description, names_of(head.addresses, dataset));
  add_record(graph, head.addresses, here, FdpKind::dataset, entry.first_seen, entry.modified);
  for (const auto& title : graph.literals(here, kTitle)) graph.add(here, kRdfs + "label", title);
  add_own_name(graph, here, own);
  graph.add(here, kDct + "isPartOf", Iri{head.addresses.fdp_catalog()});
  std::vector<std::string> members;
  for (const auto& mark : distribution_marks(dataset)) {
    members.push_back(head.addresses.fdp_distribution(entry.dataset, mark));
  }
  add_container(graph, head.addresses, here, FdpKind::distribution, kDistribution, members);
  return graph;
}

std::vector<std::string> distribution_marks(const PublishedDataset& dataset) {
  std::vector<std::string> marks;
  for (const auto& distribution : distributions_of(dataset)) marks.push_back(mark_of(distribution));
  return marks;
}

std::optional<Graph> fdp_distribution(const FdpHead& head,
                                      const PublishedDataset& dataset,
                                      std::string_view mark) {
  const auto distributions = distributions_of(dataset);
  const auto own = std::ranges::find_if(
      distributions, [&](const auto& distribution) { return mark_of(distribution) == mark; });
  if (own == distributions.end()) return std::nullopt;
  const auto& entry = dataset.entry;
  const Iri here{head.addresses.fdp_distribution(entry.dataset, mark)};
  const auto whole = renamed(*dataset.description, names_of(head.addresses, dataset));
  auto graph = catalogue::part_about(whole, here);
  add_record(graph, head.addresses, here, FdpKind::distribution, entry.first_seen, entry.modified);
  graph.add(here, kType, Iri{kDcat + "Distribution"});
  for (const auto& title : graph.literals(here, kTitle)) graph.add(here, kRdfs + "label", title);
  add_own_name(graph, here, *own);
  graph.add(here, kDct + "isPartOf", Iri{head.addresses.fdp_dataset(entry.dataset)});
  return graph;
}

Graph fdp_profile(const Addresses& addresses, FdpKind kind, std::span<const std::string> shapes) {
  Graph graph;
  set_prefixes(graph);
  const Iri profile{addresses.fdp_profile(kind)};
  graph.add(profile, kType, Iri{kProf + "Profile"});
  graph.add(profile, kRdfs + "label",
            rdf::text("Profile of " + std::string(segment_of(kind)) + " records", "en"));
  for (const auto& name : shapes) {
    const Iri resource{profile.text + "#" + crypto::sha256_hex(name).substr(0, kMarkSize)};
    graph.add(profile, kProf + "hasResource", resource);
    graph.add(resource, kType, Iri{kProf + "ResourceDescriptor"});
    graph.add(resource, kRdfs + "label", rdf::text(name));
    graph.add(resource, kDct + "format", Iri{"https://w3id.org/mediatype/text/turtle"});
    graph.add(resource, kDct + "conformsTo", Iri{"https://www.w3.org/TR/shacl/"});
    graph.add(resource, kProf + "hasRole", Iri{kProf + "role/validation"});
    graph.add(resource, kProf + "hasArtifact", Iri{addresses.shapes(name)});
  }
  return graph;
}

std::string fdp_links(const std::string& parent, FdpKind child, const FdpPage& page) {
  const std::size_t last = page.total == 0 ? 0 : (page.total - 1) / page.size;
  const auto link = [&](std::size_t number, const char* relation) {
    return "<" + parent + "/page/" + std::string(segment_of(child)) +
           "?page=" + std::to_string(number) + "&size=" + std::to_string(page.size) + ">; rel=\"" +
           relation + "\"";
  };
  auto links = link(0, "first") + ", " + link(last, "last");
  if (page.page > 0 && page.page <= last) links += ", " + link(page.page - 1, "prev");
  if (page.page < last) links += ", " + link(page.page + 1, "next");
  return links;
}

}  // namespace passerelle::publishing
