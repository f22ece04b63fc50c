#include "metadata/catalogue/quality_label.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "metadata/catalogue/vocabulary.h"

using namespace passerelle;
using namespace passerelle::catalogue;

namespace {

const rdf::Iri kLabelled{"https://fr.example/dataset/colon"};

Json label(const Json& elements) {
  return {{"issuer", "https://cnam.example/"},
          {"issued", "2026-11-25T08:00:00.000Z"},
          {"elements", elements}};
}

std::string label_refusal(const Json& value) {
  const auto read = label_from_json(value);
  return read ? "accepted" : read.error().detail;
}

}  // namespace

TEST_CASE("the table has every letter of Art. 78(3) and no name twice") {
  std::set<char> letters;
  std::set<std::string_view> names;
  for (const auto& element : label_elements()) {
    letters.insert(element.letter);
    CHECK(names.insert(element.name).second);
    CHECK_FALSE(element.french.empty());
  }
  CHECK(letters == std::set<char>{'a', 'b', 'c', 'd', 'e', 'f'});
}

TEST_CASE("a label is read and written as JSON without loss") {
  const auto document = label({{"completeness", 98.5},
                               {"uniqueness", 100},
                               {"management_maturity", 4},
                               {"data_dictionary", "https://cnam.example/dictionary"},
                               {"time_to_provision", 30},
                               {"modifications", "Linked with the register of deaths"}});
  const auto read = label_from_json(document);
  REQUIRE(read);
  CHECK(read->values.at("completeness") == "98.50");
  CHECK(to_json(*read) == document);
}

TEST_CASE("a label travels in DQV and comes back the same") {
  using namespace vocabulary;
  const auto given = label_from_json(label({{"completeness", 98.5},
                                            {"average_presence", 24},
                                            {"metadata", "https://cnam.example/metadata"},
                                            {"provenance", "Claims"}}));
  REQUIRE(given);
  const auto graph = label_statements(*given, kLabelled);
  CHECK(graph.resources(kLabelled, kDqv + "hasQualityMeasurement").size() == 4);
  const auto certificates = graph.resources(kLabelled, kDqv + "hasQualityAnnotation");
  REQUIRE(certificates.size() == 1);
  CHECK(graph.has(certificates[0], kType, rdf::Iri{kDqv + "QualityCertificate"}));
  CHECK(graph.has(rdf::Iri{kMetric + "ehds-label:completeness"}, kDqv + "inDimension",
                  rdf::Iri{kMetric + "ehds-label:b"}));
  CHECK(label_of(graph, kLabelled) == *given);
  CHECK_FALSE(label_of(graph, rdf::Iri{"https://fr.example/dataset/other"}));
}

TEST_CASE("a value in another form than ours is not taken over from a graph") {
  using namespace vocabulary;
  auto graph = label_statements(*label_from_json(label({{"validity", 90}})), kLabelled);
  const rdf::Blank node{"foreign"};
  graph.add(kLabelled, kDqv + "hasQualityMeasurement", node);
  graph.add(node, kDqv + "isMeasurementOf", rdf::Iri{kMetric + "ehds-label:accuracy"});
  graph.add(node, kDqv + "value", rdf::text("very good"));
  const auto read = label_of(graph, kLabelled);
  REQUIRE(read);
  CHECK(read->values.size() == 1);
}

TEST_CASE("what the Regulation does not know or a value cannot be is refused with its place") {
  CHECK(label_refusal(label({{"beauty", 3}})) ==
        "/elements/beauty: Art. 78(3) has no such element");
  CHECK(label_refusal(label(Json::object())) == "/elements: a label says something");
  for (const auto& [name, value] : std::map<std::string, std::vector<Json>>{
           {"completeness", {-1, 100.01, 98.123, "98", nullptr}},
           {"management_maturity", {0, 6, 2.5, "3"}},
           {"average_presence", {-1, 1.5, 1'000'000}},
           {"data_model", {"no IRI", 5}},
           {"provenance", {" ", std::string(4001, 'x'), 5}}}) {
    for (const auto& wrong : value) {
      CHECK(label_refusal(label({{name, wrong}})).starts_with("/elements/" + name + ": "));
    }
  }
  auto without = label({{"validity", 90}});
  without["issuer"] = "Cnam";
  CHECK(label_refusal(without) == "/issuer: the IRI of the data holder is expected");
  without.erase("issuer");
  CHECK(label_refusal(without) != "accepted");
}
