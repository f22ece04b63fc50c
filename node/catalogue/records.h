// The catalogue in the database: the newest state of each dataset, all its versions, and the feed
// of changes.
//
// Invariants: (1) a dataset has one source; what one source keeps, another does not overwrite,
// except that this node may make a harvested dataset its own and that a source may be told to take
// over from another; (2) a description equal to the newest
// one (RDF Dataset Canonicalization, so blank labels, order and prefixes do not matter) is no new
// version; (3) versions count 1, 2, 3 … and never change.
//
// Use cases change the catalogue through `service::keep_record`, which also updates the search
// index in the same transaction.
//
// Thread safety: each function runs inside the transaction it is given.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "node/catalogue/record.h"
#include "node/store/database.h"

namespace passerelle::catalogue_store {

// Keeps a description. Refuses one that does not describe the dataset (dcat:Dataset with title and
// description) and one whose dataset another source keeps.
Result<Change> put(store::Transaction& tx, const Submission& submission, Instant now);

// Takes a dataset out of the catalogue; its versions stay. Refuses one that is not there.
Result<Change> withdraw(store::Transaction& tx,
                        const DatasetId& dataset,
                        const LegalBasis& basis,
                        Instant now);

Result<std::optional<Record>> find(store::Reader& reader, const DatasetId& dataset);

// Refuses with `record.unknown` instead of finding nothing.
Result<Record> get(store::Reader& reader, const DatasetId& dataset);

struct Filter {
  std::optional<std::string> source;  // "" = this node's own
  std::optional<Status> status;       // as it is at `now`
  bool without_withdrawn = false;
  Instant now{};
  std::optional<Instant> modified_since;
  std::size_t page = 0;  // from 0
  std::size_t size = 100;
};

template <class T>
struct Page {
  std::vector<T> items;
  std::size_t total = 0;  // over all pages
};

// Returns the records in the order of their IRIs.
Result<Page<Record>> list(store::Reader& reader, const Filter& filter);

// Returns all versions of a dataset, oldest first; `record.unknown` when there is none.
Result<std::vector<VersionInfo>> versions(store::Reader& reader, const DatasetId& dataset);

// Returns the description of a version, the newest one by default.
Result<rdf::Graph> description(store::Reader& reader,
                               const DatasetId& dataset,
                               std::optional<std::int64_t> version = std::nullopt);

// Returns the changes after a sequence number, oldest first. 0 stands before the first.
Result<std::vector<FeedEntry>> changes_after(store::Reader& reader,
                                             std::int64_t sequence,
                                             std::size_t limit);

// Returns the sequence number of the last change; 0 when there was none.
Result<std::int64_t> last_sequence(store::Reader& reader);

}  // namespace passerelle::catalogue_store
