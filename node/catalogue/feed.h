// The changes of this node's own datasets as others follow them: the last one of each dataset,
// page by page of a fixed number of sequence numbers, so that a change stays on its page.
//
// Thread safety: each function runs inside the transaction it is given.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "node/catalogue/record.h"
#include "node/store/database.h"

namespace passerelle::catalogue_store {

// A page with changes on it, counted from 1, and when the first and the last one were recorded.
struct FeedWindow {
  std::int64_t page;
  Instant first;
  Instant last;
};
Result<std::vector<FeedWindow>> feed_windows(store::Reader& reader, std::int64_t size);

// Returns the last changes among the sequence numbers of a page, oldest first.
Result<std::vector<FeedEntry>> feed_window(store::Reader& reader,
                                           std::int64_t page,
                                           std::int64_t size);

// When this node's own datasets changed first and last; nothing when it has none.
struct ChangeSpan {
  Instant first;
  Instant last;
};
Result<std::optional<ChangeSpan>> own_changes(store::Reader& reader);

}  // namespace passerelle::catalogue_store
