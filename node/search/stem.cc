#include "node/search/stem.h"

#include <libstemmer.h>

#include <memory>

namespace passerelle::search {
namespace {

using Stemmer = std::unique_ptr<sb_stemmer, decltype(&sb_stemmer_delete)>;

// A stemmer keeps the word it works on, so each thread has its own.
sb_stemmer* stemmer(Stemming stemming) {
  thread_local const Stemmer english(sb_stemmer_new("english", "UTF_8"), sb_stemmer_delete);
  thread_local const Stemmer french(sb_stemmer_new("french", "UTF_8"), sb_stemmer_delete);
  return stemming == Stemming::english ? english.get() : french.get();
}

}  // namespace

Stemming stemming_of(std::string_view language) {
  const auto primary = language.substr(0, language.find('-'));
  if (primary.empty() || primary == "en") return Stemming::english;
  return primary == "fr" ? Stemming::french : Stemming::none;
}

std::string term_of(const catalogue::Word& word, Stemming stemming) {
  if (stemming == Stemming::none) return word.folded;
  sb_stemmer* const worker = stemmer(stemming);
  if (worker == nullptr) return word.folded;
  const auto* stem =
      sb_stemmer_stem(worker, reinterpret_cast<const sb_symbol*>(word.written.data()),
                      static_cast<int>(word.written.size()));
  if (stem == nullptr) return word.folded;
  // The stem loses its accents only now: French endings are told by them.
  auto term = catalogue::folded(
      {reinterpret_cast<const char*>(stem), static_cast<std::size_t>(sb_stemmer_length(worker))});
  return term.empty() ? word.folded : term;
}

}  // namespace passerelle::search
