// What the catalogue keeps of one dataset besides its description, as values.
//
// Thread safety: values; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "metadata/catalogue/status.h"
#include "metadata/rdf/graph.h"
#include "node/base/clock.h"
#include "node/base/result.h"
#include "node/base/strong_id.h"

namespace passerelle::catalogue_store {

// The decision or legal act that put a dataset into the catalogue, or took it out.
struct LegalBasis {
  std::string act;       // IRI, such as that of the order in the official journal; may be empty
  std::string citation;  // as lawyers cite it; may be empty
  bool empty() const { return act.empty() && citation.empty(); }
  auto operator<=>(const LegalBasis&) const = default;
};

using catalogue::Status;

struct Submission {
  DatasetId dataset;
  rdf::Graph description;
  std::string source;  // "" = this node's own; else the id of the source it was harvested from
  LegalBasis basis;    // empty: an earlier one stays

  // When it may be used. Without one, a dataset that is new or was withdrawn is in force now and
  // one that is known keeps what it has; with `is_announced` its date is not fixed yet.
  std::optional<Instant> in_force_from;
  bool is_announced = false;

  // Whether it takes the dataset over from another source that keeps it (never from this node).
  bool takes_over = false;

  // The agreement with its holder, as the operator names it; empty: an earlier one stays.
  std::string agreement;
};

enum class ChangeKind { created, updated, unchanged, withdrawn, restored };
std::string_view code(ChangeKind kind);
Result<ChangeKind> parse_change_kind(std::string_view text);

struct Change {
  DatasetId dataset;
  ChangeKind kind;
  std::int64_t version;
  std::string digest;  // of the description: SHA-256 over its canonical form, hex
};

struct Record {
  DatasetId dataset;
  std::string source;
  std::optional<Instant> in_force_from;  // none: announced without a date
  std::optional<Instant> withdrawn;      // when
  Instant first_seen;
  Instant modified;
  std::int64_t version;
  std::string digest;
  LegalBasis basis;
  std::string agreement;

  bool is_own() const { return source.empty(); }
  Status status(Instant now) const;
};

struct VersionInfo {
  std::int64_t version;
  ChangeKind kind;
  std::string source;
  std::string digest;
  std::optional<Instant> in_force_from;
  LegalBasis basis;
  Instant recorded;
};

// One line of the change feed; `sequence` grows by every change of any dataset.
struct FeedEntry {
  std::int64_t sequence;
  DatasetId dataset;
  std::int64_t version;
  ChangeKind kind;
  std::string source;
  std::string digest;
  Instant recorded;
};

}  // namespace passerelle::catalogue_store
