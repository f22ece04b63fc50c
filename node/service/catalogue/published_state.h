// One reading of the catalogue for publication: the datasets that everybody may know of, as they
// are at this moment, and how long what was read stays right. The database is free again when
// graphs are built from it. For the sources of this room only.
//
// Thread safety: values; the functions on any thread but the I/O one.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "metadata/publishing/catalogue_page.h"
#include "metadata/publishing/fdp.h"
#include "node/service/node.h"

namespace passerelle::service {

struct PublishedState {
  publishing::Addresses addresses;
  catalogue::CatalogueHead head = {};
  std::vector<publishing::PublishedDataset> datasets = {};  // those that were asked for
  std::size_t total = 0;                                    // of all that could have been
  std::optional<Instant> first = {};                        // the first change ever
  std::optional<Instant> modified = {};                     // the last change of what was read
  std::optional<Instant> until = {};                        // when a date will change it

  publishing::FdpHead fdp_head() const;
};

// The datasets of a page, counted from 0, in the order of their IRIs.
Result<PublishedState> read_page(Node& node,
                                 std::size_t number,
                                 std::size_t size,
                                 std::optional<Instant> since = std::nullopt);

// All of them.
Result<PublishedState> read_all(Node& node);

// The dataset that a segment of an address names, and its description. Refuses one that is not
// published, or cannot be read.
Result<PublishedState> read_dataset(Node& node, std::string_view segment);

// What the catalogue says of itself, without any dataset.
Result<PublishedState> read_head(Node& node);

// The names of all.
Result<std::vector<DatasetId>> read_ids(Node& node);

}  // namespace passerelle::service
