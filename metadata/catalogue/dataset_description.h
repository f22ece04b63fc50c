// What a dataset says about itself in DCAT-AP and HealthDCAT-AP, as values that pages, search and
// applications use. The graph stays the truth; this is a reading of it.
//
// Thread safety: values and pure functions; any thread.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "metadata/rdf/graph.h"
#include "node/base/result.h"
#include "node/base/strong_id.h"

namespace passerelle::catalogue {

// Text by language tag; "" holds a text without one.
using Texts = std::map<std::string, std::string>;

// Returns the text in that language, else in English, else any; empty when there is none.
std::string in_language(const Texts& texts, const std::string& language);

struct VariableDescription {
  std::string name;  // as the study language names it
  Texts titles;
  Texts descriptions;
  std::string datatype;
};

struct Distribution {
  std::string access_url;
  Texts titles;
  std::string format;  // IRI or text, empty when not given
};

// A dct:PeriodOfTime with its dates as written ("2004", "2004-01-31"); an open end is empty.
struct Period {
  std::string start;
  std::string end;
};

struct DatasetDescription {
  DatasetId id;  // its IRI
  Texts titles;
  Texts descriptions;
  Texts publisher;            // names
  std::string access_rights;  // IRI, empty when not given
  std::vector<std::string> themes;
  std::vector<std::string> health_themes;
  std::vector<std::string> health_categories;
  std::vector<std::string> coding_systems;
  std::map<std::string, std::vector<std::string>> keywords;  // by language
  std::vector<VariableDescription> variables;                // in order of name
  std::vector<Distribution> distributions;
  std::vector<Period> periods;
  // As written, empty when not given.
  std::string minimum_age, maximum_age;  // years
  std::string individuals;               // how many people
  std::string modified;                  // dct:modified
};

// Returns every dcat:Dataset with an IRI, in order. A dcat:Catalog is none.
std::vector<rdf::Iri> datasets_in(const rdf::Graph& graph);

// Reads one dataset; refuses one that is not described, or lacks dct:title or dct:description.
Result<DatasetDescription> describe(const rdf::Graph& graph, const rdf::Iri& dataset);

// Reads every dataset of a document, for an import: refuses the document when it has none, when one
// has no absolute IRI, or when one lacks a mandatory field.
Result<std::vector<DatasetDescription>> describe_all(const rdf::Graph& graph);

// Returns the part of a document that belongs to one dataset: its own triples and those of what it
// points to (distributions, publisher, variables, …), but never another dataset.
rdf::Graph part_about(const rdf::Graph& graph, const rdf::Iri& dataset);

}  // namespace passerelle::catalogue
