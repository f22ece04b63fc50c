#include "metadata/catalogue/search.h"

#include <doctest/doctest.h>

using namespace passerelle;
using namespace passerelle::catalogue;

namespace {

std::vector<DatasetDescription> datasets() {
  DatasetDescription colon;
  colon.id = DatasetId("urn:colon");
  colon.titles = {{"en", "Colon cancer trial"}, {"fr", "Essai sur le cancer du côlon"}};
  colon.descriptions = {{"en", "Adjuvant chemotherapy."}};
  colon.variables = {{"etype", {{"en", "Event type"}}, {}, "integer"}};

  DatasetDescription heart;
  heart.id = DatasetId("urn:heart");
  heart.titles = {{"en", "Heart registry"}};
  heart.descriptions = {{"en", "Linked to the cancer registry."}};
  heart.keywords = {{"el", {"Καρδιά"}}, {"en", {"cardiology"}}};
  heart.publisher = {{"en", "Sundhedsdatastyrelsen"}};
  return {colon, heart};
}

// Returns the positions that match, best first.
std::vector<std::size_t> found(std::string_view words) {
  const auto list = datasets();
  std::vector<std::size_t> positions;
  for (const auto& match : search(list, words)) positions.push_back(match.index);
  return positions;
}

using Positions = std::vector<std::size_t>;

}  // namespace

TEST_CASE("a word in the title ranks before the same word in a description") {
  CHECK(found("cancer") == Positions{0, 1});
  CHECK(found("registry") == Positions{1});
}

TEST_CASE("every word must match, and its beginning is enough") {
  CHECK(found("heart cancer") == Positions{1});
  CHECK(found("card can") == Positions{1});
  CHECK(found("ancer").empty());
  CHECK(found("cancer nothing").empty());
}

TEST_CASE("keywords, variables and publishers are searched") {
  CHECK(found("cardiology") == Positions{1});
  CHECK(found("ETYPE") == Positions{0});
  CHECK(found("event") == Positions{0});
  CHECK(found("sundhedsdata") == Positions{1});
}

TEST_CASE("case and accents do not matter") {
  CHECK(found("COLON") == Positions{0});
  CHECK(found("côlon") == Positions{0});
  CHECK(found("co\xCC\x82lon") == Positions{0});
  CHECK(found("καρδια") == Positions{1});
  CHECK(found("ΚΑΡΔΙΑ") == Positions{1});
  CHECK(folded("Œuvre STRAßE Żółć Ångström ПРИВЕТ") == "oeuvre strasse zolc angstrom привет");
}

TEST_CASE("without words every dataset matches, in order") {
  CHECK(found("") == Positions{0, 1});
  CHECK(found(" ,; ") == Positions{0, 1});
}

TEST_CASE("words are read up to the first byte that is not UTF-8") {
  CHECK(found("colon\xF0") == Positions{0});
  CHECK(folded("A\xC3") == "a");
}
