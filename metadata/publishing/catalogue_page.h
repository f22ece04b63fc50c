// What harvesters of DCAT read: the catalogue page by page, and one dataset with its record.
// Texts stand in all their languages; which one to show is the reader's choice.
//
// Thread safety: pure functions; any thread.
#pragma once

#include <optional>
#include <span>

#include "metadata/catalogue/catalogue.h"
#include "metadata/catalogue/record_graph.h"
#include "metadata/publishing/addresses.h"
#include "metadata/publishing/paging.h"

namespace passerelle::publishing {

// A dataset as it is published: what the catalogue says of the entry, and the description.
struct PublishedDataset {
  catalogue::CatalogueEntry entry;
  Result<rdf::Graph> description;  // or why it cannot be read
};

// Returns the catalogue with these datasets, each with its dcat:CatalogRecord and its identifiers.
// A dataset that cannot be read is left out and named.
catalogue::CatalogueGraph whole_catalogue(const catalogue::CatalogueHead& head,
                                          std::span<const PublishedDataset> datasets);

// The same with the datasets of one page, and where the others are.
catalogue::CatalogueGraph catalogue_page(const catalogue::CatalogueHead& head,
                                         std::span<const PublishedDataset> datasets,
                                         const Paging& paging);

// Returns one dataset with its record. Requires: a description that can be read.
rdf::Graph dataset_document(const PublishedDataset& dataset);

}  // namespace passerelle::publishing
