#include "metadata/catalogue/dataset_description.h"

#include <algorithm>
#include <set>

#include "metadata/catalogue/errors.h"
#include "metadata/catalogue/reading.h"
#include "metadata/catalogue/vocabulary.h"
#include "metadata/rdf/iri.h"

namespace passerelle::catalogue {
namespace {

using namespace vocabulary;
using rdf::Graph;
using rdf::Iri;
using rdf::Resource;

Texts publisher_names(const Graph& graph, const Resource& dataset) {
  Texts names = texts_of(graph, dataset, kPublisher);
  for (const auto& agent : graph.resources(dataset, kPublisher)) {
    add_texts(names, graph, agent, kFoaf + "name");
  }
  return names;
}

std::map<std::string, std::vector<std::string>> keywords_of(const Graph& graph,
                                                            const Resource& dataset) {
  std::map<std::string, std::vector<std::string>> keywords;
  for (const auto& literal : graph.literals(dataset, kDcat + "keyword")) {
    keywords[literal.language].push_back(literal.lexical);
  }
  return keywords;
}

// CSV on the Web writes columns as an rdf:List, HealthDCAT-AP as a repeated property: an item that
// is a list stands for its members. A list with a circle ends where it began.
std::vector<Resource> members(const Graph& graph, const Resource& item) {
  std::vector<Resource> found;
  std::set<Resource> seen;
  Resource at = item;
  while (seen.insert(at).second) {
    const auto first = graph.resources(at, kRdf + "first");
    if (first.empty()) break;
    found.push_back(first.front());
    const auto rest = graph.resources(at, kRdf + "rest");
    if (rest.empty()) break;
    at = rest.front();
  }
  if (found.empty()) found.push_back(item);
  return found;
}

VariableDescription variable_of(const Graph& graph, const Resource& column) {
  VariableDescription variable;
  variable.name = first_plain(graph, column, kCsvw + "name");
  for (const auto& predicate : {kCsvw + "title", kCsvw + "titles", kTitle}) {
    add_texts(variable.titles, graph, column, predicate);
  }
  variable.descriptions = texts_of(graph, column, kDescription);
  variable.datatype = first_plain(graph, column, kCsvw + "datatype");
  return variable;
}

std::vector<VariableDescription> variables_of(const Graph& graph, const Resource& dataset) {
  std::map<std::string, VariableDescription> by_name;
  const auto add_columns = [&](const Resource& holder) {
    for (const auto& item : graph.resources(holder, kCsvw + "column")) {
      for (const auto& column : members(graph, item)) {
        auto variable = variable_of(graph, column);
        if (!variable.name.empty()) by_name.emplace(variable.name, std::move(variable));
      }
    }
  };
  for (const auto& group : graph.resources(dataset, kHealth + "hasVariables")) {
    for (const auto& table : graph.resources(group, kCsvw + "table")) {
      add_columns(table);
      for (const auto& schema : graph.resources(table, kCsvw + "tableSchema")) add_columns(schema);
    }
  }
  std::vector<VariableDescription> variables;
  for (auto& [name, variable] : by_name) variables.push_back(std::move(variable));
  return variables;
}

std::vector<Distribution> distributions_of(const Graph& graph, const Resource& dataset) {
  std::vector<Distribution> distributions;
  for (const auto& one : graph.resources(dataset, kDcat + "distribution")) {
    distributions.push_back({first_plain(graph, one, kDcat + "accessURL"),
                             texts_of(graph, one, kTitle),
                             first_plain(graph, one, kDct + "format")});
  }
  return distributions;
}

std::vector<Period> periods_of(const Graph& graph, const Resource& dataset) {
  std::vector<Period> periods;
  for (const auto& one : graph.resources(dataset, kDct + "temporal")) {
    periods.push_back(
        {first_plain(graph, one, kDcat + "startDate"), first_plain(graph, one, kDcat + "endDate")});
  }
  return periods;
}

bool has_text(const Texts& texts) {
  return std::ranges::any_of(texts, [](const auto& entry) {
    return entry.second.find_first_not_of(" \t\r\n") != std::string::npos;
  });
}

bool is_a(const Graph& graph, const Resource& resource, const std::string& type) {
  return graph.has(resource, kType, Iri{type});
}

}  // namespace

std::string in_language(const Texts& texts, const std::string& language) {
  for (const auto& wanted : {language, std::string("en"), std::string()}) {
    if (const auto found = texts.find(wanted); found != texts.end()) return found->second;
  }
  return texts.empty() ? std::string() : texts.begin()->second;
}

std::vector<Iri> datasets_in(const Graph& graph) {
  std::vector<Iri> datasets;
  for (const auto& subject : graph.subjects(kType, Iri{kDataset})) {
    const auto* iri = std::get_if<Iri>(&subject);
    // A catalogue may call itself a dataset, for dcat:Catalog is a subclass.
    if (iri != nullptr && !is_a(graph, subject, kCatalog)) datasets.push_back(*iri);
  }
  return datasets;
}

Result<DatasetDescription> describe(const Graph& graph, const Iri& dataset) {
  if (!rdf::is_absolute_iri(dataset.text)) {
    return Error{CatalogueError::bad_iri,
                 "the dataset <" + rdf::shortened(dataset.text) + "> is no absolute IRI"};
  }
  if (!is_a(graph, dataset, kDataset)) {
    return Error{CatalogueError::not_described,
                 "<" + dataset.text + "> is not described as a dcat:Dataset"};
  }
  DatasetDescription description;
  description.id = DatasetId(dataset.text);
  description.titles = texts_of(graph, dataset, kTitle);
  description.descriptions = texts_of(graph, dataset, kDescription);
  if (!has_text(description.titles)) {
    return Error{CatalogueError::no_title, "<" + dataset.text + "> has no dct:title"};
  }
  if (!has_text(description.descriptions)) {
    return Error{CatalogueError::no_description, "<" + dataset.text + "> has no dct:description"};
  }
  description.publisher = publisher_names(graph, dataset);
  description.access_rights = first_plain(graph, dataset, kDct + "accessRights");
  description.themes = iris_of(graph, dataset, kDcat + "theme");
  description.health_themes = iris_of(graph, dataset, kHealth + "healthTheme");
  description.health_categories = iris_of(graph, dataset, kHealth + "healthCategory");
  description.coding_systems = iris_of(graph, dataset, kHealth + "hasCodingSystem");
  description.keywords = keywords_of(graph, dataset);
  description.variables = variables_of(graph, dataset);
  description.distributions = distributions_of(graph, dataset);
  description.periods = periods_of(graph, dataset);
  description.minimum_age = first_plain(graph, dataset, kHealth + "minTypicalAge");
  description.maximum_age = first_plain(graph, dataset, kHealth + "maxTypicalAge");
  description.individuals = first_plain(graph, dataset, kHealth + "numberOfUniqueIndividuals");
  description.modified = first_plain(graph, dataset, kDct + "modified");
  return description;
}

Result<std::vector<DatasetDescription>> describe_all(const Graph& graph) {
  for (const auto& subject : graph.subjects(kType, Iri{kDataset})) {
    if (std::holds_alternative<rdf::Blank>(subject)) {
      return Error{CatalogueError::bad_iri,
                   "a dcat:Dataset has no IRI: title \"" +
                       rdf::shortened(in_language(texts_of(graph, subject, kTitle), "en")) + "\""};
    }
  }
  std::vector<DatasetDescription> descriptions;
  for (const auto& dataset : datasets_in(graph)) {
    auto description = describe(graph, dataset);
    if (!description) return description.error();
    descriptions.push_back(*std::move(description));
  }
  if (descriptions.empty()) {
    return Error{CatalogueError::no_dataset, "the document describes no dcat:Dataset"};
  }
  return descriptions;
}

Graph part_about(const Graph& graph, const Iri& dataset) {
  Graph part;
  for (const auto& [prefix, name_space] : graph.prefixes()) part.set_prefix(prefix, name_space);
  std::set<Resource> seen{dataset};
  std::vector<Resource> open{dataset};
  while (!open.empty()) {
    const Resource next = std::move(open.back());
    open.pop_back();
    for (auto& triple : graph.about(next)) {
      const auto object = rdf::as_resource(triple.object);
      const bool is_followed = object && triple.predicate.text != kType &&
                               !is_a(graph, *object, kDataset) && !is_a(graph, *object, kCatalog);
      if (is_followed && seen.insert(*object).second) open.push_back(*object);
      part.add(std::move(triple));
    }
  }
  return part;
}

}  // namespace passerelle::catalogue
