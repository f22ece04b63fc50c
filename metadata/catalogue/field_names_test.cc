#include "metadata/catalogue/field_names.h"

#include <doctest/doctest.h>

using namespace passerelle::catalogue;

TEST_CASE("a property has a name in English and French, and English stands in for the others") {
  CHECK(field_name("http://purl.org/dc/terms/title", "en") == "Title");
  CHECK(field_name("http://purl.org/dc/terms/title", "fr") == "Titre");
  CHECK(field_name("http://purl.org/dc/terms/title", "fr-BE") == "Titre");
  CHECK(field_name("http://purl.org/dc/terms/title", "fi") == "Title");
}

TEST_CASE("equal local names of two vocabularies stay apart") {
  CHECK(field_name("http://www.w3.org/ns/csvw#title", "en") == "Label");
  CHECK(field_name("http://www.w3.org/ns/csvw#name", "en") == "Name in the data");
  CHECK(field_name("http://xmlns.com/foaf/0.1/name", "en") == "Name");
}

TEST_CASE("a property that nobody named is shown by the last part of its IRI") {
  CHECK(field_name("https://example.org/ns#bloodGroup", "fr") == "bloodGroup");
  CHECK(field_name("https://example.org/ns/", "en") == "https://example.org/ns/");
  CHECK(field_name("urn:x:colour", "en") == "colour");
}
