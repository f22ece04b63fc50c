#include "node/service/catalogue/history.h"

#include <nlohmann/json.hpp>

#include "metadata/catalogue/dataset_description.h"
#include "metadata/catalogue/record_graph.h"
#include "metadata/catalogue/stewardship.h"
#include "metadata/rdf/documents.h"
#include "metadata/rdf/iri.h"
#include "node/base/fields.h"
#include "node/catalogue/errors.h"
#include "node/catalogue/reports.h"
#include "node/service/callers.h"
#include "node/service/catalogue/field_changes.h"
#include "node/service/catalogue/records.h"
#include "node/service/catalogue/validation.h"
#include "node/service/errors.h"

namespace passerelle::service {
namespace {

using catalogue_store::LegalBasis;
using catalogue_store::Record;
using service::to_json;  // of a change, beside those of this file

Json to_json(const LegalBasis& basis) {
  Json value = Json::object();
  if (!basis.act.empty()) value["act"] = basis.act;
  if (!basis.citation.empty()) value["citation"] = basis.citation;
  return value;
}

Json time_or_null(const std::optional<Instant>& time) {
  return time ? Json(to_text(*time)) : Json();
}

Json to_json(const Record& record, Instant now) {
  Json value = {{"dataset", record.dataset.text()},
                {"source", record.source},
                {"status", catalogue::code(record.status(now))},
                {"in_force_from", time_or_null(record.in_force_from)},
                {"first_seen", to_text(record.first_seen)},
                {"modified", to_text(record.modified)},
                {"version", record.version},
                {"digest", record.digest},
                {"basis", to_json(record.basis)}};
  if (record.withdrawn) value["withdrawn"] = to_text(*record.withdrawn);
  if (!record.agreement.empty()) value["agreement"] = record.agreement;
  return value;
}

Json to_json(const catalogue_store::VersionInfo& version) {
  return {{"version", version.version},
          {"kind", catalogue_store::code(version.kind)},
          {"source", version.source},
          {"digest", version.digest},
          {"in_force_from", time_or_null(version.in_force_from)},
          {"basis", to_json(version.basis)},
          {"recorded", to_text(version.recorded)}};
}

Json to_json(const catalogue_store::Validation& validation) {
  return {{"version", validation.version},
          {"profile", validation.profile},
          {"release", validation.release},
          {"violations", validation.violations},
          {"warnings", validation.warnings},
          {"accepted", validation.is_accepted},
          {"validated", to_text(validation.validated)}};
}

Json to_json(const catalogue_store::Quality& quality) {
  return {{"version", quality.version},
          {"mqa", quality.mqa},
          {"mqa_applicable", quality.mqa_applicable},
          {"mqa_reachable", quality.mqa_reachable},
          {"measured", to_text(quality.measured)}};
}

Json to_json(const catalogue::Identifier& identifier);

template <class T>
Json list_of(const std::vector<T>& values) {
  Json list = Json::array();
  for (const auto& value : values) list.push_back(to_json(value));
  return list;
}

Json to_json(const std::vector<catalogue::Agent>& agents, const std::string& language) {
  Json list = Json::array();
  for (const auto& agent : agents) {
    Json one{{"name", catalogue::in_language(agent.names, language)}};
    if (!agent.iri.empty()) one["iri"] = agent.iri;
    list.push_back(one);
  }
  return list;
}

// Who answers for a dataset; what its description does not say is left out.
Json to_json(const catalogue::Stewardship& said, const std::string& language) {
  Json origins = Json::array();
  for (const auto& origin : said.origins) {
    origins.push_back({{"copy_of", origin.iri}, {"refreshed", origin.refreshed}});
  }
  Json value = {{"categories", said.categories},
                {"publishers", to_json(said.publishers, language)},
                {"access_bodies", to_json(said.access_bodies, language)},
                {"coordinating_bodies", to_json(said.coordinating_bodies, language)},
                {"custodians", to_json(said.custodians, language)},
                {"controllers", to_json(said.controllers, language)},
                {"legal_bases", said.legal_bases},
                {"legislation", said.legislation},
                {"agreements", said.agreements},
                {"origins", origins},
                {"refresh_frequency", said.refresh_frequency}};
  for (auto at = value.begin(); at != value.end();) {
    const bool is_said = !at->empty() && *at != "";
    at = is_said ? std::next(at) : value.erase(at);
  }
  if (said.is_trusted_holder) value["trusted_holder"] = *said.is_trusted_holder;
  return value;
}

Json to_json(const catalogue::Identifier& identifier) {
  Json value{{"notation", identifier.notation}};
  if (!identifier.creator.empty()) value["creator"] = identifier.creator;
  return value;
}

}  // namespace

Result<Json> list_records(Node& node, const catalogue_store::Filter& filter) {
  const auto page = node.database.read(
      [&](store::Reader& reader) { return catalogue_store::list(reader, filter); });
  if (!page) return page.error();
  Json records = Json::array();
  for (const auto& record : page->items) records.push_back(to_json(record, filter.now));
  return Json{
      {"records", records}, {"total", page->total}, {"page", filter.page}, {"size", filter.size}};
}

Result<Json> show_record(Node& node, const DatasetId& dataset, const std::string& language) {
  return node.database.read([&](store::Reader& reader) -> Result<Json> {
    const auto record = catalogue_store::get(reader, dataset);
    if (!record) return record.error();
    const auto graph = catalogue_store::description(reader, dataset);
    if (!graph) return graph.error();
    const rdf::Iri iri{dataset.text()};
    const auto said = catalogue::describe(*graph, iri);
    if (!said) return said.error();
    auto answer = to_json(*record, node.now());
    answer["title"] = catalogue::in_language(said->titles, language);
    answer["description"] = catalogue::in_language(said->descriptions, language);
    answer["stewardship"] = to_json(catalogue::stewardship_of(*graph, iri), language);
    answer["identifiers"] = list_of(catalogue::identifiers_of(*graph, iri));
    answer["named_datasets"] = Json::array();
    const auto is_dataset = [&](const DatasetId& id) { return is_in_catalogue(reader, id); };
    for (const auto& other : named_datasets(*graph, is_dataset)) {
      answer["named_datasets"].push_back(other.text);
    }
    const auto validations = catalogue_store::validations_of(reader, dataset);
    if (!validations) return validations.error();
    if (!validations->empty()) answer["validation"] = to_json(validations->front());
    const auto quality = catalogue_store::quality_of(reader, dataset);
    if (!quality) return quality.error();
    if (!quality->empty()) answer["quality"] = to_json(quality->front());
    return answer;
  });
}

Result<Json> record_history(Node& node, const DatasetId& dataset) {
  return node.database.read([&](store::Reader& reader) -> Result<Json> {
    const auto versions = catalogue_store::versions(reader, dataset);
    if (!versions) return versions.error();
    const auto validations = catalogue_store::validations_of(reader, dataset);
    if (!validations) return validations.error();
    const auto quality = catalogue_store::quality_of(reader, dataset);
    if (!quality) return quality.error();
    return Json{{"dataset", dataset.text()},
                {"versions", list_of(*versions)},
                {"validations", list_of(*validations)},
                {"quality", list_of(*quality)}};
  });
}

Result<std::string> record_description(Node& node,
                                       const DatasetId& dataset,
                                       std::optional<std::int64_t> version) {
  const auto graph = node.database.read([&](store::Reader& reader) {
    return catalogue_store::description(reader, dataset, version);
  });
  if (!graph) return graph.error();
  return rdf::write(*graph, rdf::Syntax::n_triples);
}

Result<Json> record_difference(Node& node,
                               const DatasetId& dataset,
                               std::optional<std::int64_t> older,
                               std::optional<std::int64_t> newer,
                               const std::string& language) {
  return node.database.read([&](store::Reader& reader) -> Result<Json> {
    const auto record = catalogue_store::get(reader, dataset);
    if (!record) return record.error();
    const auto to = newer.value_or(record->version);
    const auto from = older.value_or(to - 1);
    const auto before = catalogue_store::description(reader, dataset, from);
    if (!before) return before.error();
    const auto after = catalogue_store::description(reader, dataset, to);
    if (!after) return after.error();
    return Json{{"dataset", dataset.text()},
                {"from", from},
                {"to", to},
                {"changes", list_of(catalogue::difference(*before, *after, language))}};
  });
}

Result<Json> withdraw_dataset(Node& node,
                              const identity::Caller& caller,
                              const DatasetId& dataset,
                              const Json& request) {
  if (auto allowed = require_operator(caller); !allowed) return allowed.error();
  Fields f(request, "");
  const auto* given = f.find("basis");
  if (auto read = f.done(); !read) return read.error();
  const auto basis = given != nullptr ? legal_basis_from_json(*given, "/basis") : LegalBasis();
  if (!basis) return basis.error();
  if (auto has_act = require_act(node, *basis); !has_act) return has_act.error();
  const auto withdrawn = node.commit(
      audit::Event::catalogue_withdrawn, {{"dataset", dataset.text()}, {"basis", to_json(*basis)}},
      [&](store::Transaction& tx) -> Result<catalogue_store::Change> {
        const auto record = catalogue_store::get(tx, dataset);
        if (!record) return record.error();
        if (!record->is_own()) {
          return Error{catalogue_store::RecordError::other_source,
                       dataset.text() + " is kept by the source " + record->source +
                           ", which alone withdraws it"};
        }
        return withdraw_record(node, tx, dataset, *basis);
      });
  if (!withdrawn) return withdrawn.error();
  return Json{{"dataset", dataset.text()}, {"version", withdrawn->version}};
}

Result<LegalBasis> legal_basis_from_json(const Json& value, const std::string& path) {
  Fields f(value, path);
  LegalBasis basis{f.text_or("act", ""), f.text_or("citation", "")};
  if (!basis.act.empty() && !rdf::is_absolute_iri(basis.act)) {
    f.fail("act", "an absolute IRI is expected, such as that of the act in the official journal");
  }
  if (auto read = f.done(); !read) return read.error();
  return basis;
}

}  // namespace passerelle::service
