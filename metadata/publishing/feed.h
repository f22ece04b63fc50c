// The catalogue's changes as a DCAT-AP Feed (semiceu.github.io/LDES-DCAT-AP-feeds): a Linked Data
// Event Stream of ActivityStreams, for harvesters that want only what changed.
//
// Changes are numbered 1, 2, 3 …; page p holds the numbers from (p - 1) × 100 + 1 to p × 100, so an
// activity stays on its page. Only the last activity of each dataset is kept on it
// (ldes:LatestVersionSubset): pages thin out, but no activity ever changes.
//
// Thread safety: values and pure functions; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "metadata/catalogue/dataset_description.h"
#include "metadata/publishing/addresses.h"
#include "metadata/rdf/dataset.h"
#include "node/base/clock.h"
#include "node/base/strong_id.h"

namespace passerelle::publishing {

inline constexpr std::int64_t kActivitiesPerPage = 100;

enum class ActivityKind { create, update, remove };

struct Activity {
  std::int64_t sequence;
  ActivityKind kind;
  DatasetId dataset;
  Instant published;
  std::string digest;                     // of the description
  std::optional<rdf::Graph> description;  // none for a removal
};

// A page that has activities, and when its first and last one were published.
struct FeedWindow {
  std::int64_t page;
  Instant first;
  Instant last;
};

// Returns the root: the stream, its retention, and for every page the time that it covers.
rdf::Graph feed_root(const Addresses& addresses,
                     const catalogue::Texts& titles,
                     std::span<const FeedWindow> windows);

// Returns one page: the activities in the default graph, each description in the graph named by
// its activity, blank nodes with IRIs.
rdf::Dataset feed_page(const Addresses& addresses,
                       const catalogue::Texts& titles,
                       std::int64_t page,
                       std::span<const Activity> activities);

}  // namespace passerelle::publishing
