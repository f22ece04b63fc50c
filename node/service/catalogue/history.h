// What the catalogue remembers of a dataset: its record, its versions, what changed between two of
// them, how it was validated. Open to everybody, for a national catalogue is public (Art. 77).
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "node/base/json.h"
#include "node/catalogue/records.h"
#include "node/service/node.h"

namespace passerelle::service {

// → {"records": […], "total", "page", "size"}.
Result<Json> list_records(Node& node, const catalogue_store::Filter& filter);

// One record: standing, act, agreement, and what the newest description says.
Result<Json> show_record(Node& node, const DatasetId& dataset, const std::string& language);

// → {"dataset", "versions": […], "validations": […], "quality": […]}.
Result<Json> record_history(Node& node, const DatasetId& dataset);

// A version's description, the newest by default, as canonical N-Triples.
Result<std::string> record_description(Node& node,
                                       const DatasetId& dataset,
                                       std::optional<std::int64_t> version);

// What changed from one version to another, with field names in that language.
// Without versions: the newest and the one before it.
Result<Json> record_difference(Node& node,
                               const DatasetId& dataset,
                               std::optional<std::int64_t> older,
                               std::optional<std::int64_t> newer,
                               const std::string& language);

// {"basis": {"act", "citation"}}: takes a dataset of this node out of the catalogue.
Result<Json> withdraw_dataset(Node& node,
                              const identity::Caller& caller,
                              const DatasetId& dataset,
                              const Json& request);

// Reads {"act", "citation"}; both may be left out, an act is an absolute IRI.
Result<catalogue_store::LegalBasis> legal_basis_from_json(const Json& value,
                                                          const std::string& path);

}  // namespace passerelle::service
