#include "connectors/duckdb/errors.h"

#include <array>

#include "node/base/error.h"

namespace passerelle::duckdb {

std::error_code make_error_code(DuckdbError code) {
  static constexpr std::array kNames{"not_built",        "wrong_library",  "engine",
                                     "cannot_open",      "malformed_file", "column_missing",
                                     "column_ambiguous", "does_not_fit",   "interrupted",
                                     "key_repeated",     "parts_differ"};
  static const ErrorCategory category("duckdb", kNames);
  return {static_cast<int>(code), category};
}

}  // namespace passerelle::duckdb
