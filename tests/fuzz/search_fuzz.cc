// What anybody types into a search, as a web address says it: whatever it is, it is read or
// refused, and an index answers what was read without an error of its query language. And the same
// bytes as the facts of an index on a damaged disk: it is corrupt, or changes and answers.
#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "node/search/facts_changes.h"
#include "node/search/index.h"
#include "node/search/migrations.h"
#include "node/search/question.h"
#include "node/store/database.h"
#include "tests/fuzz/target.h"

namespace {

using namespace passerelle;

store::Database filled() {
  auto database =
      store::Database::open_in_memory({search::kMigrations.begin(), search::kMigrations.end()});
  require(database.has_value());
  search::SearchDocument colon;
  colon.origin = "fr";
  colon.dataset = DatasetId("urn:colon");
  colon.titles = {{"en", "Colon cancer trial"}, {"fr", "Essai sur le cancer du côlon"}};
  colon.descriptions = {{"el", "Καρδιά"}, {"fr", "Patients opérés et hospitalisés."}};
  colon.variables = {{"date_of_birth", {}, {}}};
  colon.country = "FR";
  const std::vector documents{colon};
  const auto put = database->write([&](store::Transaction& tx) -> Result<void> {
    if (auto begun = search::rebuild(tx); !begun) return begun;
    return search::put(tx, documents);
  });
  require(put.has_value());
  return *std::move(database);
}

// "name=value" with "&" between two; without a name it is the words.
search::Parameters parameters_of(std::string_view text) {
  search::Parameters parameters;
  while (!text.empty()) {
    const auto end = std::min(text.find('&'), text.size());
    const auto pair = text.substr(0, end);
    const auto equals = pair.find('=');
    if (equals == std::string_view::npos) parameters["words"] = pair;
    else parameters[std::string(pair.substr(0, equals))] = pair.substr(equals + 1);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parameters;
}

void check_places(std::string_view text) {
  const auto demands = search::demands_of(text);
  if (!demands) return;
  std::size_t last = 0;
  for (const auto& demand : *demands) {
    require(!demand.words.empty());
    for (const auto& word : demand.words) {
      require(!word.folded.empty() && word.begin >= last && word.begin < word.end &&
              word.end <= text.size());
      require(search::with_word(text, word, text.substr(word.begin, word.end - word.begin)) ==
              text);
      last = word.end;
    }
  }
}

// The bytes as the three blobs of a chunk; the first two tell the size of the first two blobs.
search::PackedChunk chunk_of(std::string_view bytes) {
  if (bytes.size() < 2) return {};
  const std::size_t fixed = static_cast<unsigned char>(bytes[0]);
  const std::size_t totals = static_cast<unsigned char>(bytes[1]);
  bytes.remove_prefix(2);
  const auto take = [&bytes](std::size_t size) {
    const std::string part(bytes.substr(0, size));
    bytes.remove_prefix(part.size());
    return part;
  };
  search::PackedChunk chunk;
  chunk.fixed = take(fixed);
  chunk.totals = take(totals);
  chunk.lists = bytes;
  return chunk;
}

void check_change(const search::PackedChunk& chunk) {
  search::Facts facts;
  facts.values[0] = {0, 70'000};
  const auto changed = search::replaced(chunk, {{1, facts}, {2, std::nullopt}});
  if (changed) require(search::replaced(*changed, {{1, std::nullopt}}).has_value());
  else require(changed.error().code == search::SearchError::corrupt);
}

// Asks with the damaged chunk in the place of the good one, which comes back at the end.
void check_sweep(store::Database& database, const search::PackedChunk& chunk) {
  search::Query query;
  query.values[search::index_of(search::Facet::country)] = {"FR"};
  query.days = {0, 0};
  const auto undone = database.write([&](store::Transaction& tx) -> Result<void> {
    const auto kept =
        tx.run("update search_facts set fixed = ?, totals = ?, lists = ?", store::Blob{chunk.fixed},
               store::Blob{chunk.totals}, store::Blob{chunk.lists});
    require(kept.has_value());
    for (const auto& one : {search::Query(), query}) {
      const auto page = search::find(tx, one);
      require(page || page.error().code == search::SearchError::corrupt);
    }
    return Error{search::SearchError::corrupt, "nothing is kept"};
  });
  require(!undone);
}

}  // namespace

PASSERELLE_FUZZ_TARGET(search, text) {
  static store::Database database = filled();
  check_places(text);
  const auto chunk = chunk_of(text);
  check_change(chunk);
  check_sweep(database, chunk);
  const auto query = search::query_from(parameters_of(text));
  if (!query) return;
  const auto page =
      database.read([&](store::Reader& reader) { return search::find(reader, *query); });
  if (page) {
    require(page->hits.size() <= page->total && page->total <= 1);
  } else {
    require(page.error().code == search::SearchError::too_long ||
            page.error().code == search::SearchError::no_words);
  }
}
