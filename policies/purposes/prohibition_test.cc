#include "policies/purposes/prohibition.h"

#include <doctest/doctest.h>

#include <set>

using namespace passerelle::purposes;

TEST_CASE("the prohibited uses are the five of the article, in its order") {
  CHECK(prohibition_codes() == std::vector<std::string>{"54-a", "54-b", "54-c", "54-d", "54-e"});
}

TEST_CASE("every prohibited use has its own sentence in both languages") {
  std::set<std::string_view> sentences;
  for (const auto prohibition : all_prohibitions()) {
    for (const auto language : {Language::en, Language::fr}) {
      CHECK(sentence(prohibition, language).ends_with('.'));
      sentences.insert(sentence(prohibition, language));
    }
  }
  CHECK(sentences.size() == 10);
}
