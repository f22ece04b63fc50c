#include "metadata/publishing/renaming.h"

namespace passerelle::publishing {
namespace {

using rdf::TermId;

// Copies a graph, with `name` deciding about each subject and object: its new IRI, or nothing.
template <class Name>
rdf::Graph copied(const rdf::Graph& graph, Name name) {
  const auto& terms = graph.dictionary();
  rdf::Graph copy;
  auto& into = *copy.shared_dictionary();
  std::map<TermId, TermId> known;
  const auto place = [&](TermId id) {
    const auto [found, is_new] = known.try_emplace(id);
    if (is_new) {
      const std::optional<std::string> iri = name(id);
      found->second = iri ? into.iri(*iri) : into.add(terms, id);
    }
    return found->second;
  };
  for (const auto& [prefix, name_space] : graph.prefixes()) copy.set_prefix(prefix, name_space);
  for (const auto& triple : graph.all()) {
    copy.add({place(triple.subject), into.add(terms, triple.predicate), place(triple.object)});
  }
  return copy;
}

}  // namespace

rdf::Graph renamed(const rdf::Graph& graph, const Names& names) {
  std::map<TermId, std::string> by_id;
  for (const auto& [resource, iri] : names) {
    if (const auto id = graph.dictionary().find(rdf::as_term(resource))) by_id.emplace(*id, iri);
  }
  return copied(graph, [&](TermId id) -> std::optional<std::string> {
    const auto found = by_id.find(id);
    if (found == by_id.end()) return std::nullopt;
    return found->second;
  });
}

rdf::Graph skolemised(const rdf::Graph& graph,
                      const Addresses& addresses,
                      std::string_view digest) {
  const auto& terms = graph.dictionary();
  return copied(graph, [&](TermId id) -> std::optional<std::string> {
    if (terms.kind(id) != rdf::TermKind::blank) return std::nullopt;
    return addresses.skolem(digest, terms.text(id));
  });
}

}  // namespace passerelle::publishing
