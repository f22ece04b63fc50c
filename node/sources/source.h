// A catalogue of somebody else that this node harvests: where it is, how it may be asked, and how
// often.
//
// Thread safety: each function runs inside the transaction it is given; the rest are values.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "metadata/harvest/source_kind.h"
#include "node/base/clock.h"
#include "node/base/strong_id.h"
#include "node/store/database.h"

namespace passerelle::sources {

using SourceId = StrongId<struct SourceTag>;  // "data-gouv", or "peer:fi" for a node

struct Source {
  SourceId id;
  harvest::SourceKind kind = harvest::SourceKind::file;
  std::string url;                            // empty for a node: the trust list knows
  std::optional<std::chrono::minutes> every;  // none: only when somebody asks; see `due` for nodes
  bool may_use_http = false;                  // without TLS
  bool may_be_private = false;                // at an address that only we can reach
  std::chrono::seconds patience{60};          // for one page
  Instant added{};
};

// The shortest time between two harvests.
inline constexpr std::chrono::minutes kShortestPeriod{5};

// Returns the source that stands for a node of the trust list.
SourceId source_of(const NodeId& node);
// Returns the node that a source stands for; nothing when it stands for none.
std::optional<NodeId> node_of(const SourceId& source);

// Refuses a name that is not made of a–z, 0–9 and "-", an address that is none or may not be asked,
// and a schedule below the shortest period.
Result<void> check(const Source& source);

// Adds a source. Refuses one that is there already.
Result<void> add(store::Transaction& tx, const Source& source);

// Returns the source of a node, which is added when it is not there yet.
Result<Source> peer_source(store::Transaction& tx, const NodeId& node, Instant now);

// Forgets a source with its pages, reports and what it gave; the records of the catalogue stay.
Result<void> remove(store::Transaction& tx, const SourceId& id);

Result<Source> find(store::Reader& reader, const SourceId& id);
Result<std::vector<Source>> list(store::Reader& reader);

// Returns the sources whose time has come: a period has passed since their last harvest began. The
// period of nodes is one for all.
Result<std::vector<Source>> due(store::Reader& reader,
                                std::optional<std::chrono::minutes> period_of_nodes,
                                Instant now);

}  // namespace passerelle::sources
