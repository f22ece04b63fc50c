// Where this node publishes what: every address that a published document names is made here.
//
// A dataset keeps its own IRI wherever that lies; its document stands under
// "/catalogue/datasets/{key}". The key of a dataset whose IRI lies under that path is the rest of
// the IRI, so that the IRI can be looked up; the key of any other is the IRI itself, escaped.
//
// Thread safety: a value; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "node/base/strong_id.h"

namespace passerelle::publishing {

// The kinds of record in a FAIR Data Point, from the root down.
enum class FdpKind { point, catalog, dataset, distribution };

// Returns the path segment of a kind: "catalog"; "fdp" for the root.
std::string_view segment_of(FdpKind kind);
std::optional<FdpKind> fdp_kind_of(std::string_view segment);

// The one catalogue of a node's FAIR Data Point.
inline constexpr std::string_view kFdpCatalog = "all";

class Addresses {
 public:
  // Requires: an absolute http(s) address without a slash at its end.
  explicit Addresses(std::string public_url) : root_(std::move(public_url)) {}

  std::string catalogue() const { return root_ + "/catalogue"; }
  std::string dataset(const DatasetId& dataset) const;
  std::string record(const DatasetId& dataset) const { return this->dataset(dataset) + "#record"; }

  // Returns the dataset that the last segment of such an address names, decoded.
  DatasetId dataset_at(std::string_view segment) const;

  // An IRI for a blank node of the description with that digest (RDF 1.1 Concepts, section 3.5).
  std::string skolem(std::string_view digest, std::string_view label) const;

  std::string feed() const { return catalogue() + "/feed"; }
  std::string stream() const { return feed() + "#stream"; }
  std::string feed_page(std::int64_t page) const {
    return feed() + "?page=" + std::to_string(page);
  }

  std::string fdp() const { return root_ + "/fdp"; }
  std::string fdp_container(FdpKind kind) const;
  std::string fdp_profile(FdpKind kind) const;
  std::string fdp_catalog() const {
    return fdp_container(FdpKind::catalog) + std::string(kFdpCatalog);
  }
  std::string fdp_dataset(const DatasetId& dataset) const;
  // `mark` tells the distributions of one dataset apart.
  std::string fdp_distribution(const DatasetId& dataset, std::string_view mark) const;

  std::string shapes(std::string_view profile) const;

 private:
  std::string key_of(const DatasetId& dataset) const;

  std::string root_;
};

// The two parts of a distribution's segment; `mark` is empty when there is none.
struct DistributionKey {
  std::string_view dataset;
  std::string_view mark;
};
DistributionKey distribution_key(std::string_view segment);

}  // namespace passerelle::publishing
