// What this node publishes of its catalogue, for everybody: its own datasets that are not
// withdrawn, announced ones too. Each function reads one state of the catalogue and returns the
// graph; the edge writes it in the syntax that was asked for.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "metadata/publishing/addresses.h"
#include "metadata/rdf/dataset.h"
#include "node/base/json.h"
#include "node/service/node.h"

namespace passerelle::service {

struct Publication {
  rdf::Dataset content;
  std::optional<Instant> modified = {};
  std::optional<Instant> until = {};  // when a date of entry into force makes it wrong
  std::string link = {};              // the Link header field
};

// Which page of the catalogue, and of which changes.
struct CatalogueWish {
  std::string address;         // of the list, as the reader asked for it
  std::string page;            // from 1; empty = 1
  std::string modified_since;  // RFC 3339 or a date; empty = all
};
Result<Publication> publish_catalogue(Node& node, const CatalogueWish& wish);

// The catalogue in one piece, for the operator.
Result<Publication> publish_whole_catalogue(Node& node);

// The dataset named by the last segment of its address.
Result<Publication> publish_dataset(Node& node, std::string_view segment);

Result<Publication> publish_feed(Node& node, const std::string& page);  // empty = the root

// The shapes of a profile that is installed here: "healthdcat-ap/8".
Result<Publication> publish_shapes(Node& node, const std::string& profile);

// The FAIR Data Point. `segment` names the record; it is empty for the root.
Result<Publication> publish_fdp_record(Node& node,
                                       publishing::FdpKind kind,
                                       std::string_view segment);
// The records of a kind under the parent that `segment` names, `size` on a page.
Result<Publication> publish_fdp_children(Node& node,
                                         publishing::FdpKind child,
                                         std::string_view segment,
                                         const std::string& page,
                                         const std::string& size);
// The profile that records of a kind conform to, and the shapes of it.
Result<Publication> publish_fdp_profile(Node& node, publishing::FdpKind kind);
Result<Publication> publish_fdp_shapes(Node& node);
// {"member", "state", "path"}: where a record stands, as clients of FAIR Data Points ask.
Result<Json> fdp_meta(Node& node, publishing::FdpKind kind, std::string_view segment);

}  // namespace passerelle::service
