#include "metadata/rdf/json_ld/from_rdf.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <vector>

#include "metadata/rdf/json_ld/errors.h"
#include "metadata/rdf/json_ld/literal_values.h"
#include "metadata/rdf/json_ld/rdf_lists.h"
#include "metadata/rdf/json_ld/values.h"

namespace passerelle::rdf::json_ld {
namespace {

class Serializer {
 public:
  Serializer(const Dataset& dataset, const FromRdfOptions& options)
      : dataset_(dataset), terms_(dataset.dictionary()), options_(options), uses_(dataset) {}

  Result<Json> run() {
    auto nodes = nodes_of(dataset_.default_graph());
    if (!nodes) return nodes.error();
    for (const auto& [name, graph] : dataset_.named_graphs()) {
      if (graph.empty()) continue;
      auto inside = nodes_of(graph);
      if (!inside) return inside.error();
      auto& node = (*nodes)[word(name)];
      node["@id"] = word(name);
      node["@graph"] = array_of(*std::move(inside));
    }
    return array_of(*std::move(nodes));
  }

 private:
  using Nodes = std::map<std::string, Json>;  // by what stands in @id

  static Json array_of(Nodes nodes) {
    auto array = Json::array();
    for (auto& [id, node] : nodes) array.push_back(std::move(node));
    return array;
  }

  // Returns what stands for an IRI or a blank node in JSON-LD.
  std::string word(TermId id) const {
    const auto text = std::string(terms_.text(id));
    return terms_.kind(id) == TermKind::blank ? "_:" + text : text;
  }

  Result<Nodes> nodes_of(const Graph& graph) {
    graph_ = &graph;
    lists_ = RdfLists(graph, uses_);
    find_compounds();
    Nodes nodes;
    const auto triples = graph.all();
    for (auto at = triples.begin(); at != triples.end();) {
      const auto subject = at->subject;
      const auto about = graph.with_subject(subject);
      at += static_cast<std::ptrdiff_t>(about.size());
      if (lists_.is_node(subject) || compounds_.contains(subject)) continue;
      auto node = node_of(subject, about);
      if (!node) return node.error();
      nodes.emplace(word(subject), *std::move(node));
    }
    return nodes;
  }

  Result<Json> node_of(TermId subject, std::span<const TripleIds> about) {
    std::vector<TripleIds> triples(about.begin(), about.end());
    std::ranges::sort(triples, [&](const TripleIds& one, const TripleIds& other) {
      return terms_.is_before(one.object, other.object);
    });
    Json node{{"@id", word(subject)}};
    for (const auto& triple : triples) {
      const auto property = std::string(terms_.text(triple.predicate));
      const bool is_literal = terms_.kind(triple.object) == TermKind::literal;
      if (property == kRdfType && !is_literal && !options_.has_rdf_type) {
        append(node, "@type", word(triple.object));
        continue;
      }
      auto value = value_of(triple.object);
      if (!value) return value;
      // Two literals may be the same number.
      if (options_.has_native_types && holds(node, property, *value)) continue;
      append(node, property, *std::move(value));
    }
    return node;
  }

  static bool holds(const Json& node, const std::string& property, const Json& value) {
    const auto values = node.find(property);
    return values != node.end() && std::ranges::find(*values, value) != values->end();
  }

  Result<Json> value_of(TermId object) {
    if (terms_.kind(object) == TermKind::literal) return value_of_literal(terms_, object, options_);
    if (const auto compound = compounds_.find(object); compound != compounds_.end()) {
      return value_of_compound(terms_, compound->second);
    }
    const auto* items = lists_.find(object);
    if (items == nullptr) return Json{{"@id", word(object)}};
    auto list = Json::array();
    for (const auto item : *items) {
      auto value = value_of(item);
      if (!value) return value;
      list.push_back(*std::move(value));
    }
    return Json{{"@list", std::move(list)}};
  }

  // Blank nodes that stand for a text with a direction.
  void find_compounds() {
    compounds_.clear();
    const auto property = terms_.find_iri(kRdfDirection);
    if (options_.direction != RdfDirection::compound_literal || !property) return;
    for (const auto& triple : graph_->with_predicate(*property)) {
      if (!uses_.is_used_once_in(*graph_, triple.subject)) continue;
      if (auto compound = compound_of(terms_, graph_->with_subject(triple.subject))) {
        compounds_.emplace(triple.subject, *compound);
      }
    }
  }

  const Dataset& dataset_;
  const Dictionary& terms_;
  FromRdfOptions options_;
  BlankUses uses_;
  const Graph* graph_ = nullptr;
  RdfLists lists_;
  std::map<TermId, Compound> compounds_;
};

}  // namespace

Result<Json> from_rdf(const Dataset& dataset, const FromRdfOptions& options) {
  return Serializer(dataset, options).run();
}

}  // namespace passerelle::rdf::json_ld
