// What the catalogue itself says of a dataset's entry: its dcat:CatalogRecord, and the chain of
// identifiers under which the dataset was known.
//
// Thread safety: pure functions; any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "metadata/catalogue/status.h"
#include "metadata/rdf/graph.h"
#include "node/base/clock.h"
#include "node/base/strong_id.h"

namespace passerelle::catalogue {

// A dataset's entry as far as others are told of it.
struct CatalogueEntry {
  std::string iri;  // of the entry itself
  DatasetId dataset;
  Status status;
  Instant first_seen;
  Instant modified;
  std::optional<Instant> in_force_from;
  std::string profile;   // IRI of the profile it was validated with; may be empty
  std::string original;  // IRI of the record it was harvested from; may be empty
  std::string act;       // IRI of the legal act or decision; may be empty
  std::string citation;  // of that act; may be empty
};

// Returns the record: foaf:primaryTopic and dct:modified exactly once, adms:status, dct:issued
// (when it was first seen), dct:available (from when it may be used), dct:conformsTo, dct:source
// and dcatap:applicableLegislation where they are known.
rdf::Graph record_graph(const CatalogueEntry& entry);

// A name that somebody gave a dataset.
struct Identifier {
  std::string notation;
  std::string creator;  // IRI of who gave it; may be empty
  auto operator<=>(const Identifier&) const = default;
};

// Returns every identifier of a dataset: its IRI, what its publishers called it (dct:identifier),
// and the chain (adms:identifier), each notation once. Two descriptions that share one are of the
// same dataset.
std::vector<Identifier> identifiers_of(const rdf::Graph& graph, const rdf::Iri& dataset);

// Completes the chain (adms:identifier with skos:notation and dct:creator) by the dataset's IRI and
// what it is called in `dct:identifier`. On transmission the next catalogue may write its own
// identifier over that one (HealthDCAT-AP R8), so the chain is what lasts. Nothing that stands
// there is changed.
void complete_identifier_chain(rdf::Graph& graph, const rdf::Iri& dataset);

}  // namespace passerelle::catalogue
