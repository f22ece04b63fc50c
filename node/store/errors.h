// What a database may refuse.
#pragma once

#include <system_error>

namespace passerelle::store {

enum class StoreError {
  unavailable = 1,     // the file cannot be opened, read or written; or the disk is full
  busy,                // another process holds the database for longer than we wait
  corrupt,             // the file is not a database, or a damaged one
  duplicate,           // a row with that key is there already
  constraint,          // a foreign key, a not-null or a check refuses the row
  newer_than_program,  // the database knows a migration that this program does not
  migration_edited,    // a migration was changed after it had been applied
  nested,              // a transaction inside another one on the same thread
  internal,            // a statement of ours is wrong
};
std::error_code make_error_code(StoreError code);

}  // namespace passerelle::store

template <>
struct std::is_error_code_enum<passerelle::store::StoreError> : std::true_type {};
