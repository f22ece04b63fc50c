#include "metadata/profiles/code_list.h"

#include <vector>

#include "metadata/profiles/sheet.h"
#include "metadata/profiles/vocabulary.h"

namespace passerelle::profiles {
namespace {

constexpr std::string_view kTitleIn = "title.";  // "@title.fr Langues"

}  // namespace

Result<std::string> add_code_list(std::string_view name, std::string_view csv, rdf::Graph& graph) {
  const auto sheet = Sheet::parse(name, csv, ',');
  if (!sheet) return sheet.error();
  if (auto has_codes = sheet->expect({"code"}); !has_codes) return has_codes.error();
  const auto concepts = sheet->iri(sheet->directive("concepts"), 1);
  if (!concepts) return concepts.error();

  const auto iris = [&](std::string_view directive) -> Result<std::vector<std::string>> {
    std::vector<std::string> found;
    for (const auto& written : split(sheet->directive(directive), " ")) {
      auto iri = sheet->iri(written, 1);
      if (!iri) return iri.error();
      found.push_back(*std::move(iri));
    }
    return found;
  };
  const auto types = iris("types");
  if (!types) return types.error();
  auto labels = iris("labels");
  if (!labels) return labels.error();
  if (labels->empty()) labels->push_back(kPrefLabel);
  std::string scheme;
  if (const auto written = sheet->directive("scheme"); !written.empty()) {
    auto read = sheet->iri(written, 1);
    if (!read) return read.error();
    scheme = *std::move(read);
    graph.add(rdf::Iri{scheme}, kType, rdf::Iri{kConceptScheme});
    for (const auto& [directive, value] : sheet->directives()) {
      if (!directive.starts_with(kTitleIn)) continue;
      graph.add(rdf::Iri{scheme}, kTitle, rdf::text(value, directive.substr(kTitleIn.size())));
    }
  }
  for (const auto& row : sheet->rows()) {
    auto iri = sheet->iri("<" + *concepts + row.cells.front() + ">", row.line);
    if (!iri) return iri.error();
    const rdf::Iri code{*std::move(iri)};
    for (const auto& type : *types) graph.add(code, kType, rdf::Iri{type});
    if (scheme.empty()) continue;
    graph.add(code, kInScheme, rdf::Iri{scheme});
    for (const auto& property : {kNotation, kIdentifier}) {
      graph.add(code, property, rdf::text(row.cells.front()));
    }
    std::vector<rdf::Literal> texts;
    for (std::size_t at = 1; at < row.cells.size(); ++at) {
      if (row.cells[at].empty()) continue;
      texts.push_back(rdf::text(row.cells[at], sheet->columns()[at]));
    }
    if (texts.empty()) texts.push_back(rdf::text(row.cells.front()));
    for (const auto& label : *labels) {
      for (const auto& text : texts) graph.add(code, label, text);
    }
  }
  return scheme;
}

}  // namespace passerelle::profiles
