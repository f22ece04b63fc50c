#include "node/search/question.h"

#include <doctest/doctest.h>

#include "node/search/errors.h"

namespace passerelle::search {
namespace {

// The demands as a text: words, "phrases", and a star behind an unfinished word.
std::string read(std::string_view text) {
  const auto demands = demands_of(text);
  if (!demands) return demands.error().name();
  std::string result;
  for (const auto& demand : *demands) {
    if (!result.empty()) result += ' ';
    std::string words;
    for (const auto& word : demand.words) words += (words.empty() ? "" : " ") + word.folded;
    result += demand.is_phrase() ? '"' + words + '"' : words;
    if (demand.is_prefix) result += '*';
  }
  return result;
}

TEST_CASE("words are demanded one by one, the last one may be unfinished") {
  CHECK(read("Colon CANCER trial") == "colon cancer trial*");
  CHECK(read("colon cancer ") == "colon cancer");
  CHECK(read("colon can.") == "colon can");
  CHECK(read("colon ca") == "colon ca");
  CHECK(read("Καρδ") == "καρδ*");
}

TEST_CASE("quotation marks of any kind make a phrase") {
  CHECK(read("\"cancer registry\" france ") == "\"cancer registry\" france");
  CHECK(read("«registre du cancer» suivi") == "\"registre du cancer\" suivi*");
  CHECK(read("“cancer registry”") == "\"cancer registry\"");
  CHECK(read("\"cancer\"") == "cancer");
  CHECK(read("a \"b") == "b");
  CHECK(read("trial \"cancer registry") == "trial \"cancer registry\"");
  CHECK(read("\"\" cancer \"\" ") == "cancer");
}

TEST_CASE("small words and elided letters are left out where others remain") {
  CHECK(read("the registry of the cancer ") == "registry cancer");
  CHECK(read("l'hôpital de jour ") == "hopital jour");
  CHECK(read("d’hospitalisation ") == "hospitalisation");
  CHECK(read("patient's age ") == "patient age");
  CHECK(read("hepatitis c ") == "hepatitis c");
  CHECK(read("of the ") == "of the");
}

TEST_CASE("nothing is a command of the index") {
  CHECK(read("cancer AND (colon OR NOT title:x*) ^ NEAR/2 -a ") ==
        "cancer colon not title x near 2");
  CHECK(read("'; drop table x; -- ") == "drop table x");
}

TEST_CASE("an empty text demands nothing, one of signs is refused") {
  CHECK(read("").empty());
  CHECK(read(" \t\n").empty());
  CHECK(read("?!") == "search.no_words");
  CHECK(read("\"\"") == "search.no_words");
  CHECK(read("* \" ¶") == "search.no_words");
}

TEST_CASE("a text with more than anybody asks is refused") {
  CHECK(read(std::string(kMaximumQuestionBytes + 1, 'a')) == "search.too_long");
  CHECK(read(std::string(kMaximumQuestionBytes, ' ')).empty());
  std::string words;
  for (std::size_t i = 0; i < kMaximumQuestionWords; ++i) words += "x" + std::to_string(i) + " ";
  CHECK(demands_of(words)->size() == kMaximumQuestionWords);
  CHECK(read(words + "more") == "search.too_long");
  CHECK(read("\"" + words + "more\"") == "search.too_long");
}

TEST_CASE("a word is replaced where it stands") {
  const std::string text = "étude “côlon cancr”";
  const auto demands = demands_of(text);
  REQUIRE(demands);
  REQUIRE(demands->size() == 2);
  CHECK(with_word(text, demands->at(1).words.at(1), "cancer") == "étude “côlon cancer”");
}

}  // namespace
}  // namespace passerelle::search
