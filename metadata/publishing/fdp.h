// The catalogue as a FAIR Data Point (specs.fairdatapoint.org), for clients that walk from record
// to record: root, catalogue, dataset, distribution, one document each, linked by LDP containers.
// Read only.
//
// Such a client asks for a record by the IRI that it found and looks for statements about that very
// IRI. So a dataset that has its IRI elsewhere is shown here under an address of this node, with
// owl:sameAs to its own IRI, which also stands in its chain of identifiers.
//
// Thread safety: values and pure functions; any thread.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "metadata/catalogue/catalogue.h"
#include "metadata/publishing/addresses.h"
#include "metadata/publishing/catalogue_page.h"
#include "node/base/clock.h"

namespace passerelle::publishing {

struct FdpHead {
  Addresses addresses;
  catalogue::CatalogueHead catalogue;  // whose IRI is that of the node's catalogue
  std::string version;                 // of this software: "0.1.0"
  std::optional<Instant> issued;       // of the first record ever kept
  std::optional<Instant> modified;     // of the last change
};

rdf::Graph fdp_point(const FdpHead& head);
rdf::Graph fdp_catalog(const FdpHead& head, std::span<const DatasetId> datasets);

// Requires: descriptions that can be read.
rdf::Graph fdp_dataset(const FdpHead& head, const PublishedDataset& dataset);

// Returns the marks of a dataset's distributions, in order.
std::vector<std::string> distribution_marks(const PublishedDataset& dataset);
// Returns nothing when the dataset has no distribution with that mark.
std::optional<rdf::Graph> fdp_distribution(const FdpHead& head,
                                           const PublishedDataset& dataset,
                                           std::string_view mark);

// The profile that records of a kind conform to, and the shapes that say it.
rdf::Graph fdp_profile(const Addresses& addresses,
                       FdpKind kind,
                       std::span<const std::string> shapes);

// Which part of the children of a record a client asked for.
struct FdpPage {
  std::size_t page = 0;  // from 0, as FAIR Data Points count
  std::size_t size = 10;
  std::size_t total = 0;
};
// Returns the Link field that goes with such a page: rel first, prev, next and last.
std::string fdp_links(const std::string& parent, FdpKind child, const FdpPage& page);

}  // namespace passerelle::publishing
