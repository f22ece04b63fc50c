#include "node/search/highlight.h"

#include <doctest/doctest.h>

namespace passerelle::search {
namespace {

Meaning word(std::set<std::string> terms) { return {{std::move(terms)}, {}, {}}; }

std::string joined(const Marked& parts) {
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    text += i % 2 == 1 ? "[" + parts[i] + "]" : parts[i];
  }
  return text;
}

std::string part_of(std::string_view text, const std::vector<Meaning>& meanings, std::size_t size) {
  return joined(snippet(text, Highlighter(meanings).hits_in(text, Stemming::english), size));
}

std::string in_english(std::string_view text, const std::vector<Meaning>& meanings) {
  return joined(marked(text, Highlighter(meanings).hits_in(text, Stemming::english)));
}

TEST_CASE("words are marked as they are written, by their stem") {
  CHECK(in_english("Cancers of the colon; CANCER, canteen.", {word({"cancer"})}) ==
        "[Cancers] of the colon; [CANCER], canteen.");
  const std::vector colon{word({"colon"})};
  CHECK(joined(marked("Le côlon", Highlighter(colon).hits_in("Le côlon", Stemming::none))) ==
        "Le [côlon]");
  CHECK(in_english("", {word({"cancer"})}).empty());
  CHECK(in_english("nothing", {word({"cancer"})}) == "nothing");
}

TEST_CASE("the beginning of a word marks the whole word") {
  const Meaning begun{{{}}, {}, "canc"};
  CHECK(in_english("cancer, Cancerous, scanner", {begun}) == "[cancer], [Cancerous], scanner");
  const Meaning listed{{{}}, {"studi"}, {}};
  CHECK(in_english("study studies", {listed}) == "[study] [studies]");
}

TEST_CASE("a phrase is marked as a whole, and only where its words stand together") {
  const Meaning phrase{{{"cancer"}, {"registri"}}, {}, {}};
  CHECK(in_english("the cancer-registry; cancer of a registry", {phrase}) ==
        "the [cancer-registry]; cancer of a registry");
  CHECK(in_english("cancer registry", {phrase, word({"registri"})}) == "[cancer registry]");
  CHECK(in_english("registry cancer", {phrase}) == "registry cancer");
  CHECK(in_english("cancer", {phrase}) == "cancer");
}

TEST_CASE("a snippet stands around the first hit, cut between words") {
  std::string text;
  for (int i = 0; i < 100; ++i) text += "filler" + std::to_string(i) + " ";
  text += "the cancer registry ";
  for (int i = 0; i < 100; ++i) text += "ending" + std::to_string(i) + " ";
  const auto part = part_of(text, {word({"cancer"})}, 120);
  CHECK(part.find("the [cancer] registry") != std::string::npos);
  CHECK(part.starts_with("…filler"));
  CHECK(part.ends_with("…"));
  CHECK(part.size() < 140);
}

TEST_CASE("a snippet without a hit is the beginning, a short text is whole") {
  const std::string text(300, 'x');
  CHECK(part_of("one two three four", {}, 8) == "one two …");
  CHECK(part_of("one two", {word({"two"})}, 100) == "one [two]");
  CHECK(part_of(text, {}, 100) == text);
  CHECK(part_of("", {}, 100).empty());
}

}  // namespace
}  // namespace passerelle::search
