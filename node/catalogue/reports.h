// What was found out about datasets: how their versions were validated, again and again as profiles
// change, how good their metadata are, and the quality label of their data.
//
// Thread safety: each function runs inside the transaction it is given.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "node/catalogue/record.h"
#include "node/store/database.h"

namespace passerelle::catalogue_store {

struct Validation {
  DatasetId dataset;
  std::int64_t version;
  std::string profile;  // name of the pack: "healthdcat-ap-r8/non-public"
  std::string release;  // of the profile
  std::int64_t violations;
  std::int64_t warnings;
  bool is_accepted;    // kept in spite of its violations, because the operator said so
  std::string report;  // JSON text: {"conforms", "results": […]}
  Instant validated;
};

Result<void> keep_validation(store::Transaction& tx, const Validation& validation);

// Returns the validations of a dataset, newest first.
Result<std::vector<Validation>> validations_of(store::Reader& reader, const DatasetId& dataset);

// How good the metadata of a version are (metadata/catalogue/mqa.h).
struct Quality {
  DatasetId dataset;
  std::int64_t version;
  std::int64_t mqa;             // points of 405
  std::int64_t mqa_applicable;  // points on the indicators that make sense for its access level
  std::int64_t mqa_reachable;   // what those indicators give at most
  rdf::Graph statements;        // the measurements in DQV, to be merged into the description
  Instant measured;
};

// Keeps what was measured of a version; it replaces an earlier measurement of the same version.
Result<void> keep_quality(store::Transaction& tx, const Quality& quality);

// Returns the quality of each version that was measured, newest first.
Result<std::vector<Quality>> quality_of(store::Reader& reader, const DatasetId& dataset);

// A data quality and utility label (Art. 78; metadata/catalogue/quality_label.h), or its end.
struct LabelEntry {
  rdf::Graph statements;        // in DQV; empty for a revocation
  std::string revoked_because;  // empty for a label
  Instant recorded;
  bool is_revocation() const { return !revoked_because.empty(); }
};

// Gives the dataset a label, in the place of an earlier one. `record.unknown` without a record. As
// a label is published with the description, its coming and going count as changes of the record.
Result<void> keep_label(store::Transaction& tx,
                        const DatasetId& dataset,
                        const rdf::Graph& statements,
                        Instant now);

// Ends the label in force; refuses with `record.no_label` when there is none.
// Requires: a reason.
Result<void> revoke_label(store::Transaction& tx,
                          const DatasetId& dataset,
                          const std::string& reason,
                          Instant now);

// Returns the labels of a dataset and their ends, newest first.
Result<std::vector<LabelEntry>> labels_of(store::Reader& reader, const DatasetId& dataset);

// Returns the labels that were given in the time, `until` excluded, with their datasets, in order.
Result<std::vector<std::pair<DatasetId, rdf::Graph>>> labels_between(store::Reader& reader,
                                                                     Instant from,
                                                                     Instant until);

// Returns the statements of the label in force, if there is one.
Result<std::optional<rdf::Graph>> label_in_force(store::Reader& reader, const DatasetId& dataset);

}  // namespace passerelle::catalogue_store
