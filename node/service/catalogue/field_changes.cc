#include "node/service/catalogue/field_changes.h"

#include <nlohmann/json.hpp>

namespace passerelle::service {
namespace {

Json term_json(const rdf::Term& term) {
  if (const auto* iri = std::get_if<rdf::Iri>(&term)) return Json{{"iri", iri->text}};
  if (const auto* literal = std::get_if<rdf::Literal>(&term)) {
    Json value{{"text", literal->lexical}};
    if (!literal->language.empty()) value["language"] = literal->language;
    else if (literal->datatype != rdf::kXsdString) value["datatype"] = literal->datatype;
    return value;
  }
  return Json{{"node", "unnamed"}};
}

Json terms_json(const std::vector<rdf::Term>& terms) {
  Json list = Json::array();
  for (const auto& term : terms) list.push_back(term_json(term));
  return list;
}

}  // namespace

Json to_json(const catalogue::FieldChange& change) {
  Json path = Json::array();
  for (const auto& step : change.path) path.push_back(step.property);
  return {{"subject", change.subject.text},         {"name", change.subject_name},
          {"field", catalogue::field_path(change)}, {"path", path},
          {"removed", terms_json(change.removed)},  {"added", terms_json(change.added)}};
}

}  // namespace passerelle::service
