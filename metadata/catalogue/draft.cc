#include "metadata/catalogue/draft.h"

#include "metadata/catalogue/country.h"
#include "metadata/catalogue/errors.h"
#include "metadata/catalogue/prefixes.h"
#include "metadata/catalogue/vocabulary.h"
#include "metadata/rdf/documents.h"
#include "metadata/rdf/iri.h"

namespace passerelle::catalogue {
namespace {

using namespace vocabulary;
using rdf::Graph;
using rdf::Iri;
using rdf::Resource;

void add_texts(Graph& graph,
               const Resource& subject,
               const std::string& predicate,
               const Texts& texts) {
  for (const auto& [language, text] : texts)
    graph.add(subject, predicate, rdf::text(text, language));
}

Iri part_of(const TableDraft& draft, const std::string& name) {
  return Iri{draft.id.text() + "#" + name};
}

void add_head(Graph& graph, const TableDraft& draft) {
  const Iri dataset{draft.id.text()};
  graph.add(dataset, kType, Iri{kDataset});
  graph.add(dataset, kDct + "identifier", rdf::text(draft.id.text()));
  add_texts(graph, dataset, kTitle, draft.titles);
  add_texts(graph, dataset, kDescription,
            draft.descriptions.empty() ? draft.titles : draft.descriptions);
  // Health data for secondary use: reached through an application, under the Regulation.
  graph.add(dataset, kDct + "accessRights", Iri{kAccessRight + "NON_PUBLIC"});
  graph.add(dataset, kDcatap + "applicableLegislation", Iri{kRegulation});
  graph.add(dataset, kDcat + "theme", Iri{kDataTheme + "HEAL"});
  graph.add(dataset, kHealth + "hasStructuredData",
            rdf::typed(draft.columns.empty() ? "false" : "true", kXsd + "boolean"));
  if (!draft.health_category.empty()) {
    graph.add(dataset, kHealth + "healthCategory", Iri{kHealthCategories + draft.health_category});
  }
  if (const auto country = country_iri(draft.country); !country.empty()) {
    graph.add(dataset, kDct + "spatial", Iri{country});
  }
  for (const auto& keyword : draft.keywords) {
    graph.add(dataset, kDcat + "keyword", rdf::text(keyword));
  }
}

void add_publisher(Graph& graph, const TableDraft& draft) {
  if (draft.publisher.empty()) return;
  const Iri publisher = part_of(draft, "publisher");
  graph.add(Iri{draft.id.text()}, kPublisher, publisher);
  graph.add(publisher, kType, Iri{kFoaf + "Agent"});
  graph.add(publisher, kFoaf + "name", rdf::text(draft.publisher));
}

void add_distribution(Graph& graph, const TableDraft& draft) {
  const Iri distribution = part_of(draft, "distribution");
  graph.add(Iri{draft.id.text()}, kDcat + "distribution", distribution);
  graph.add(distribution, kType, Iri{kDcat + "Distribution"});
  graph.add(distribution, kDcatap + "applicableLegislation", Iri{kRegulation});
  graph.add(distribution, kDcat + "accessURL",
            Iri{draft.access_url.empty() ? draft.id.text() : draft.access_url});
  add_texts(graph, distribution, kTitle,
            {{"en", "Access on application"}, {"fr", "Accès sur demande"}});
}

void add_columns(Graph& graph, const TableDraft& draft) {
  if (draft.columns.empty()) return;
  const Iri group = part_of(draft, "variables");
  const Iri table = part_of(draft, "table");
  graph.add(Iri{draft.id.text()}, kHealth + "hasVariables", group);
  graph.add(group, kType, Iri{kCsvw + "TableGroup"});
  add_texts(graph, group, kTitle, draft.titles);
  graph.add(group, kCsvw + "table", table);
  graph.add(table, kType, Iri{kCsvw + "Table"});
  graph.add(table, kTitle, rdf::text(draft.table));
  std::size_t number = 0;
  for (const auto& column : draft.columns) {
    const rdf::Blank blank{"column" + std::to_string(++number)};
    const Texts titles = column.titles.empty() ? Texts{{"", column.name}} : column.titles;
    graph.add(table, kCsvw + "column", blank);
    graph.add(blank, kType, Iri{kCsvw + "Column"});
    graph.add(blank, kCsvw + "name", rdf::text(column.name));
    graph.add(blank, kCsvw + "datatype",
              rdf::text(column.datatype.empty() ? "string" : column.datatype));
    add_texts(graph, blank, kCsvw + "title", titles);
    add_texts(graph, blank, kDescription,
              column.descriptions.empty() ? titles : column.descriptions);
  }
}

Result<void> check(const TableDraft& draft) {
  if (!rdf::is_absolute_iri(draft.id.text())) {
    return Error{CatalogueError::bad_iri,
                 "the dataset <" + rdf::shortened(draft.id.text()) + "> is no absolute IRI"};
  }
  if (!draft.access_url.empty() && !rdf::is_absolute_iri(draft.access_url)) {
    return Error{CatalogueError::bad_iri, "the access address is no absolute IRI"};
  }
  // Kept to letters and digits, for it becomes part of an IRI.
  if (!rdf::is_absolute_iri(kHealthCategories + draft.health_category)) {
    return Error{CatalogueError::bad_iri, "the health category is no code of the authority table"};
  }
  if (draft.titles.empty()) {
    return Error{CatalogueError::no_title, "<" + draft.id.text() + "> has no title"};
  }
  for (const auto& column : draft.columns) {
    if (column.name.empty()) {
      return Error{CatalogueError::unnamed_column,
                   "<" + draft.id.text() + ">: a column has no name"};
    }
  }
  return {};
}

}  // namespace

Result<std::string> describe_table(const TableDraft& draft) {
  if (auto checked = check(draft); !checked) return checked.error();
  Graph graph;
  set_usual_prefixes(graph);
  add_head(graph, draft);
  add_publisher(graph, draft);
  add_distribution(graph, draft);
  add_columns(graph, draft);
  // What was written must be what an import takes: a title of spaces, for instance, is not.
  if (auto described = describe_all(graph); !described) return described.error();
  return rdf::write(graph, rdf::Syntax::turtle);
}

}  // namespace passerelle::catalogue
