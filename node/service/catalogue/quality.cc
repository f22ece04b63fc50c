#include "node/service/catalogue/quality.h"

#include <nlohmann/json.hpp>

#include "metadata/catalogue/mqa.h"
#include "metadata/catalogue/quality_label.h"
#include "node/base/fields.h"
#include "node/catalogue/records.h"
#include "node/catalogue/reports.h"
#include "node/service/callers.h"
#include "node/service/catalogue/checks.h"

namespace passerelle::service {
namespace {

using catalogue::QualityLabel;

rdf::Iri iri_of(const DatasetId& dataset) { return rdf::Iri{dataset.text()}; }

Result<catalogue::MetadataQuality> measure(store::Reader& reader,
                                           const DatasetId& dataset,
                                           std::int64_t version,
                                           std::optional<bool> conforms) {
  const auto graph = catalogue_store::description(reader, dataset, version);
  if (!graph) return graph.error();
  return catalogue::measure_metadata(*graph, iri_of(dataset), {conforms, {}});
}

// Whether a version has no violation of the profile that it was validated with last.
Result<std::optional<bool>> conforms(store::Reader& reader,
                                     const DatasetId& dataset,
                                     std::int64_t version) {
  const auto validations = catalogue_store::validations_of(reader, dataset);
  if (!validations) return validations.error();
  for (const auto& validation : *validations) {
    if (validation.version == version) return std::optional(validation.violations == 0);
  }
  return std::optional<bool>();
}

Json to_json(const catalogue::Indicator& indicator) {
  return {{"metric", indicator.metric},
          {"dimension", catalogue::code(indicator.dimension)},
          {"points", indicator.points},
          {"applies", indicator.applies},
          {"reached", indicator.is_reached}};
}

Json to_json(const catalogue::MetadataQuality& quality) {
  Json indicators = Json::array();
  for (const auto& indicator : quality.indicators) indicators.push_back(to_json(indicator));
  return {{"points", quality.points()},
          {"of", catalogue::kMqaPoints},
          {"rating", catalogue::code(quality.rating())},
          {"applicable", quality.applicable()},
          {"reachable", quality.reachable()},
          {"applicable_rating", catalogue::code(quality.applicable_rating())},
          {"indicators", indicators}};
}

// The label with what its elements say in the reader's language.
Json told(const QualityLabel& label, const std::string& language) {
  auto value = catalogue::to_json(label);
  Json elements = Json::array();
  for (const auto& element : catalogue::label_elements()) {
    const auto said = value.at("elements").find(element.name);
    if (said == value.at("elements").end()) continue;
    elements.push_back({{"letter", std::string(1, element.letter)},
                        {"element", element.name},
                        {"name", language == "fr" ? element.french : element.english},
                        {"value", *said}});
  }
  value["elements"] = elements;
  return value;
}

}  // namespace

Result<void> measure_version(store::Transaction& tx,
                             const catalogue_store::Change& change,
                             std::optional<bool> conforms,
                             Instant now) {
  const auto quality = measure(tx, change.dataset, change.version, conforms);
  if (!quality) return quality.error();
  return catalogue_store::keep_quality(
      tx, {change.dataset, change.version, quality->points(), quality->applicable(),
           quality->reachable(), quality_statements(*quality, iri_of(change.dataset), now), now});
}

Result<Json> show_quality(Node& node, const DatasetId& dataset, const std::string& language) {
  return node.database.read([&](store::Reader& reader) -> Result<Json> {
    const auto record = catalogue_store::get(reader, dataset);
    if (!record) return record.error();
    const auto is_valid = conforms(reader, dataset, record->version);
    if (!is_valid) return is_valid.error();
    const auto quality = measure(reader, dataset, record->version, *is_valid);
    if (!quality) return quality.error();
    Json answer = {
        {"dataset", dataset.text()}, {"version", record->version}, {"metadata", to_json(*quality)}};
    auto check = check_of(node, reader, dataset);
    if (!check) return check.error();
    if (!check->is_null()) answer["check"] = *std::move(check);
    const auto statements = catalogue_store::label_in_force(reader, dataset);
    if (!statements) return statements.error();
    if (*statements) {
      const auto label = catalogue::label_of(**statements, iri_of(dataset));
      if (label) answer["label"] = told(*label, language);
    }
    return answer;
  });
}

Result<Json> label_dataset(Node& node,
                           const identity::Caller& caller,
                           const DatasetId& dataset,
                           const Json& request) {
  if (auto allowed = require_operator(caller); !allowed) return allowed.error();
  const auto label = catalogue::label_from_json(request);
  if (!label) return label.error();
  const auto saved = node.commit(
      audit::Event::label_given, {{"dataset", dataset.text()}, {"issuer", label->issuer}},
      [&](store::Transaction& tx) {
        return catalogue_store::keep_label(
            tx, dataset, catalogue::label_statements(*label, iri_of(dataset)), node.now());
      });
  if (!saved) return saved.error();
  return Json{{"dataset", dataset.text()}, {"issuer", label->issuer}};
}

Result<Json> revoke_label(Node& node,
                          const identity::Caller& caller,
                          const DatasetId& dataset,
                          const Json& request) {
  if (auto allowed = require_operator(caller); !allowed) return allowed.error();
  Fields f(request, "");
  const auto reason = f.text("reason");
  if (auto read = f.done(); !read) return read.error();
  const auto saved =
      node.commit(audit::Event::label_revoked, {{"dataset", dataset.text()}, {"reason", reason}},
                  [&](store::Transaction& tx) {
                    return catalogue_store::revoke_label(tx, dataset, reason, node.now());
                  });
  if (!saved) return saved.error();
  return Json{{"dataset", dataset.text()}, {"revoked", reason}};
}

}  // namespace passerelle::service
