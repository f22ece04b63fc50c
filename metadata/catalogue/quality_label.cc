#include "metadata/catalogue/quality_label.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>

#include "metadata/catalogue/reading.h"
#include "metadata/catalogue/vocabulary.h"
#include "metadata/rdf/iri.h"
#include "node/base/fields.h"

namespace passerelle::catalogue {
namespace {

using namespace vocabulary;
using rdf::Graph;
using rdf::Iri;

const std::string kLabelMetric = kMetric + "ehds-label:";
const std::string kArticle = "http://data.europa.eu/eli/reg/2025/327/art_78/oj";
constexpr std::size_t kMaximumText = 4000;

using enum LabelElement::Kind;
constexpr std::array kElements{
    LabelElement{"metadata", 'a', iri, "Metadata", "Métadonnées"},
    LabelElement{"support_documentation", 'a', iri, "Support documentation",
                 "Documentation d'accompagnement"},
    LabelElement{"data_model", 'a', iri, "Data model", "Modèle de données"},
    LabelElement{"data_dictionary", 'a', iri, "Data dictionary", "Dictionnaire de données"},
    LabelElement{"standards", 'a', text, "Standards used", "Normes utilisées"},
    LabelElement{"provenance", 'a', text, "Provenance", "Provenance"},
    LabelElement{"completeness", 'b', share, "Completeness (%)", "Complétude (%)"},
    LabelElement{"uniqueness", 'b', share, "Uniqueness (%)", "Unicité (%)"},
    LabelElement{"accuracy", 'b', share, "Accuracy (%)", "Exactitude (%)"},
    LabelElement{"validity", 'b', share, "Validity (%)", "Validité (%)"},
    LabelElement{"timeliness", 'b', share, "Timeliness (%)", "Actualité (%)"},
    LabelElement{"consistency", 'b', share, "Consistency (%)", "Cohérence (%)"},
    LabelElement{"management_maturity", 'c', level, "Maturity of quality management (1 to 5)",
                 "Maturité de la gestion de la qualité (1 à 5)"},
    LabelElement{"review_and_audit", 'c', text, "Review and audit", "Revue et audit"},
    LabelElement{"bias_examination", 'c', text, "Examination of biases", "Examen des biais"},
    LabelElement{"period", 'd', text, "Period", "Période"},
    LabelElement{"population_coverage", 'd', text, "Population covered", "Population couverte"},
    LabelElement{"representativity", 'd', text, "Representativity of the population sampled",
                 "Représentativité de la population échantillonnée"},
    LabelElement{"average_presence", 'd', months, "Average time of a person in the data (months)",
                 "Durée moyenne de présence d'une personne (mois)"},
    LabelElement{"time_to_addition", 'e', days, "From collection to addition (days)",
                 "De la collecte à l'ajout (jours)"},
    LabelElement{"time_to_provision", 'e', days, "From permit to provision (days)",
                 "De l'autorisation à la mise à disposition (jours)"},
    LabelElement{"modifications", 'f', text, "Merging, adding and linking of data",
                 "Fusion, ajout et appariement de données"},
};

const LabelElement* find_element(std::string_view name) {
  const auto found = std::ranges::find(kElements, name, &LabelElement::name);
  return found == kElements.end() ? nullptr : &*found;
}

std::string datatype_of(LabelElement::Kind kind) {
  if (kind == share) return kXsd + "decimal";
  return kind == text ? rdf::kXsdString : kXsd + "nonNegativeInteger";
}

// A share has at most two decimals: more would say that it was measured so well.
std::optional<std::string> share_text(const Json& value) {
  if (!value.is_number()) return std::nullopt;
  const double percent = value.get<double>();
  if (!(percent >= 0 && percent <= 100)) return std::nullopt;
  const double hundredths = percent * 100;
  const auto whole = std::lround(hundredths);
  if (std::abs(hundredths - static_cast<double>(whole)) > 1e-6) return std::nullopt;
  auto digits = std::to_string(whole % 100);
  if (digits.size() == 1) digits.insert(0, "0");
  return std::to_string(whole / 100) + "." + digits;
}

std::optional<std::string> integer_text(const Json& value, std::int64_t least, std::int64_t most) {
  if (!value.is_number_integer()) return std::nullopt;
  const auto number = value.get<std::int64_t>();
  if (number < least || number > most) return std::nullopt;
  return std::to_string(number);
}

// Returns the value as the element takes it, or nothing.
std::optional<std::string> value_text(const LabelElement& element, const Json& value) {
  constexpr std::int64_t kLongest = 100'000;
  switch (element.kind) {
    case share: return share_text(value);
    case level: return integer_text(value, 1, 5);
    case months:
    case days: return integer_text(value, 0, kLongest);
    case iri:
      if (!value.is_string() || !rdf::is_absolute_iri(value.get<std::string>())) break;
      return value.get<std::string>();
    case text:
      if (!value.is_string()) break;
      const auto said = value.get<std::string>();
      if (said.find_first_not_of(" \t\r\n") == std::string::npos || said.size() > kMaximumText)
        break;
      return said;
  }
  return std::nullopt;
}

const char* expected(LabelElement::Kind kind) {
  switch (kind) {
    case text: return "a text of at most 4000 bytes is expected";
    case iri: return "an absolute IRI is expected";
    case share: return "a percentage with at most two decimals is expected";
    case level: return "a level from 1 to 5 is expected";
    case months: return "a whole number of months is expected";
    case days: return "a whole number of days is expected";
  }
  return "";
}

Json json_value(const LabelElement& element, const std::string& value) {
  if (element.kind == text || element.kind == iri) return value;
  return Json::parse(value);
}

rdf::Term term_of(const LabelElement& element, const std::string& value) {
  if (element.kind == iri) return Iri{value};
  return rdf::typed(value, datatype_of(element.kind));
}

}  // namespace

std::span<const LabelElement> label_elements() { return kElements; }

Result<QualityLabel> label_from_json(const Json& value) {
  Fields f(value, "");
  QualityLabel label{f.text("issuer"), f.instant("issued"), {}};
  const auto& elements = f.object("elements");
  if (!f.failed() && !rdf::is_absolute_iri(label.issuer)) {
    f.fail("issuer", "the IRI of the data holder is expected");
  }
  if (auto read = f.done(); !read) return read.error();
  for (const auto& [name, said] : elements.items()) {
    const auto* element = find_element(name);
    const auto place = "/elements/" + pointer_step(name);
    if (element == nullptr) {
      return Error{BaseError::malformed, place + ": Art. 78(3) has no such element"};
    }
    auto taken = value_text(*element, said);
    if (!taken) return Error{BaseError::malformed, place + ": " + expected(element->kind)};
    label.values.emplace(name, *std::move(taken));
  }
  if (label.values.empty()) {
    return Error{BaseError::malformed, "/elements: a label says something"};
  }
  return label;
}

Json to_json(const QualityLabel& label) {
  Json elements = Json::object();
  for (const auto& [name, value] : label.values) {
    elements[name] = json_value(*find_element(name), value);
  }
  return {{"issuer", label.issuer}, {"issued", to_text(label.issued)}, {"elements", elements}};
}

Graph label_statements(const QualityLabel& label, const Iri& dataset) {
  Graph graph;
  const rdf::Blank certificate{"label"};
  graph.add(dataset, kDqv + "hasQualityAnnotation", certificate);
  graph.add(certificate, kType, Iri{kDqv + "QualityCertificate"});
  graph.add(certificate, kOa + "hasTarget", dataset);
  graph.add(certificate, kOa + "motivatedBy", Iri{kDqv + "qualityAssessment"});
  graph.add(certificate, kOa + "hasBody", Iri{kArticle});
  graph.add(certificate, kProv + "wasAttributedTo", Iri{label.issuer});
  graph.add(certificate, kDct + "issued", rdf::typed(to_text(label.issued), kXsd + "dateTime"));
  for (const auto& [name, value] : label.values) {
    const auto& element = *find_element(name);
    const rdf::Blank node{name};
    const Iri metric{kLabelMetric + name};
    graph.add(dataset, kDqv + "hasQualityMeasurement", node);
    graph.add(node, kType, Iri{kDqv + "QualityMeasurement"});
    graph.add(node, kDqv + "computedOn", dataset);
    graph.add(node, kDqv + "isMeasurementOf", metric);
    graph.add(node, kDqv + "value", term_of(element, value));
    graph.add(metric, kType, Iri{kDqv + "Metric"});
    graph.add(metric, kDqv + "inDimension", Iri{kLabelMetric + element.letter});
    graph.add(metric, kSkos + "prefLabel", rdf::text(std::string(element.english), "en"));
    graph.add(metric, kSkos + "prefLabel", rdf::text(std::string(element.french), "fr"));
  }
  return graph;
}

std::optional<QualityLabel> label_of(const Graph& graph, const Iri& dataset) {
  for (const auto& certificate : graph.resources(dataset, kDqv + "hasQualityAnnotation")) {
    if (!graph.has(certificate, kOa + "hasBody", Iri{kArticle})) continue;
    const auto issued = parse_instant(first_plain(graph, certificate, kDct + "issued"));
    if (!issued) continue;
    QualityLabel label{first_plain(graph, certificate, kProv + "wasAttributedTo"), *issued, {}};
    for (const auto& node : graph.resources(dataset, kDqv + "hasQualityMeasurement")) {
      const auto metric = first_plain(graph, node, kDqv + "isMeasurementOf");
      if (!metric.starts_with(kLabelMetric)) continue;
      const auto* element = find_element(std::string_view(metric).substr(kLabelMetric.size()));
      const auto value = graph.object(node, kDqv + "value");
      // What somebody else's label says in another form is left out.
      if (element == nullptr || !value || term_of(*element, plain(*value)) != *value) continue;
      label.values.emplace(element->name, plain(*value));
    }
    return label;
  }
  return std::nullopt;
}

}  // namespace passerelle::catalogue
