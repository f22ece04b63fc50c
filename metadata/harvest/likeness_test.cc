#include "metadata/harvest/likeness.h"

#include <doctest/doctest.h>

#include "metadata/harvest/web_test.h"
#include "metadata/rdf/documents.h"

namespace passerelle::harvest {
namespace {

// `more` are further statements about the dataset.
Marks marks(const std::string& id, const std::string& source, const std::string& more) {
  const auto text = prefixes() + "@prefix adms: <http://www.w3.org/ns/adms#> .\n" +
                    "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n<" + id +
                    "> a dcat:Dataset" + more + " .";
  return marks_of(rdf::read_graph(text, rdf::Syntax::turtle).value(), DatasetId(id), source);
}

// Says how two datasets of two sources are alike: "identifier 10.1/x", or "no".
std::string alike(const std::string& one, const std::string& other) {
  const std::vector fresh{marks("https://one.example/d", "one", one)};
  const std::vector known{marks("https://other.example/d", "other", other)};
  const auto found = likenesses(fresh, known);
  if (found.empty()) return "no";
  REQUIRE(found.size() == 1);
  CHECK(found.front().one == DatasetId("https://one.example/d"));
  CHECK(found.front().other == DatasetId("https://other.example/d"));
  return std::string(to_text(found.front().evidence)) + " " + found.front().shared;
}

std::string identifier(const std::string& notation) {
  return " ; adms:identifier [ skos:notation \"" + notation + "\" ]";
}

std::string described(const std::string& title, const std::string& publisher) {
  return " ; dct:title \"" + title + "\" ; dct:publisher [ foaf:name \"" + publisher + "\" ]";
}

std::string period(const std::string& from, const std::string& to) {
  return " ; dct:temporal [ dcat:startDate \"" + from + "\" ; dcat:endDate \"" + to + "\" ]";
}

TEST_CASE("one identifier of both chains makes two datasets alike") {
  CHECK(alike(" ; dct:identifier \"https://first.example/d\"",
              identifier("https://first.example/d")) == "identifier https://first.example/d");
  CHECK(alike(" ; dct:identifier \"https://other.example/d\"", "") ==
        "identifier https://other.example/d");
}

TEST_CASE("a DOI and a UUID are the same in every spelling") {
  for (const char* doi :
       {"10.5281/Zenodo.1", "doi:10.5281/zenodo.1", "DOI:10.5281/ZENODO.1",
        "https://doi.org/10.5281/zenodo.1", "http://dx.doi.org/10.5281/zenodo.1"}) {
    CAPTURE(doi);
    CHECK(alike(identifier("doi:10.5281/zenodo.1"), identifier(doi)) ==
          "identifier doi:10.5281/zenodo.1");
  }
  CHECK(alike(identifier("A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11"),
              identifier("urn:uuid:a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11")) ==
        "identifier urn:uuid:a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11");
}

TEST_CASE("a local identifier counts only under the same publisher") {
  CHECK(alike(identifier("12") + described("A", "Registry"),
              identifier("12") + described("B", "Registry")) == "identifier 12");
  CHECK(alike(identifier("12") + described("A", "Registry"),
              identifier("12") + described("B", "Another")) == "no");
  CHECK(alike(identifier("12"), identifier("12")) == "no");
}

TEST_CASE("title and publisher without case, accents and signs make two datasets alike") {
  CHECK(alike(described("Cancer du côlon - 2020", "Réseau FRANCIM"),
              described("cancer du COLON, 2020.", "reseau francim")) ==
        "description cancer du colon 2020");
  CHECK(alike(" ; dct:title \"Colon\"@en, \"Côlon\"@fr ; dct:publisher <https://r.example/>",
              " ; dct:title \"Colon\"@es ; dct:publisher <https://r.example/>") ==
        "description colon");
}

TEST_CASE("a title alone, or under another publisher, says nothing") {
  CHECK(alike(" ; dct:title \"Colon\"", " ; dct:title \"Colon\"") == "no");
  CHECK(alike(described("Colon", "One"), described("Colon", "Other")) == "no");
  CHECK(alike(described("---", "One"), described("!!!", "One")) == "no");
}

TEST_CASE("different periods make two datasets of one title; an unknown one does not") {
  const auto colon = described("Colon", "Registry");
  CHECK(alike(colon + period("2010-01-01", "2019-12-31"),
              colon + period("2010-01-01T00:00:00Z", "2019-12-31T23:59:59Z")) ==
        "description colon");
  CHECK(alike(colon + period("2010-01-01", "2019-12-31"),
              colon + period("2020-01-01", "2029-12-31")) == "no");
  CHECK(alike(colon + period("2010-01-01", "2019-12-31"), colon) == "description colon");
}

TEST_CASE("what one source names twice it means twice, and a dataset is not like itself") {
  const auto colon = described("Colon", "Registry") + identifier("doi:10.5281/zenodo.1");
  const std::vector fresh{marks("https://a.example/1", "one", colon)};
  const std::vector known{marks("https://a.example/1", "other", colon),
                          marks("https://a.example/2", "one", colon)};
  CHECK(likenesses(fresh, known).empty());
}

TEST_CASE("every pair is found once, with the stronger evidence") {
  const auto colon = described("Colon", "Registry");
  const std::vector fresh{marks("https://z.example/1", "one", colon),
                          marks("https://z.example/2", "one", identifier("https://b.example/2"))};
  const std::vector known{
      marks("https://a.example/1", "", colon + identifier("https://z.example/1")),
      marks("https://b.example/2", "other", colon)};
  const std::vector<Likeness> expected{
      {DatasetId("https://a.example/1"), DatasetId("https://z.example/1"), Evidence::identifier,
       "https://z.example/1"},
      {DatasetId("https://b.example/2"), DatasetId("https://z.example/1"), Evidence::description,
       "colon"},
      {DatasetId("https://b.example/2"), DatasetId("https://z.example/2"), Evidence::identifier,
       "https://b.example/2"}};
  CHECK(likenesses(fresh, known) == expected);
}

}  // namespace
}  // namespace passerelle::harvest
