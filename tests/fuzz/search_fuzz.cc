// What anybody types into a search, as a web address says it: whatever it is, it is read or
// refused, and an index answers what was read without an error of its query language.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "node/search/index.h"
#include "node/search/migrations.h"
#include "node/search/question.h"
#include "node/store/database.h"

namespace {

using namespace passerelle;

void insist(bool holds) {
  if (!holds) std::abort();
}

store::Database filled() {
  auto database =
      store::Database::open_in_memory({search::kMigrations.begin(), search::kMigrations.end()});
  insist(database.has_value());
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
  insist(put.has_value());
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
    insist(!demand.words.empty());
    for (const auto& word : demand.words) {
      insist(!word.folded.empty() && word.begin >= last && word.begin < word.end &&
             word.end <= text.size());
      insist(search::with_word(text, word, text.substr(word.begin, word.end - word.begin)) == text);
      last = word.end;
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const store::Database database = filled();
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check_places(text);
  const auto query = search::query_from(parameters_of(text));
  if (!query) return 0;
  const auto page =
      database.read([&](store::Reader& reader) { return search::find(reader, *query); });
  if (page) {
    insist(page->hits.size() <= page->total && page->total <= 1);
  } else {
    insist(page.error().code == search::SearchError::too_long ||
           page.error().code == search::SearchError::no_words);
  }
  return 0;
}
