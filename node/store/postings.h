// Where the phrases of a full-text expression stand, all rows at once.
//
// A full-text table (FTS5) tells its matches row by row, and ranks by reading every match again.
// For tens of thousands of matches it is several times cheaper to be shown the rows of each phrase
// as they are and to combine them outside. The SQL function `postings(TABLE, RECEIVER)` does that,
// for the phrases of the MATCH expression in their order, whatever row it is called for:
//
//   reader.query_one("select postings(books, ?2) from books where books match ?1 limit 1",
//                    R"("red" OR "blue" OR "gre" *)", &receiver)
//
// It answers the number of phrases; no row, and shows nothing, when no phrase stands anywhere. The
// function is there on every connection.
//
// Thread safety: the receiver is called on the thread of the statement.
#pragma once

#include <cstddef>
#include <cstdint>

namespace passerelle::store {

struct Posting {
  std::uint32_t row;     // the row id
  std::uint32_t column;  // the first column in which the phrase stands, from 0
  bool operator==(const Posting&) const = default;
};

// Row ids beyond this are an error of the statement.
inline constexpr std::int64_t kMaximumPostingRow = 0xFFFF'FFFF;

class PostingReceiver {
 public:
  // Phrases come one after the other, from 0; the rows of each are ascending. It may throw nothing
  // but std::bad_alloc, which is an error of the statement.
  virtual void take(std::size_t phrase, Posting posting) = 0;

 protected:
  ~PostingReceiver() = default;
};

}  // namespace passerelle::store
