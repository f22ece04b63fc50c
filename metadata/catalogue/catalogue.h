// The catalogue of one node, as one DCAT graph made from the datasets in its store.
//
// Thread safety: pure functions; any thread.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "metadata/catalogue/dataset_description.h"
#include "metadata/rdf/graph.h"
#include "node/base/clock.h"
#include "node/base/error.h"
#include "node/base/strong_id.h"

namespace passerelle::catalogue {

struct CatalogueHead {
  std::string iri;  // of the catalogue: "https://fr.example/catalogue"
  Texts titles;
  Texts descriptions;
  std::string publisher;            // name of the body that runs the node
  std::string country;              // ISO 3166-1 alpha-2: "FR"
  std::optional<Instant> modified;  // of its last change
};

// A dataset as the store keeps it: its description, or why it cannot be read.
struct DatasetRecord {
  DatasetId id;
  Result<rdf::Graph> description;
};

struct LeftOut {
  DatasetId id;
  Error error;
};

struct CatalogueGraph {
  rdf::Graph graph;
  std::vector<LeftOut> left_out;  // records that could not be read
};

// Returns the catalogue with the descriptions of datasets. A record that cannot be read is left out
// and named; it never breaks the export.
CatalogueGraph build_catalogue(const CatalogueHead& head, std::span<const DatasetRecord> records);

}  // namespace passerelle::catalogue
