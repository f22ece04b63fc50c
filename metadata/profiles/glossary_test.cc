#include "metadata/profiles/glossary.h"

#include <doctest/doctest.h>

#include <ostream>

#include "metadata/profiles/errors.h"

namespace passerelle::profiles {
namespace {

const std::string kTitle = "http://purl.org/dc/terms/title";
const std::string kDatasetClass = "http://www.w3.org/ns/dcat#Dataset";
const std::string kViolation = "http://www.w3.org/ns/shacl#Violation";
const std::string kWarning = "http://www.w3.org/ns/shacl#Warning";

TEST_CASE("a field is called in the reader's language, else in English") {
  const auto& glossary = Glossary::built_in();
  CHECK(glossary.name(kTitle, "fr") == "Titre");
  CHECK(glossary.name(kTitle, "en") == "Title");
  CHECK(glossary.name(kTitle, "fi") == "Title");
  CHECK(glossary.name("urn:unknown", "en").empty());
  CHECK(glossary.short_form(kTitle) == "dct:title");
  CHECK(glossary.short_form("http://nowhere.example/x") == "http://nowhere.example/x");
}

TEST_CASE("advice is that of the class and severity, else of any class") {
  const auto& glossary = Glossary::built_in();
  CHECK(glossary.advice(kDatasetClass, kTitle, kViolation, "en") ==
        "Give the dataset a title, with its language.");
  CHECK(glossary.advice("http://www.w3.org/ns/csvw#Table", kTitle, kViolation, "fr") ==
        "Donnez un titre à la table.");
  CHECK_FALSE(glossary.advice("urn:any", kTitle, kViolation, "en").empty());
  CHECK(glossary.advice(kDatasetClass, kTitle, kWarning, "en").empty());
  CHECK(glossary.advice("urn:any",
                        "http://data.europa.eu/m8g/email|http://data.europa.eu/m8g/contactPage",
                        kViolation, "en") == "Give an e-mail address or a contact page.");
}

TEST_CASE("tables of a pack add languages, names and messages, and go before ours") {
  Glossary glossary = Glossary::built_in();
  REQUIRE(glossary
              .add_table("names",
                         "@prefix dct: <http://purl.org/dc/terms/>\nterm | de | en\n"
                         "dct:title | Titel | \n")
              .has_value());
  CHECK(glossary.name(kTitle, "de") == "Titel");
  CHECK(glossary.name(kTitle, "en") == "Title");
  REQUIRE(glossary
              .add_table("messages",
                         "@prefix dct: <http://purl.org/dc/terms/>\n@prefix dcat: "
                         "<http://www.w3.org/ns/dcat#>\n"
                         "class | property | de\ndcat:Dataset | dct:title | Titel angeben.\n"
                         "* | dct:type or dct:format | Typ oder Format angeben.\n")
              .has_value());
  CHECK(glossary.advice(kDatasetClass, kTitle, kViolation, "de") == "Titel angeben.");
  CHECK(glossary.advice("urn:any", "http://purl.org/dc/terms/type|http://purl.org/dc/terms/format",
                        kWarning, "de") == "Typ oder Format angeben.");
}

TEST_CASE("a table of other columns is refused") {
  Glossary glossary;
  const auto refused = [&](const char* text) {
    const auto added = glossary.add_table("t", text);
    REQUIRE_FALSE(added.has_value());
    return added.error().code;
  };
  CHECK(refused("word | en\n") == make_error_code(ProfileError::bad_table));
  CHECK(refused("term | en\ndct:title | x\n") == make_error_code(ProfileError::bad_table));
  CHECK(refused("class | property | en\n* | dct:title | x\n") ==
        make_error_code(ProfileError::bad_table));
}

}  // namespace
}  // namespace passerelle::profiles
