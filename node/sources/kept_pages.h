// Pages of the last harvest, so that a server which has nothing new says so in a word (RFC 9110
// section 13): a cache, of which nothing is lost when it is.
//
// Thread safety: each function runs inside the transaction it is given; the rest are values.
#pragma once

#include <optional>
#include <string>

#include "metadata/harvest/page.h"
#include "node/sources/run.h"

namespace passerelle::sources {

struct KeptPage {
  std::string asked;  // the address that was asked
  std::string etag;   // one of the two validators may be empty
  std::string modified;
  harvest::Answer answer;
};

// Pages are kept up to this many bytes per source; others are asked for in full every time.
inline constexpr std::size_t kKeptBytes = std::size_t{128} << 20;

Result<std::optional<KeptPage>> find_page(store::Reader& reader,
                                          const SourceId& source,
                                          const std::string& asked);

// Keeps a page that has a validator and forgets one that has none.
Result<void> keep_page(store::Transaction& tx,
                       const SourceId& source,
                       const HarvestId& run,
                       const KeptPage& page);

// Says that a page was met again in this harvest.
Result<void> touch_page(store::Transaction& tx,
                        const SourceId& source,
                        const HarvestId& run,
                        const std::string& asked);

// Forgets the pages that this harvest did not meet. Requires: it was complete.
Result<void> forget_other_pages(store::Transaction& tx,
                                const SourceId& source,
                                const HarvestId& run);

}  // namespace passerelle::sources
