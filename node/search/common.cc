#include "node/search/common.h"

#include <algorithm>
#include <utility>

#include "node/search/errors.h"
#include "node/store/postings.h"

namespace passerelle::search {
namespace {

constexpr auto kMaximumPlace = static_cast<std::uint8_t>(kFields);

// Gathers the places of one term.
class Places final : public store::PostingReceiver {
 public:
  void take(std::size_t, store::Posting posting) override {
    places_[posting.row] = static_cast<std::uint8_t>(1 + posting.column);
  }

  const std::map<DocumentNumber, std::uint8_t>& places() const { return places_; }

 private:
  std::map<DocumentNumber, std::uint8_t> places_;
};

Result<void> write(store::Transaction& tx,
                   const std::string& term,
                   std::uint32_t chunk,
                   const std::string& places) {
  return tx.run("insert or replace into search_common (term, chunk, places) values (?, ?, ?)", term,
                chunk, store::Blob{places});
}

}  // namespace

std::map<std::string, std::uint8_t> places_of(const Analysis& analysis) {
  std::map<std::string, std::uint8_t> places;
  for (std::size_t field = 0; field < kFields; ++field) {
    std::string_view terms = analysis.terms[field];
    while (!terms.empty()) {
      const auto end = terms.find(' ');
      const auto term = terms.substr(0, end);
      if (term != kTextEnd) places.try_emplace(std::string(term), place_of(Field(field)));
      terms.remove_prefix(end + 1);
    }
  }
  return places;
}

Result<bool> is_common(store::Reader& reader, const std::string& term) {
  const auto row = reader.query_one("select 1 from search_common where term = ? limit 1", term);
  if (!row) return row.error();
  return row->has_value();
}

Result<bool> show_common(
    store::Reader& reader,
    const std::string& term,
    const std::function<void(std::uint32_t chunk, std::string_view places)>& show) {
  const auto rows = reader.query("select chunk, places from search_common where term = ?", term);
  if (!rows) return rows.error();
  for (const auto& row : *rows) {
    const auto places = row.bytes(1);
    const bool is_whole =
        places.size() <= kDocumentsPerChunk && std::ranges::all_of(places, [](char place) {
          return static_cast<std::uint8_t>(place) <= kMaximumPlace;
        });
    if (!is_whole) return Error{SearchError::corrupt, "the places of a term cannot be read"};
    show(static_cast<std::uint32_t>(row.integer(0)), places);
  }
  return !rows->empty();
}

Result<void> make_common(store::Transaction& tx, const std::string& term) {
  Places found;
  const auto row = tx.query_one(
      "select postings(search_text, ?2) from search_text where search_text match ?1 limit 1",
      '"' + term + '"', &found);
  if (!row) return row.error();
  return change_common(tx, term, found.places());
}

Result<void> change_common(store::Transaction& tx,
                           const std::string& term,
                           const std::map<DocumentNumber, std::uint8_t>& places) {
  for (auto next = places.begin(); next != places.end();) {
    const auto chunk = chunk_of(next->first);
    const auto row =
        tx.query_one("select places from search_common where term = ? and chunk = ?", term, chunk);
    if (!row) return row.error();
    std::string bytes = *row ? (*row)->blob(0) : std::string();
    for (; next != places.end() && chunk_of(next->first) == chunk; ++next) {
      const auto at = next->first % kDocumentsPerChunk;
      if (at >= bytes.size()) bytes.resize(at + 1);
      bytes[at] = static_cast<char>(next->second);
    }
    if (auto written = write(tx, term, chunk, bytes); !written) return written;
  }
  return {};
}

}  // namespace passerelle::search
