// Validation of descriptions against the profiles of this node: on their way into the catalogue,
// and again when a profile comes or goes. What was found is kept with the version it was found in.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "metadata/rdf/graph.h"
#include "node/base/json.h"
#include "node/catalogue/record.h"
#include "node/service/node.h"

namespace passerelle::service {

// What a validation found, as it is kept.
struct Assessment {
  std::string profile;
  std::string release;
  std::int64_t violations;
  std::int64_t warnings;
  std::string first_violation;  // "path: message"; empty when there is none
  std::string report;           // JSON text (metadata/shacl/report_json.h)
};

// Says whether an IRI is that of a dataset which is described elsewhere: in the same document or
// harvest, or in the catalogue.
using IsDataset = std::function<bool(const DatasetId&)>;

// Return whether a dataset is in the catalogue and not withdrawn, within a transaction or without.
bool is_in_catalogue(store::Reader& reader, const DatasetId& dataset);
bool is_in_catalogue(const Node& node, const DatasetId& dataset);

// Returns the datasets that a description only names.
std::vector<rdf::Iri> named_datasets(const rdf::Graph& description, const IsDataset& is_dataset);

// Validates a description with the profile that it means, or the one of that name. Nothing when no
// profile applies, as for data that everybody may download.
Result<std::optional<Assessment>> assess(Node& node,
                                         const rdf::Graph& description,
                                         const IsDataset& is_dataset,
                                         const std::string& profile = {});

// Keeps an assessment of a version and measures the version with it.
Result<void> keep_assessment(store::Transaction& tx,
                             const catalogue_store::Change& version,
                             const std::optional<Assessment>& assessment,
                             bool is_accepted,
                             Instant now);

// The newest report of a dataset as it was kept: {"profile", "release", "version", "validated",
// "accepted", "report"}.
Result<Json> show_validation(Node& node, const DatasetId& dataset);

Result<Json> list_profiles(Node& node);

// {"folder": …}: installs a pack, and validates again what means its profile.
// → {"profile", "release", "digest", "validated": how many}.
Result<Json> add_profile(Node& node, const identity::Caller& caller, const Json& request);

// Removes a pack, and validates again what was validated with it.
Result<Json> remove_profile(Node& node, const identity::Caller& caller, const std::string& name);

}  // namespace passerelle::service
