// Brings a database to the schema of the program. Private to the room.
#pragma once

#include <vector>

#include "node/base/clock.h"
#include "node/store/connection.h"
#include "node/store/database.h"

namespace passerelle::store {

// Applies what is missing, each migration in its own transaction, and records number, name, text
// and time in `schema_migrations`. The text itself is the record: it shows an edited migration and
// tells a later reader what was done. A conversion has no text; its name tells what it does.
Result<void> migrate(Connection& connection,
                     const std::vector<Migration>& migrations,
                     const Clock& clock);

}  // namespace passerelle::store
