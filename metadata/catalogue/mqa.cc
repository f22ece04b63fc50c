#include "metadata/catalogue/mqa.h"

#include <algorithm>
#include <array>
#include <numeric>

#include "metadata/catalogue/vocabulary.h"

namespace passerelle::catalogue {
namespace {

using namespace vocabulary;
using rdf::Graph;
using rdf::Iri;
using rdf::Resource;

const std::string kPiveau = "https://piveau.eu/ns/voc#";
const std::string kFileType = "http://publications.europa.eu/resource/authority/file-type/";
const std::string kLicence = "http://publications.europa.eu/resource/authority/licence/";
const std::string kMediaType = "http://www.iana.org/assignments/media-types/";

// Codes of the table of file types, as the lists of data.europa.eu have them.
constexpr std::array<std::string_view, 29> kFree{
    "BMP",  "CSV",           "DBF",      "GEOJSON",    "GZIP",    "HTML", "ICS", "JPEG2000",
    "JSON", "JSON_LD",       "KML",      "KMZ",        "NETCDF",  "ODS",  "PNG", "RDF_N_QUADS",
    "RSS",  "RDF_N_TRIPLES", "RDF_TRIG", "RDF_TURTLE", "RDF_XML", "RTF",  "TAR", "TIFF",
    "TSV",  "TXT",           "WMS_SRVC", "XML",        "ZIP"};
constexpr std::array<std::string_view, 20> kMachineReadable{
    "CSV",        "GEOJSON", "ICS",  "JSON",        "JSON_LD",       "KML", "KMZ",
    "NETCDF",     "ODS",     "RDFA", "RDF_N_QUADS", "RDF_N_TRIPLES", "RSS", "RDF_TRIG",
    "RDF_TURTLE", "RDF_XML", "SHP",  "XLS",         "XLSX",          "XML"};

// What one rule looks at: the dataset or one distribution of it.
struct View {
  const Graph& graph;
  const Resource& node;
  const MetadataFacts& facts;
};

bool has(const View& view, const std::string& predicate) {
  return !view.graph.objects(view.node, predicate).empty();
}

// Says whether some IRI under the property satisfies the test.
template <class Test>
bool has_iri(const View& view, const std::string& predicate, Test test) {
  return std::ranges::any_of(view.graph.objects(view.node, predicate), [&](const auto& object) {
    const auto* iri = std::get_if<Iri>(&object);
    return iri != nullptr && test(iri->text);
  });
}

auto begins_with(const std::string& table) {
  return [&table](const std::string& iri) { return iri.starts_with(table); };
}

template <std::size_t n>
bool has_format_of(const View& view, const std::array<std::string_view, n>& codes) {
  return has_iri(view, kDct + "format", [&](const std::string& iri) {
    return iri.starts_with(kFileType) &&
           std::ranges::find(codes, std::string_view(iri).substr(kFileType.size())) != codes.end();
  });
}

bool answers(const View& view, const std::string& predicate) {
  return has_iri(view, predicate, [&](const std::string& iri) {
    const auto known = view.facts.is_answered.find(iri);
    return known != view.facts.is_answered.end() && known->second;
  });
}

enum class Level { dataset, distribution };
enum class Needs { description, validation, calls };  // what a rule needs to be measured
enum class For { every_access, what_is_downloaded };

struct Rule {
  std::string_view metric;
  Dimension dimension;
  std::int64_t points;
  Level level;
  Needs needs;
  For access;
  bool (*holds)(const View&);
};

using enum Dimension;

// data.europa.eu, "Metadata Quality Assessment", scoring of the five dimensions.
const std::array<Rule, 23> kRules{{
    {"keywordAvailability", findability, 30, Level::dataset, Needs::description, For::every_access,
     [](const View& v) { return has(v, kDcat + "keyword"); }},
    {"categoryAvailability", findability, 30, Level::dataset, Needs::description, For::every_access,
     [](const View& v) { return has(v, kDcat + "theme"); }},
    {"spatialAvailability", findability, 20, Level::dataset, Needs::description, For::every_access,
     [](const View& v) { return has(v, kDct + "spatial"); }},
    {"temporalAvailability", findability, 20, Level::dataset, Needs::description, For::every_access,
     [](const View& v) { return has(v, kDct + "temporal"); }},
    {"accessUrlStatusCode", accessibility, 50, Level::distribution, Needs::calls,
     For::what_is_downloaded, [](const View& v) { return answers(v, kDcat + "accessURL"); }},
    {"downloadUrlAvailability", accessibility, 20, Level::distribution, Needs::description,
     For::what_is_downloaded, [](const View& v) { return has(v, kDcat + "downloadURL"); }},
    {"downloadUrlStatusCode", accessibility, 30, Level::distribution, Needs::calls,
     For::what_is_downloaded, [](const View& v) { return answers(v, kDcat + "downloadURL"); }},
    {"formatAvailability", interoperability, 20, Level::distribution, Needs::description,
     For::every_access, [](const View& v) { return has(v, kDct + "format"); }},
    {"mediaTypeAvailability", interoperability, 10, Level::distribution, Needs::description,
     For::every_access, [](const View& v) { return has(v, kDcat + "mediaType"); }},
    {"formatMediaTypeVocabularyAlignment", interoperability, 10, Level::distribution,
     Needs::description, For::every_access,
     [](const View& v) {
       return has_iri(v, kDct + "format", begins_with(kFileType)) ||
              has_iri(v, kDcat + "mediaType", begins_with(kMediaType));
     }},
    {"formatMediaTypeNonProprietary", interoperability, 20, Level::distribution, Needs::description,
     For::what_is_downloaded, [](const View& v) { return has_format_of(v, kFree); }},
    {"formatMediaTypeMachineInterpretable", interoperability, 20, Level::distribution,
     Needs::description, For::every_access,
     [](const View& v) { return has_format_of(v, kMachineReadable); }},
    {"dcatApCompliance", interoperability, 30, Level::dataset, Needs::validation, For::every_access,
     [](const View& v) { return v.facts.conforms.value_or(false); }},
    {"licenceAvailability", reusability, 20, Level::distribution, Needs::description,
     For::every_access, [](const View& v) { return has(v, kDct + "license"); }},
    {"knownLicence", reusability, 10, Level::distribution, Needs::description, For::every_access,
     [](const View& v) { return has_iri(v, kDct + "license", begins_with(kLicence)); }},
    {"accessRightsAvailability", reusability, 10, Level::dataset, Needs::description,
     For::every_access, [](const View& v) { return has(v, kDct + "accessRights"); }},
    {"accessRightsVocabularyAlignment", reusability, 5, Level::dataset, Needs::description,
     For::every_access,
     [](const View& v) { return has_iri(v, kDct + "accessRights", begins_with(kAccessRight)); }},
    {"contactPointAvailability", reusability, 20, Level::dataset, Needs::description,
     For::every_access, [](const View& v) { return has(v, kDcat + "contactPoint"); }},
    {"publisherAvailability", reusability, 10, Level::dataset, Needs::description,
     For::every_access, [](const View& v) { return has(v, kPublisher); }},
    {"rightsAvailability", contextuality, 5, Level::distribution, Needs::description,
     For::every_access, [](const View& v) { return has(v, kDct + "rights"); }},
    {"byteSizeAvailability", contextuality, 5, Level::distribution, Needs::description,
     For::every_access, [](const View& v) { return has(v, kDcat + "byteSize"); }},
    {"dateIssuedAvailability", contextuality, 5, Level::dataset, Needs::description,
     For::every_access, [](const View& v) { return has(v, kDct + "issued"); }},
    {"dateModifiedAvailability", contextuality, 5, Level::dataset, Needs::description,
     For::every_access, [](const View& v) { return has(v, kDct + "modified"); }},
}};

bool applies(const Rule& rule, bool is_non_public, const MetadataFacts& facts) {
  if (rule.access == For::what_is_downloaded && is_non_public) return false;
  if (rule.needs == Needs::validation) return facts.conforms.has_value();
  return rule.needs == Needs::description || !facts.is_answered.empty();
}

std::int64_t sum_of(const std::vector<Indicator>& indicators, bool (*counts)(const Indicator&)) {
  return std::accumulate(
      indicators.begin(), indicators.end(), std::int64_t{0},
      [&](std::int64_t sum, const Indicator& one) { return counts(one) ? sum + one.points : sum; });
}

// What the rules of one level say of a node.
std::vector<Indicator> measure(const View& view, Level level, bool is_non_public) {
  std::vector<Indicator> measured;
  for (const auto& rule : kRules) {
    if (rule.level != level) continue;
    measured.push_back({rule.metric, rule.dimension, rule.points,
                        applies(rule, is_non_public, view.facts), rule.holds(view)});
  }
  return measured;
}

MqaRating rating_of(std::int64_t points) {
  if (points >= 351) return MqaRating::excellent;
  if (points >= 221) return MqaRating::good;
  if (points >= 121) return MqaRating::sufficient;
  return MqaRating::bad;
}

void add_measurement(Graph& graph,
                     const Iri& dataset,
                     const std::string& metric,
                     const rdf::Term& value,
                     Instant measured) {
  const rdf::Blank node{"measurement" + std::to_string(graph.size())};
  graph.add(dataset, kDqv + "hasQualityMeasurement", node);
  graph.add(node, kType, Iri{kDqv + "QualityMeasurement"});
  graph.add(node, kDqv + "computedOn", dataset);
  graph.add(node, kDqv + "isMeasurementOf", Iri{metric});
  graph.add(node, kDqv + "value", value);
  graph.add(node, kProv + "generatedAtTime", rdf::typed(to_text(measured), kXsd + "dateTime"));
}

}  // namespace

std::string_view code(Dimension dimension) {
  static constexpr std::array<std::string_view, 5> kCodes{
      "findability", "accessibility", "interoperability", "reusability", "contextuality"};
  return kCodes[static_cast<std::size_t>(dimension)];
}

std::string_view code(MqaRating rating) {
  static constexpr std::array<std::string_view, 4> kCodes{"bad", "sufficient", "good", "excellent"};
  return kCodes[static_cast<std::size_t>(rating)];
}

std::int64_t MetadataQuality::points() const {
  return sum_of(indicators, [](const Indicator& one) { return one.is_reached; });
}

std::int64_t MetadataQuality::applicable() const {
  return sum_of(indicators, [](const Indicator& one) { return one.applies && one.is_reached; });
}

std::int64_t MetadataQuality::reachable() const {
  return sum_of(indicators, [](const Indicator& one) { return one.applies; });
}

MqaRating MetadataQuality::rating() const { return rating_of(points()); }

MqaRating MetadataQuality::applicable_rating() const {
  return rating_of(applicable() * kMqaPoints / reachable());
}

MetadataQuality measure_metadata(const Graph& graph,
                                 const Iri& dataset,
                                 const MetadataFacts& facts) {
  const bool is_non_public =
      graph.has(dataset, kDct + "accessRights", Iri{kAccessRight + "NON_PUBLIC"});
  const Resource node = dataset;
  MetadataQuality quality{measure({graph, node, facts}, Level::dataset, is_non_public)};

  // A dataset without a distribution is measured as one whose distribution says nothing.
  auto distributions = graph.resources(dataset, kDcat + "distribution");
  if (distributions.empty()) distributions.push_back(rdf::Blank{"no distribution"});
  MetadataQuality best;
  for (const auto& distribution : distributions) {
    MetadataQuality one{measure({graph, distribution, facts}, Level::distribution, is_non_public)};
    if (best.indicators.empty() || one.points() > best.points()) best = std::move(one);
  }
  quality.indicators.insert(quality.indicators.end(), best.indicators.begin(),
                            best.indicators.end());
  return quality;
}

Graph quality_statements(const MetadataQuality& quality, const Iri& dataset, Instant measured) {
  Graph graph;
  const auto integer = [](std::int64_t number) {
    return rdf::typed(std::to_string(number), kXsd + "integer");
  };
  for (const auto& one : quality.indicators) {
    if (!one.applies) continue;
    add_measurement(graph, dataset, kPiveau + std::string(one.metric),
                    rdf::typed(one.is_reached ? "true" : "false", kXsd + "boolean"), measured);
  }
  add_measurement(graph, dataset, kPiveau + "scoring", integer(quality.points()), measured);
  add_measurement(graph, dataset, kApplicableScore, integer(quality.applicable()), measured);
  add_measurement(graph, dataset, kReachableScore, integer(quality.reachable()), measured);
  return graph;
}

}  // namespace passerelle::catalogue
