#include "metadata/catalogue/draft.h"

#include <doctest/doctest.h>

#include <string>

#include "metadata/rdf/documents.h"

using namespace passerelle;
using namespace passerelle::catalogue;

namespace {

TableDraft colon() {
  TableDraft draft;
  draft.id = DatasetId("https://fi.example/dataset/colon");
  draft.table = "colon";
  draft.titles = {{"en", "Colon cancer"}, {"fr", "Cancer du côlon"}};
  draft.publisher = "Findata";
  draft.country = "FI";
  draft.health_category = "RQSH";
  draft.keywords = {"colon", "cancer"};
  draft.columns = {{"id", {{"en", "patient number"}}, {}, "integer"},
                   {"rx", {{"en", "arm"}, {"fr", "bras"}}, {{"en", "treatment arm"}}, "string"},
                   {"bare", {}, {}, ""}};
  return draft;
}

std::string draft_refusal(const TableDraft& draft) {
  const auto text = describe_table(draft);
  return text ? "accepted" : text.error().name();
}

}  // namespace

TEST_CASE("a draft is read back with what was known") {
  const auto text = describe_table(colon());
  REQUIRE(text);
  const auto graph = rdf::read_graph(*text, rdf::Syntax::turtle);
  REQUIRE(graph);
  const auto described = describe_all(*graph);
  REQUIRE(described);
  REQUIRE(described->size() == 1);
  const auto& dataset = described->front();
  CHECK(dataset.id == colon().id);
  CHECK(dataset.titles == colon().titles);
  CHECK(dataset.descriptions == colon().titles);
  CHECK(dataset.publisher.at("") == "Findata");
  CHECK(dataset.access_rights.ends_with("/NON_PUBLIC"));
  CHECK(dataset.health_categories.at(0).ends_with("/healthcategories/RQSH"));
  CHECK(dataset.keywords.at("").size() == 2);
  REQUIRE(dataset.variables.size() == 3);
  CHECK(dataset.variables[0].name == "bare");
  CHECK(dataset.variables[0].titles.at("") == "bare");
  CHECK(dataset.variables[1].datatype == "integer");
  CHECK(dataset.variables[2].titles.at("fr") == "bras");
  CHECK(dataset.variables[2].descriptions.at("en") == "treatment arm");
  CHECK(dataset.distributions.at(0).access_url == colon().id.text());
}

TEST_CASE("a draft has the same bytes every time") {
  CHECK(describe_table(colon()).value() == describe_table(colon()).value());
}

TEST_CASE("a draft says nothing about what was not given") {
  TableDraft bare;
  bare.id = DatasetId("urn:d");
  bare.titles = {{"en", "D"}};
  const auto text = describe_table(bare);
  REQUIRE(text);
  for (const char* absent : {"publisher", "spatial", "keyword", "healthCategory", "hasVariables"}) {
    CHECK(text->find(absent) == std::string::npos);
  }
  CHECK(text->find("hasStructuredData false") != std::string::npos);
}

TEST_CASE("text from outside cannot leave its literal") {
  auto draft = colon();
  draft.titles["en"] = "\" . <urn:x> <urn:y> <urn:z> . #\n";
  const auto graph = rdf::read_graph(describe_table(draft).value(), rdf::Syntax::turtle);
  REQUIRE(graph);
  CHECK(graph->about(rdf::Iri{"urn:x"}).empty());
  CHECK(describe_all(*graph).value().front().titles.at("en") == draft.titles["en"]);
}

TEST_CASE("a draft that cannot be a description is refused") {
  auto draft = colon();
  draft.id = DatasetId("colon");
  CHECK(draft_refusal(draft) == "catalogue.bad_iri");
  draft = colon();
  draft.health_category = "X> <urn:x";
  CHECK(draft_refusal(draft) == "catalogue.bad_iri");
  draft = colon();
  draft.access_url = "apply here";
  CHECK(draft_refusal(draft) == "catalogue.bad_iri");
  draft = colon();
  draft.titles.clear();
  CHECK(draft_refusal(draft) == "catalogue.no_title");
  draft.titles = {{"en", "  "}};
  CHECK(draft_refusal(draft) == "catalogue.no_title");
  draft = colon();
  draft.columns[1].name.clear();
  CHECK(draft_refusal(draft) == "catalogue.unnamed_column");
}
