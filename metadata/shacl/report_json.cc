#include "metadata/shacl/report_json.h"

#include <nlohmann/json.hpp>
#include <ostream>
#include <string>

#include "metadata/rdf/escape.h"
#include "metadata/shacl/vocabulary.h"
#include "metadata/shacl/wording.h"

namespace passerelle::shacl {
namespace {

using rdf::TermId;

std::string term(const rdf::Dictionary& dictionary, TermId id) {
  if (dictionary.kind(id) == rdf::TermKind::blank) return "_:";  // a label says nothing outside
  std::string text;
  rdf::append_term(text, dictionary, id);
  return text;
}

std::string severity(std::string_view iri) {
  return std::string(iri.starts_with(kShacl) ? iri.substr(kShacl.size()) : iri);
}

std::string message(const Finding& finding, const Report& report, std::string_view language) {
  const auto& dictionary = report.dictionary();
  const auto own = in_language(messages(finding), dictionary, language);
  return own ? std::string(dictionary.text(*own)) : sentence(finding, report, language);
}

Json result(const Finding& finding, const Report& report, std::string_view language) {
  const auto& dictionary = report.dictionary();
  Json json{{"focusNode", term(dictionary, finding.focus)},
            {"path", finding.path ? Json(text(*finding.path, dictionary)) : Json()},
            {"value", finding.value ? Json(term(dictionary, *finding.value)) : Json()},
            {"constraintComponent", component_name(*finding.constraint)},
            {"severity", severity(dictionary.text(finding.shape->severity))},
            {"sourceShape", term(dictionary, finding.shape->node)},
            {"message", message(finding, report, language)}};
  for (const auto& detail : finding.details) {
    json["details"].push_back(result(detail, report, language));
  }
  return json;
}

// All but the results.
Json head(const Report& report) {
  const auto& counts = report.counts();
  return {{"conforms", report.conforms()},
          {"conformsIgnoringWarnings", !report.has_violations()},
          {"counts",
           {{"Violation", counts.violations},
            {"Warning", counts.warnings},
            {"Info", counts.infos},
            {"Other", counts.others}}},
          {"notices", report.shapes().notices()}};
}

}  // namespace

Json to_json(const Report& report, std::string_view language) {
  auto json = head(report);
  auto& results = json["results"] = Json::array();
  for (const auto& finding : report.findings())
    results.push_back(result(finding, report, language));
  return json;
}

void write_json(std::ostream& out, const Report& report, std::string_view language) {
  auto text = head(report).dump();
  text.pop_back();  // the closing brace
  out << text << ",\"results\":[";
  const char* comma = "";
  for (const auto& finding : report.findings()) {
    out << comma << result(finding, report, language).dump();
    comma = ",";
  }
  out << "]}";
}

}  // namespace passerelle::shacl
