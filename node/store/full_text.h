// The function `postings` for full-text tables (see postings.h). Private to the room.
#pragma once

#include "node/base/result.h"

struct sqlite3;

namespace passerelle::store {

// Makes the function known to a connection.
Result<void> add_full_text_functions(sqlite3* handle);

}  // namespace passerelle::store
