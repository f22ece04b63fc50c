#include "metadata/rdf/documents.h"

#include <algorithm>
#include <array>
#include <cassert>

#include "metadata/rdf/errors.h"
#include "metadata/rdf/intake.h"
#include "metadata/rdf/json_ld/json_ld.h"
#include "metadata/rdf/syntaxes.h"
#include "node/base/text.h"

namespace passerelle::rdf {
namespace {

struct Name {
  Syntax syntax;
  std::string_view media_type;
  std::string_view extension;
};
constexpr std::array kSyntaxNames{
    Name{Syntax::turtle, "text/turtle", "ttl"},
    Name{Syntax::trig, "application/trig", "trig"},
    Name{Syntax::n_triples, "application/n-triples", "nt"},
    Name{Syntax::n_quads, "application/n-quads", "nq"},
    Name{Syntax::rdf_xml, "application/rdf+xml", "rdf"},
    Name{Syntax::rdf_xml, "application/rdf+xml", "xml"},
    Name{Syntax::json_ld, "application/ld+json", "jsonld"},
};

bool equal_letters(std::string_view one, std::string_view other) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::ranges::equal(one, other, {}, lower, lower);
}

std::optional<Syntax> syntax_named(std::string_view text, std::string_view Name::* part) {
  const auto found = std::ranges::find_if(
      kSyntaxNames, [&](const Name& name) { return equal_letters(name.*part, text); });
  if (found == kSyntaxNames.end()) return std::nullopt;
  return found->syntax;
}

Result<Dataset> read(std::string_view document,
                     Syntax syntax,
                     std::string_view base,
                     const ReadLimits& limits,
                     std::shared_ptr<Dictionary> dictionary) {
  switch (syntax) {
    case Syntax::n_triples:
    case Syntax::n_quads: return read_lines(document, syntax, limits, std::move(dictionary));
    case Syntax::rdf_xml: return read_rdf_xml(document, base, limits, std::move(dictionary));
    case Syntax::json_ld:
      return read_json_ld(document, {.base = std::string(base), .limits = limits},
                          std::move(dictionary));
    case Syntax::turtle:
    case Syntax::trig: break;
  }
  return read_blocks(document, syntax, base, limits, std::move(dictionary));
}

}  // namespace

NamedGraphs named_graphs(const Dataset& dataset) {
  NamedGraphs graphs{{std::nullopt, &dataset.default_graph()}};
  for (const auto& [name, graph] : dataset.named_graphs()) graphs.push_back({name, &graph});
  std::sort(graphs.begin() + 1, graphs.end(), [&](const NamedGraph& one, const NamedGraph& other) {
    return dataset.dictionary().is_before(*one.name, *other.name);
  });
  return graphs;
}

bool has_named_graphs(Syntax syntax) {
  return syntax == Syntax::trig || syntax == Syntax::n_quads || syntax == Syntax::json_ld;
}

std::string_view media_type(Syntax syntax) {
  return std::ranges::find(kSyntaxNames, syntax, &Name::syntax)->media_type;
}

std::optional<Syntax> syntax_of_media_type(std::string_view media_type) {
  auto type = media_type.substr(0, media_type.find(';'));
  while (type.ends_with(' ')) type.remove_suffix(1);
  return syntax_named(type, &Name::media_type);
}

std::optional<Syntax> syntax_of_extension(std::string_view extension) {
  return syntax_named(extension, &Name::extension);
}

Result<Dataset> read_dataset(std::string_view document,
                             Syntax syntax,
                             std::string_view base,
                             const ReadLimits& limits,
                             std::shared_ptr<Dictionary> dictionary) {
  if (document.size() > limits.bytes) {
    return Error{RdfError::too_large,
                 "the document is longer than " + std::to_string(limits.bytes) + " bytes"};
  }
  if (!base.empty() && !is_absolute_iri(base)) {
    return Error{RdfError::relative_iri, "the base is no absolute IRI"};
  }
  // XML has other encodings, which its parser knows.
  const auto end = syntax == Syntax::rdf_xml ? document.size() : utf8_prefix(document);
  if (end != document.size()) {
    return Error{RdfError::bad_syntax, position(document, end) + ": not UTF-8"};
  }
  if (!dictionary) dictionary = std::make_shared<Dictionary>();
  auto dataset = read(document, syntax, base, limits, std::move(dictionary));
  if (dataset) dataset->index();
  return dataset;
}

Result<Graph> read_graph(std::string_view document,
                         Syntax syntax,
                         std::string_view base,
                         const ReadLimits& limits,
                         std::shared_ptr<Dictionary> dictionary) {
  auto dataset = read_dataset(document, syntax, base, limits, std::move(dictionary));
  if (!dataset) return dataset.error();
  if (dataset->has_named_triples()) {
    return Error{RdfError::named_graphs, "the document has named graphs where one graph is wanted"};
  }
  return std::move(dataset->default_graph());
}

std::string write(const Graph& graph, Syntax syntax) {
  switch (syntax) {
    case Syntax::n_triples:
    case Syntax::n_quads: return written_lines({{std::nullopt, &graph}});
    case Syntax::turtle:
    case Syntax::trig: return written_blocks({{std::nullopt, &graph}});
    case Syntax::rdf_xml: return written_rdf_xml(graph);
    case Syntax::json_ld: return write_json_ld(Dataset(graph));
  }
  assert(false);
  return {};
}

std::string write(const Dataset& dataset, Syntax syntax) {
  if (!has_named_graphs(syntax)) {
    assert(!dataset.has_named_triples());
    return write(dataset.default_graph(), syntax);
  }
  if (syntax == Syntax::json_ld) return write_json_ld(dataset);
  const auto graphs = named_graphs(dataset);
  return syntax == Syntax::n_quads ? written_lines(graphs) : written_blocks(graphs);
}

std::size_t unwritable(const Graph& graph, Syntax syntax) {
  return syntax == Syntax::rdf_xml ? unwritable_in_rdf_xml(graph) : 0;
}

}  // namespace passerelle::rdf
