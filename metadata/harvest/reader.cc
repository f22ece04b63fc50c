#include "metadata/harvest/reader.h"

#include "metadata/catalogue/vocabulary.h"
#include "metadata/harvest/errors.h"
#include "metadata/rdf/canonical.h"
#include "metadata/rdf/documents.h"
#include "metadata/rdf/iri.h"

namespace passerelle::harvest {
namespace {

using namespace catalogue::vocabulary;

// Notes which catalogue record of the source tells of the dataset, and whether it says that the
// dataset came from elsewhere.
void read_record(Item& item, const rdf::Graph& graph, const rdf::Iri& dataset) {
  for (const auto& subject : graph.subjects(kFoaf + "primaryTopic", dataset)) {
    if (!graph.has(subject, kType, rdf::Iri{kDcat + "CatalogRecord"})) continue;
    if (const auto* iri = std::get_if<rdf::Iri>(&subject); iri && item.record.empty()) {
      item.record = iri->text;
    }
    if (graph.object(subject, kDct + "source")) item.is_copy = true;
  }
}

}  // namespace

std::set<std::string> values_of(const rdf::Graph& graph, const std::string& property) {
  std::set<std::string> values;
  const auto id = graph.dictionary().find_iri(property);
  if (!id) return values;
  for (const auto& triple : graph.with_predicate(*id)) {
    if (graph.dictionary().kind(triple.object) == rdf::TermKind::blank) continue;
    values.emplace(graph.dictionary().text(triple.object));
  }
  return values;
}

void gather(Gathered& gathered,
            const rdf::Graph& graph,
            const rdf::Iri& dataset,
            const std::string& page) {
  const DatasetId id(dataset.text);
  gathered.named.insert(id);
  auto described = catalogue::describe(graph, dataset);
  if (!described) {
    gathered.refused.push_back({page, id, described.error()});
    return;
  }
  // Old names become today's before anything is compared, so a newer table takes datasets anew.
  auto renamed = profiles::Aliases::built_in().apply(catalogue::part_about(graph, dataset));
  auto digest = rdf::canonical_digest(renamed.graph);
  if (!digest) {
    gathered.refused.push_back({page, id, digest.error()});
    return;
  }
  Item item{
      id,    std::move(renamed.graph), *std::move(digest), std::move(described->titles), page, {},
      false, std::move(renamed.names)};
  read_record(item, graph, dataset);
  const auto known = gathered.items.find(id);
  if (known == gathered.items.end()) {
    gathered.items.emplace(id, std::move(item));
  } else if (known->second.digest != item.digest) {
    gathered.refused.push_back(
        {page, id,
         Error{HarvestError::described_twice,
               "the page describes it otherwise than " + known->second.page + " does"}});
  }
}

void refuse_nameless(Gathered& gathered, const rdf::Graph& graph, const std::string& page) {
  for (const auto& subject : graph.subjects(kType, rdf::Iri{kDataset})) {
    if (!std::holds_alternative<rdf::Blank>(subject)) continue;
    const auto title = graph.object(subject, kTitle);
    const auto shown = title ? " \"" + rdf::shortened(plain(*title)) + "\"" : std::string();
    gathered.refused.push_back(
        {page, {}, Error{HarvestError::no_iri, "the dataset" + shown + " has no IRI"}});
  }
}

}  // namespace passerelle::harvest
