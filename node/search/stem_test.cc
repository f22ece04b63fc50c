#include "node/search/stem.h"

#include <doctest/doctest.h>

namespace passerelle::search {
namespace {

std::string term(std::string_view word, std::string_view language) {
  const auto words = catalogue::words_of(word);
  REQUIRE(words.size() == 1);
  return term_of(words.front(), stemming_of(language));
}

TEST_CASE("English and French words are stemmed, others stay as they are") {
  CHECK(term("registries", "en") == term("registry", "en"));
  CHECK(term("Hospitalised", "en-GB") == term("hospitalisation", "en"));
  CHECK(term("registries", "") == term("registry", "en"));
  CHECK(term("hospitalisées", "fr") == term("hospitalisé", "fr"));
  CHECK(term("données", "fr") == term("donnée", "fr"));
  CHECK(term("registries", "de") == "registries");
  CHECK(term("sairauksia", "fi") == "sairauksia");
}

TEST_CASE("a term is folded, whatever the stemmer leaves") {
  CHECK(term("épidémiologie", "fr") == "epidemiolog");
  CHECK(term("Öl", "en") == "ol");
}

}  // namespace
}  // namespace passerelle::search
