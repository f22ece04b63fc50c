#include "metadata/catalogue/mqa.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>

#include "metadata/catalogue/vocabulary.h"
#include "metadata/rdf/documents.h"

using namespace passerelle;
using namespace passerelle::catalogue;

namespace {

const rdf::Iri kMeasured{"https://fr.example/d"};

// A dataset with those statements, at that access level.
MetadataQuality measured(const std::string& access,
                         const std::string& statements,
                         const MetadataFacts& facts = {}) {
  const auto graph = rdf::read_graph(
      R"(@prefix dcat: <http://www.w3.org/ns/dcat#> .
         @prefix dct: <http://purl.org/dc/terms/> .
         @prefix ft: <http://publications.europa.eu/resource/authority/file-type/> .
         @prefix iana: <http://www.iana.org/assignments/media-types/text/> .
         @prefix ar: <http://publications.europa.eu/resource/authority/access-right/> .
         @prefix e: <https://fr.example/> .
         e:d a dcat:Dataset ; dct:accessRights ar:)" +
          access + " " + statements,
      rdf::Syntax::turtle);
  return measure_metadata(graph.value(), kMeasured, facts);
}

// Everything that the method asks of a dataset, and of a distribution of it.
const std::string kFullDataset = R"(; dcat:keyword "k" ; dcat:theme e:t ; dct:spatial e:s ;
  dct:temporal [ ] ; dcat:contactPoint [ ] ; dct:publisher e:p ; dct:issued "2025" ;
  dct:modified "2026" )";
const std::string kFullDistribution = R"([ dcat:accessURL e:a ; dcat:downloadURL e:b ;
  dct:format ft:CSV ; dcat:mediaType iana:csv ; dct:rights e:r ; dcat:byteSize 5 ;
  dct:license <http://publications.europa.eu/resource/authority/licence/CC_BY_4_0> ])";

MetadataFacts all_good() {
  return {true, {{"https://fr.example/a", true}, {"https://fr.example/b", true}}};
}

bool is_reached(const MetadataQuality& quality, std::string_view metric) {
  const auto found = std::ranges::find(quality.indicators, metric, &Indicator::metric);
  REQUIRE(found != quality.indicators.end());
  return found->is_reached;
}

}  // namespace

TEST_CASE("the dimensions give the points that the method gives them") {
  const auto quality = measured("PUBLIC", ".");
  const auto of = [&](Dimension dimension) {
    return std::accumulate(quality.indicators.begin(), quality.indicators.end(), std::int64_t{0},
                           [&](std::int64_t sum, const Indicator& one) {
                             return one.dimension == dimension ? sum + one.points : sum;
                           });
  };
  CHECK(of(Dimension::findability) == 100);
  CHECK(of(Dimension::accessibility) == 100);
  CHECK(of(Dimension::interoperability) == 110);
  CHECK(of(Dimension::reusability) == 75);
  CHECK(of(Dimension::contextuality) == 20);
  CHECK(quality.indicators.size() == 23);
}

TEST_CASE("a public dataset with everything reaches every point") {
  const auto quality = measured(
      "PUBLIC", kFullDataset + "; dcat:distribution " + kFullDistribution + " .", all_good());
  CHECK(quality.points() == kMqaPoints);
  CHECK(quality.applicable() == kMqaPoints);
  CHECK(quality.reachable() == kMqaPoints);
  CHECK(quality.rating() == MqaRating::excellent);
}

TEST_CASE("a non-public dataset is not measured by what can be downloaded") {
  const auto quality =
      measured("NON_PUBLIC", kFullDataset + R"(; dcat:distribution [ dcat:accessURL e:a ;
      dct:format ft:CSV ; dcat:mediaType iana:csv ; dct:rights e:r ; dcat:byteSize 5 ;
      dct:license <http://publications.europa.eu/resource/authority/licence/CC_BY_4_0> ] .)",
               {true, {}});
  CHECK(quality.reachable() == 285);  // 405 less 50, 20, 30 and 20
  CHECK(quality.applicable() == 285);
  CHECK(quality.points() == 305);  // the free format counts in the official score
  CHECK(quality.rating() == MqaRating::good);
  CHECK(quality.applicable_rating() == MqaRating::excellent);
}

TEST_CASE("what was not measured neither gives points nor counts as reachable") {
  const auto unknown = measured("PUBLIC", kFullDataset + ".");
  CHECK(unknown.reachable() == kMqaPoints - 50 - 30 - 30);
  const auto refused = measured("PUBLIC", kFullDataset + ".", {false, {}});
  CHECK(refused.points() == unknown.points());
  CHECK(refused.reachable() == unknown.reachable() + 30);
}

TEST_CASE("only the best distribution counts") {
  const auto alone = measured("PUBLIC", "; dcat:distribution " + kFullDistribution + " .");
  const auto among = measured("PUBLIC", "; dcat:distribution [ dct:format ft:PDF ], " +
                                            kFullDistribution + ", [ dcat:byteSize 1 ] .");
  CHECK(among.points() == alone.points());
  CHECK(alone.points() == 15 + 20 + 80 + 30 + 10);
}

TEST_CASE("an address that was called and did not answer gives nothing") {
  const auto statements = "; dcat:distribution " + kFullDistribution + " .";
  MetadataFacts facts = all_good();
  facts.is_answered["https://fr.example/b"] = false;
  const auto quality = measured("PUBLIC", statements, facts);
  CHECK(is_reached(quality, "accessUrlStatusCode"));
  CHECK_FALSE(is_reached(quality, "downloadUrlStatusCode"));
}

TEST_CASE("a value that is from no vocabulary counts as given, not as aligned") {
  const auto quality = measured("PUBLIC", R"(; dcat:distribution [ dct:format "CSV" ;
      dcat:mediaType "text/csv" ; dct:license e:ours ] .)");
  CHECK(is_reached(quality, "formatAvailability"));
  CHECK(is_reached(quality, "mediaTypeAvailability"));
  CHECK_FALSE(is_reached(quality, "formatMediaTypeVocabularyAlignment"));
  CHECK_FALSE(is_reached(quality, "formatMediaTypeNonProprietary"));
  CHECK_FALSE(is_reached(quality, "formatMediaTypeMachineInterpretable"));
  CHECK(is_reached(quality, "licenceAvailability"));
  CHECK_FALSE(is_reached(quality, "knownLicence"));
}

TEST_CASE("a format may be readable by machines without being free, and the other way round") {
  const auto sheet = measured("PUBLIC", "; dcat:distribution [ dct:format ft:XLSX ] .");
  CHECK(is_reached(sheet, "formatMediaTypeMachineInterpretable"));
  CHECK_FALSE(is_reached(sheet, "formatMediaTypeNonProprietary"));
  const auto picture = measured("PUBLIC", "; dcat:distribution [ dct:format ft:PNG ] .");
  CHECK_FALSE(is_reached(picture, "formatMediaTypeMachineInterpretable"));
  CHECK(is_reached(picture, "formatMediaTypeNonProprietary"));
}

TEST_CASE("a dataset that says nothing but its access level is bad") {
  const auto quality = measured("NON_PUBLIC", ".");
  CHECK(quality.points() == 15);
  CHECK(quality.rating() == MqaRating::bad);
  CHECK(quality.applicable_rating() == MqaRating::bad);
}

TEST_CASE("the measurements are written in DQV, those that apply and the scores") {
  const auto quality = measured("NON_PUBLIC", kFullDataset + ".");
  const auto applying = std::ranges::count_if(quality.indicators, &Indicator::applies);
  const auto graph =
      quality_statements(quality, kMeasured, parse_instant("2026-11-25T08:00:00Z").value());
  const auto measurements = graph.resources(kMeasured, vocabulary::kDqv + "hasQualityMeasurement");
  CHECK(measurements.size() == static_cast<std::size_t>(applying) + 3);
  const auto value_of = [&](const std::string& metric) -> rdf::Term {
    const auto nodes = graph.subjects(vocabulary::kDqv + "isMeasurementOf", rdf::Iri{metric});
    REQUIRE(nodes.size() == 1);
    return graph.object(nodes[0], vocabulary::kDqv + "value").value();
  };
  CHECK(value_of("https://piveau.eu/ns/voc#keywordAvailability") ==
        rdf::Term(rdf::typed("true", vocabulary::kXsd + "boolean")));
  CHECK(value_of("https://piveau.eu/ns/voc#scoring") ==
        rdf::Term(rdf::typed(std::to_string(quality.points()), vocabulary::kXsd + "integer")));
  CHECK(value_of(vocabulary::kReachableScore) ==
        rdf::Term(rdf::typed(std::to_string(quality.reachable()), vocabulary::kXsd + "integer")));
}
