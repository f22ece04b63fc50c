#include "metadata/catalogue/reading.h"

namespace passerelle::catalogue {

using rdf::Graph;
using rdf::Resource;

void add_texts(Texts& texts,
               const Graph& graph,
               const Resource& subject,
               const std::string& predicate) {
  for (const auto& literal : graph.literals(subject, predicate)) {
    texts.emplace(literal.language, literal.lexical);
  }
}

Texts texts_of(const Graph& graph, const Resource& subject, const std::string& predicate) {
  Texts texts;
  add_texts(texts, graph, subject, predicate);
  return texts;
}

std::string plain(const rdf::Term& term) {
  if (const auto* iri = std::get_if<rdf::Iri>(&term)) return iri->text;
  if (const auto* literal = std::get_if<rdf::Literal>(&term)) return literal->lexical;
  return {};
}

std::string first_plain(const Graph& graph, const Resource& subject, const std::string& predicate) {
  const auto object = graph.object(subject, predicate);
  return object ? plain(*object) : std::string();
}

std::vector<std::string> iris_of(const Graph& graph,
                                 const Resource& subject,
                                 const std::string& predicate) {
  std::vector<std::string> iris;
  for (const auto& object : graph.objects(subject, predicate)) {
    if (const auto* iri = std::get_if<rdf::Iri>(&object)) iris.push_back(iri->text);
  }
  return iris;
}

}  // namespace passerelle::catalogue
