// The terms that stand in very many documents. The full-text index tells the documents of a term
// one by one, which for such terms takes longer than all the rest of an answer; so where they stand
// is kept a second time, a thousand documents in one piece. Private to the room.
//
// A row of search_common belongs to a term and a chunk of documents (facts.h). It holds one byte
// for each document up to the last one that matters: 0 where the term does not stand, else 1 + the
// first field in which it does.
//
// Invariant: a term has rows for all of its documents, or for none. Once common, a term stays so.
//
// Thread safety: as Transaction and Reader. Errors: SearchError::corrupt.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "node/base/result.h"
#include "node/search/analysis.h"
#include "node/search/facts.h"
#include "node/store/database.h"

namespace passerelle::search {

// From so many documents on a term is made common: fewer are told one by one in half a millisecond.
inline constexpr std::int64_t kCommonFrom = 16'384;

// Returns what the byte of a document says of a field that a term stands in.
constexpr std::uint8_t place_of(Field field) {
  return static_cast<std::uint8_t>(1 + static_cast<int>(field));
}

// The place of each term of a document in the first field it stands in.
std::map<std::string, std::uint8_t> places_of(const Analysis& analysis);

Result<bool> is_common(store::Reader& reader, const std::string& term);

// Shows where a common term stands, chunk by chunk; every byte is a place or 0. Returns whether the
// term is common.
Result<bool> show_common(
    store::Reader& reader,
    const std::string& term,
    const std::function<void(std::uint32_t chunk, std::string_view places)>& show);

// Makes a term common, as the full-text index knows it. Requires: it is not.
Result<void> make_common(store::Transaction& tx, const std::string& term);

// Says where a common term stands in some documents now.
Result<void> change_common(store::Transaction& tx,
                           const std::string& term,
                           const std::map<DocumentNumber, std::uint8_t>& places);

}  // namespace passerelle::search
