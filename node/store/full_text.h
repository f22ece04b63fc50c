// The function `postings` for full-text tables (see postings.h). Private to the room.
#pragma once

#include "node/base/result.h"

struct sqlite3;

namespace passerelle::store {

// The name under which SQLite hands the receiver from the placeholder to the function.
inline constexpr const char* kReceiverType = "passerelle.postings";

// Makes the function known to a connection.
Result<void> add_full_text_functions(sqlite3* handle);

}  // namespace passerelle::store
