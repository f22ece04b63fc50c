// Where the phrases of a full-text expression stand, all rows at once.
//
// A full-text table (FTS5) tells its matches row by row, and ranks by reading every match again.
// For tens of thousands of matches it is several times cheaper to take the lists of rows out of it
// as they are and to combine them outside. The SQL function `postings(TABLE)` does that, for the
// phrases of the MATCH expression in their order, whatever row it is called for:
//
//   reader.query_one("select postings(books) from books where books match ? limit 1",
//                    R"("red" OR "blue" OR "gre" *)")
//
// It answers no row when no phrase stands anywhere. The function is there on every connection.
//
// Thread safety: values and pure functions; any thread.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "node/base/result.h"

namespace passerelle::store {

struct Posting {
  std::uint32_t row;     // the row id
  std::uint32_t column;  // the first column in which the phrase stands, from 0
  bool operator==(const Posting&) const = default;
};

// Row ids and columns beyond these are an error of the statement.
inline constexpr std::int64_t kMaximumPostingRow = (std::int64_t{1} << 29) - 1;
inline constexpr std::uint32_t kMaximumPostingColumn = 7;

// Reads the answer of `postings`: for each phrase its rows, ascending.
Result<std::vector<std::vector<Posting>>> read_postings(std::string_view answer);

}  // namespace passerelle::store
